// SPDX-License-Identifier: Apache-2.0
#include "analysis/calibration/simulated_moments.hpp"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <limits>
#include <numbers>

#include "analysis/calibration/emulated_moments.hpp"
#include "analysis/optimise.hpp"
#include "analysis/sweep/distribution.hpp"
#include "analysis/sweep/sampling_design.hpp"
#include "analysis/text_layout.hpp"
#include "engine/base/elementary.hpp"
#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"

namespace offramp {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

class MomentSearch {
  public:
    MomentSearch(const MomentProblem& problem, const MomentFitOptions& options)
        : problem_(problem), options_(options) {}

    MomentFit run() {
        std::vector<double> start;
        for (const SearchCoordinate& c : problem_.coordinates) start.push_back(c.start);
        fit_.start = simulate(start);
        set_weights();
        fit_.at = start;
        fit_.fitted = fit_.start;
        fit_.distance = fit_.start_distance = distance(start, fit_.start.value);
        report();
        screen();
        emulate();
        search();
        fit_.complete = !options_.cancel.stop_requested();
        if (fit_.complete) differentiate();
        fit_.complete = fit_.complete && !options_.cancel.stop_requested();
        if (fit_.complete) judge();
        return std::move(fit_);
    }

  private:
    void set_weights() {
        const VectorXd variance = problem_.observed.covariance.diagonal() + fit_.start.covariance.diagonal();
        ensure((variance.array() > 0).all(), "a moment has a standard error");
        fit_.weights = variance.cwiseInverse();
    }

    double distance(std::span<const double> at, const VectorXd& simulated) const {
        const VectorXd missed = simulated - problem_.observed.value;
        double sum = missed.cwiseAbs2().dot(fit_.weights);
        for (std::size_t k = 0; k < at.size(); ++k) {
            const auto& prior = problem_.coordinates[k].prior;
            if (prior) sum += elementary::pow((at[k] - prior->mean) / prior->sd, 2);
        }
        return sum;
    }

    MomentVector simulate(std::span<const double> at) {
        fit_.points.push_back({{at.begin(), at.end()}, problem_.simulate(at)});
        return fit_.points.back().moments;
    }

    /// Nothing where it cannot be simulated, which makes a place impossible.
    std::optional<MomentVector> tried(std::span<const double> at) {
        try {
            return simulate(at);
        } catch (const RuntimeFailure& failure) {
            fit_.failed.push_back({{at.begin(), at.end()}, failure.what()});
            return std::nullopt;
        }
    }

    double evaluate(std::span<const double> at) {
        const std::optional<MomentVector> simulated = tried(at);
        if (!simulated) {
            report();
            return std::numeric_limits<double>::infinity();
        }
        const double found = distance(at, simulated->value);
        if (found < fit_.distance && holds(at)) {
            fit_.distance = found;
            fit_.at.assign(at.begin(), at.end());
            fit_.fitted = *simulated;
        }
        report();
        return found;
    }

    /// Whether what is held is where it is held. The screen moves it too, from which a posterior learns.
    bool holds(std::span<const double> at) const {
        for (std::size_t k = 0; k < at.size(); ++k) {
            const SearchCoordinate& c = problem_.coordinates[k];
            if (c.held && !c.is_held_at(at[k])) return false;
        }
        return true;
    }

    /// The minimum over the coordinates that are not held, the others at their starts; `from` is such a
    /// place.
    Minimum minimise_free(const Objective& objective, std::span<const double> from,
                          const MinimiseOptions& options) const {
        std::vector<std::size_t> places;
        std::vector<double> start;
        std::vector<double> low;
        std::vector<double> high;
        for (std::size_t k = 0; k < from.size(); ++k) {
            const SearchCoordinate& c = problem_.coordinates[k];
            if (c.held) continue;
            places.push_back(k);
            start.push_back(from[k]);
            low.push_back(c.low);
            high.push_back(c.high);
        }
        std::vector<double> whole(from.begin(), from.end());
        const auto placed = [&](std::span<const double> at) -> std::span<const double> {
            for (std::size_t k = 0; k < at.size(); ++k) whole[places[k]] = at[k];
            return whole;
        };
        Minimum minimum = minimise([&](std::span<const double> at) { return objective(placed(at)); }, start,
                                   low, high, options);
        const std::span<const double> best = placed(minimum.at);
        minimum.at.assign(best.begin(), best.end());
        return minimum;
    }

    void report() {
        ++fit_.evaluations;
        if (!options_.progress) return;
        const int wanted = 1 + options_.screen + options_.emulated + options_.evaluations +
                           2 * static_cast<int>(problem_.coordinates.size());
        options_.progress({fit_.evaluations, wanted, fit_.distance});
    }

    void screen() {
        if (options_.screen == 0) return;
        const std::vector<std::string> names = names_of(problem_.coordinates);
        const std::vector<double> points =
            SobolSequence{static_cast<std::uint64_t>(options_.screen)}.sample(names);
        std::vector<double> at(names.size());
        for (int p = 0; p < options_.screen && !options_.cancel.stop_requested(); ++p) {
            const std::size_t row = static_cast<std::size_t>(p) * at.size();
            for (std::size_t k = 0; k < at.size(); ++k)
                at[k] = problem_.coordinates[k].quantile(points[row + k]);
            evaluate(at);
        }
    }

    // Efficient where a point is costly (Jones, Schonlau, Welch 1998, without their exploring): each step is
    // as good as all points together know. Ends where the best place that is seen was simulated.
    void emulate() {
        for (int step = 0; step < options_.emulated && !options_.cancel.stop_requested(); ++step) {
            const std::vector<SimulatedPoint> points = at_different_places(fit_.points);
            if (points.size() < 2) return;
            const EmulatedMoments emulator(problem_.coordinates, points);
            const auto seen = [&](std::span<const double> at) { return distance(at, emulator.mean(at)); };
            const std::vector<double> at =
                minimise_free(seen, fit_.at,
                              {.tolerance = options_.tolerance, .evaluations = 3000, .first_step = 0.1})
                    .at;
            const auto is_near = [&](const SimulatedPoint& point) {
                for (std::size_t k = 0; k < at.size(); ++k) {
                    const SearchCoordinate& c = problem_.coordinates[k];
                    if (std::abs(at[k] - point.at[k]) > options_.tolerance * (c.high - c.low)) return false;
                }
                return true;
            };
            if (std::ranges::any_of(points, is_near)) return;
            if (std::isinf(evaluate(at))) return;
        }
    }

    void search() {
        const std::vector<double> from = fit_.at;
        const Minimum minimum = minimise_free([&](std::span<const double> at) { return evaluate(at); }, from,
                                              {.tolerance = options_.tolerance,
                                               .evaluations = options_.evaluations,
                                               .first_step = 0.15,
                                               .cancel = options_.cancel});
        fit_.converged = minimum.converged;
    }

    void differentiate() {
        const std::vector<double> centre = fit_.at;
        const auto count = static_cast<Index>(centre.size());
        fit_.jacobian = MatrixXd::Zero(problem_.observed.value.size(), count);
        for (Index k = 0; k < count && !options_.cancel.stop_requested(); ++k) {
            const auto place = static_cast<std::size_t>(k);
            const SearchCoordinate& c = problem_.coordinates[place];
            const double step = options_.step * (c.high - c.low);
            std::vector<double> below = centre;
            std::vector<double> above = centre;
            below[place] = std::max(c.low, centre[place] - step);
            above[place] = std::min(c.high, centre[place] + step);
            const VectorXd low = side(below);
            const VectorXd high = side(above);
            ensure_runs(above[place] > below[place], c);
            fit_.jacobian.col(k) = (high - low) / (above[place] - below[place]);
            fit_.sides.emplace_back(std::move(below), std::move(above));
        }
    }

    /// Simulated at a point of a derivative, or, where that fails, at the fit, which `at` then is.
    VectorXd side(std::vector<double>& at) {
        const std::optional<MomentVector> simulated = tried(at);
        report();
        if (simulated) return simulated->value;
        at = fit_.at;
        return fit_.fitted.value;
    }

    static void ensure_runs(bool runs, const SearchCoordinate& coordinate) {
        if (runs) return;
        throw RuntimeFailure(
            fmt::format("beside the fit nothing can be simulated at other values of '{}'", coordinate.name));
    }

    void judge() {
        const VectorXd root = fit_.weights.cwiseSqrt();
        VectorXd scale(fit_.jacobian.cols());
        for (Index k = 0; k < scale.size(); ++k)
            scale(k) = problem_.coordinates[static_cast<std::size_t>(k)].prior_sd();
        // In units of standard errors by prior standard deviations.
        const MatrixXd sensitivity = root.asDiagonal() * fit_.jacobian * scale.asDiagonal();
        fit_.directions = directions_of(sensitivity);
        // What is held moves no estimate: what is not known of it is error of the moments.
        MatrixXd free = sensitivity;
        MatrixXd error =
            root.asDiagonal() * (problem_.observed.covariance + fit_.fitted.covariance) * root.asDiagonal();
        for (Index k = 0; k < free.cols(); ++k) {
            if (!problem_.coordinates[static_cast<std::size_t>(k)].held) continue;
            error += free.col(k) * free.col(k).transpose();
            free.col(k).setZero();
        }
        // The prior is worth one standard error a standard deviation; so is the width of the box without one,
        // which keeps what the moments do not determine finite.
        const MatrixXd identity = MatrixXd::Identity(scale.size(), scale.size());
        const MatrixXd bread = (free.transpose() * free + identity).inverse();
        const MatrixXd meat = free.transpose() * error * free + identity;
        fit_.covariance = scale.asDiagonal() * (bread * meat * bread) * scale.asDiagonal();

        test(free, error, root);
    }

    // The misses of moments and priors without the part that the parameters could mend, in units of its own
    // covariance. A prior is a moment here: without it a weak direction would mend anything, far out.
    void test(const MatrixXd& sensitivity, const MatrixXd& error, const VectorXd& root) {
        const Index moments = sensitivity.rows();
        std::vector<std::pair<std::size_t, SearchCoordinate::Prior>> priors;  // with their coordinate
        for (std::size_t k = 0; k < problem_.coordinates.size(); ++k) {
            if (const auto& prior = problem_.coordinates[k].prior) priors.emplace_back(k, *prior);
        }
        const Index all = moments + static_cast<Index>(priors.size());
        MatrixXd slopes = MatrixXd::Zero(all, sensitivity.cols());
        MatrixXd errors = MatrixXd::Identity(all, all);
        VectorXd missed(all);
        slopes.topRows(moments) = sensitivity;
        errors.topLeftCorner(moments, moments) = error;
        missed.head(moments) = root.cwiseProduct(fit_.fitted.value - problem_.observed.value);
        for (std::size_t p = 0; p < priors.size(); ++p) {
            const Index row = moments + static_cast<Index>(p);
            const auto& [coordinate, prior] = priors[p];
            slopes(row, static_cast<Index>(coordinate)) = 1.0;
            missed(row) = (fit_.at[coordinate] - prior.mean) / prior.sd;
        }
        constexpr double kNothing = 1e-6;
        const Eigen::JacobiSVD<MatrixXd> svd(slopes, Eigen::ComputeThinU | Eigen::ComputeThinV);
        MatrixXd rest = MatrixXd::Identity(all, all);
        for (Index k = 0; k < svd.singularValues().size() && svd.singularValues()(k) > kNothing; ++k)
            rest -= svd.matrixU().col(k) * svd.matrixU().col(k).transpose();
        const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(rest * errors * rest.transpose());
        const VectorXd left = rest * missed;
        for (Index k = 0; k < all; ++k) {
            const double variance = solver.eigenvalues()(k);
            if (variance < kNothing) continue;
            fit_.j += elementary::pow(solver.eigenvectors().col(k).dot(left), 2) / variance;
            ++fit_.freedom;
        }
        if (fit_.freedom == 0) return;
        const boost::math::chi_squared chi(static_cast<double>(fit_.freedom));
        fit_.j_p = boost::math::cdf(boost::math::complement(chi, fit_.j));
    }

    const MomentProblem& problem_;
    const MomentFitOptions& options_;
    MomentFit fit_;
};

}  // namespace

double SearchCoordinate::prior_sd() const {
    return prior ? prior->sd : (high - low) / (2.0 * std::numbers::sqrt3);
}

double SearchCoordinate::prior_mean() const {
    return prior ? prior->mean : 0.5 * (low + high);
}

double SearchCoordinate::quantile(double u) const {
    if (!prior) return low + u * (high - low);
    return offramp::quantile({DistributionFamily::kNormal, prior->mean, prior->sd, low, high}, u);
}

std::vector<Direction> directions_of(const MatrixXd& sensitivity) {
    const Eigen::JacobiSVD<MatrixXd> svd(sensitivity, Eigen::ComputeFullV);
    std::vector<Direction> directions;
    for (Index k = 0; k < sensitivity.cols(); ++k) {
        Direction direction{k < svd.singularValues().size() ? svd.singularValues()(k) : 0.0,
                            svd.matrixV().col(k)};
        Index largest = 0;
        direction.loadings.cwiseAbs().maxCoeff(&largest);
        if (direction.loadings(largest) < 0) direction.loadings = -direction.loadings;
        directions.push_back(std::move(direction));
    }
    return directions;
}

double Direction::left() const {
    return 1.0 / std::sqrt(1.0 + strength * strength);
}

std::string describe(const Direction& direction, std::span<const std::string> names) {
    std::vector<Index> order;
    for (Index k = 0; k < direction.loadings.size(); ++k) {
        if (std::abs(direction.loadings(k)) >= kTold) order.push_back(k);
    }
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
        return std::abs(direction.loadings(a)) > std::abs(direction.loadings(b));
    });
    std::string text;
    for (const Index k : order) {
        const double loading = direction.loadings(k);
        text += text.empty() ? "" : loading < 0 ? " - " : " + ";
        text += fmt::format("{:.2f} {}", std::abs(loading), spoken(names[static_cast<std::size_t>(k)]));
    }
    return text;
}

MomentFit fit_moments(const MomentProblem& problem, const MomentFitOptions& options) {
    ensure(!problem.coordinates.empty() && problem.observed.value.size() > 0,
           "a fit has parameters and moments");
    return MomentSearch(problem, options).run();
}

std::vector<double> one_step(const MomentProblem& problem, const MomentFit& fit, const VectorXd& observed,
                             const VectorXd& simulated, const MatrixXd& jacobian) {
    const auto count = static_cast<Index>(fit.at.size());
    MatrixXd curvature = jacobian.transpose() * fit.weights.asDiagonal() * jacobian;
    VectorXd slope = jacobian.transpose() * fit.weights.asDiagonal() * (observed - simulated);
    // Less what is left of the slope at the fit itself: at an end, and short of convergence, it is not 0.
    slope -=
        fit.jacobian.transpose() * fit.weights.asDiagonal() * (problem.observed.value - fit.fitted.value);
    for (Index k = 0; k < count; ++k) {
        const double sd = problem.coordinates[static_cast<std::size_t>(k)].prior_sd();
        curvature(k, k) += 1.0 / (sd * sd);
    }
    for (Index k = 0; k < count; ++k) {
        if (!problem.coordinates[static_cast<std::size_t>(k)].held) continue;
        curvature.row(k).setZero();
        curvature.col(k).setZero();
        curvature(k, k) = 1.0;
        slope(k) = 0.0;
    }
    const VectorXd step = curvature.ldlt().solve(slope);
    std::vector<double> at = fit.at;
    for (Index k = 0; k < count; ++k) {
        const auto place = static_cast<std::size_t>(k);
        const SearchCoordinate& c = problem.coordinates[place];
        at[place] = std::clamp(at[place] + step(k), c.low, c.high);
    }
    return at;
}

}  // namespace offramp
