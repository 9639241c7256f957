// SPDX-License-Identifier: Apache-2.0
// The method of simulated moments: parameters under which simulated moments come nearest to observed ones
// (McFadden 1989; Pakes and Pollard 1989). Knows nothing of what is simulated.
#pragma once

#include <Eigen/Core>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace offramp {

/// A parameter on the scale on which it is searched.
struct SearchCoordinate {
    std::string name;
    double low = 0.0;  ///< low < high, both finite
    double high = 0.0;
    double start = 0.0;
    /// What is believed beforehand, as one moment more. Without: nothing within the ends.
    struct Prior {
        double mean = 0.0;
        double sd = 1.0;
    };
    std::optional<Prior> prior;
    /// Left at its start by the fit, which then reckons with what is not known of it.
    bool held = false;

    /// Whether it is held, and there.
    bool is_held_at(double at) const { return held && at == start; }

    /// Of the prior; without one, of the uniform distribution between the ends.
    double prior_sd() const;
    double prior_mean() const;

    /// The place within the ends below which a share `u`, in (0, 1), of what is believed beforehand lies.
    double quantile(double u) const;
};

/// Moments with the covariance of their error.
struct MomentVector {
    Eigen::VectorXd value;
    Eigen::MatrixXd covariance;
    /// Of simulated ones: the covariance that the error of an observation has where these are true. Empty: as
    /// the observation itself says.
    Eigen::MatrixXd if_true = {};
};

struct SimulatedPoint {
    std::vector<double> at;
    MomentVector moments;
};

/// Where nothing could be simulated.
struct FailedPoint {
    std::vector<double> at;
    std::string reason;
};

struct MomentProblem {
    std::vector<SearchCoordinate> coordinates;
    MomentVector observed;
    /// With common random numbers: a function, not a draw. The covariance is that of the simulation error.
    std::function<MomentVector(std::span<const double> at)> simulate;
};

struct MomentFitProgress {
    int evaluations = 0;
    int evaluations_wanted = 0;  ///< at most
    double distance = 0.0;       ///< of the best point so far
};

struct MomentFitOptions {
    int screen =
        0;  ///< points of a Sobol sequence, spread as the priors say, that are tried before the search
    /// Points after those, at most: each where an emulator of all that was simulated sees the best place.
    int emulated = 0;
    int evaluations = 200;    ///< of the search from the best of these, at most
    double tolerance = 1e-3;  ///< of every coordinate, as a share of its range
    double step = 0.05;       ///< of the derivatives, as a share of the range: wide against simulation noise
    std::stop_token cancel = {};
    std::function<void(const MomentFitProgress&)> progress = {};
};

/// A combination of parameters, each in units of its prior_sd(), and how much the moments say about it.
struct Direction {
    double strength = 0.0;  ///< singular value: standard errors that one prior sd along it moves the moments
    Eigen::VectorXd loadings;  ///< of unit length, the largest positive
    /// What is left of the prior's standard deviation: 1 / sqrt(1 + strength^2).
    double left() const;
};

/// "0.8 rationality - 0.6 audience cost": loadings of at least kTold, the largest first.
std::string describe(const Direction& direction, std::span<const std::string> names);

/// The least loading that is told.
inline constexpr double kTold = 0.2;

/// Those of moments or probabilities in units of their errors, a row for each, by parameters in units of
/// their prior_sd(), a column for each; the best known first.
std::vector<Direction> directions_of(const Eigen::MatrixXd& sensitivity);

/// Directions with less leave more than half of what was not known beforehand.
inline constexpr double kWeakDirection = 1.7320508075688772;

struct MomentFit {
    std::vector<double> at;  ///< the best point found
    double distance = 0.0;   ///< there: weighted squares of what is missed, priors included
    double start_distance = 0.0;
    MomentVector start;       ///< simulated at the start
    MomentVector fitted;      ///< simulated at `at`
    Eigen::VectorXd weights;  ///< 1 over the variances of the observed and, at the start, simulated moments
    int evaluations = 0;
    /// All that were simulated: the start, those of the screen, and the others.
    std::vector<SimulatedPoint> points;
    std::vector<FailedPoint> failed;  ///< of the evaluations: they count as impossible
    bool converged = false;           ///< the search ended by its tolerance
    bool complete = false;            ///< false: cancelled; what follows is then empty

    /// By coordinate, the points on whose difference its derivative rests: `step` of its range to either
    /// side, or up to its end, or the fit itself where that cannot be simulated.
    std::vector<std::pair<std::vector<double>, std::vector<double>>> sides;
    Eigen::MatrixXd jacobian;           ///< moments by coordinates, central differences (one-sided at an end)
    Eigen::MatrixXd covariance;         ///< of the coordinates: the sandwich, with the prior
    std::vector<Direction> directions;  ///< the best known first
    /// Overidentification: what moments and priors miss beyond what parameters could mend (Hansen 1982, for
    /// weights that are not the optimal ones).
    double j = 0.0;
    int freedom = 0;  ///< degrees of freedom; 0: nothing to test
    double j_p = 1.0;
};

/// Weights are the inverse variances, not the inverse covariance: that would be optimal for many observations
/// and is unreliable for few (Altonji and Segal 1996). A place at which `simulate` throws a RuntimeFailure is
/// impossible, but at the start it comes out, as all else does that is thrown.
MomentFit fit_moments(const MomentProblem& problem, const MomentFitOptions& options);

/// What the coordinates would be if the observed moments were others: one step of Gauss and Newton from the
/// fit (Pregibon 1981), within the ends. Those that are held stay.
std::vector<double> one_step(const MomentProblem& problem, const MomentFit& fit,
                             const Eigen::VectorXd& observed, const Eigen::VectorXd& simulated,
                             const Eigen::MatrixXd& jacobian);

}  // namespace offramp
