// SPDX-License-Identifier: Apache-2.0
// Logit quantal response equilibrium (McKelvey, Palfrey 1995): everyone plays better strategies more often,
// with probabilities proportional to exp(lambda times expected payoff), and expects the others to do so.
#pragma once

#include <vector>

#include "engine/game/normal_form.hpp"

namespace offramp {

struct LogitOptions {
    /// Of the branch, in units of 1 / the game's payoff range: where it has not come to rest by then, it is
    /// taken to its limit by Newton's method on the strategies still in use.
    double largest_lambda = 1e5;
    int most_steps = 50'000;
};

struct LogitPoint {
    double lambda = 0.0;  ///< per unit of payoff
    MixedProfile profile;
    double residual = 0.0;  ///< logit_residual() of the profile
};

struct LogitEquilibrium {
    LogitPoint point;  ///< at the lambda asked for; where not converged, the last one reached
    int steps = 0;
    /// Whether the residual is at most 1e-7. Responses magnify rounding by lambda times the payoff range:
    /// beyond about 1e9 of that they cannot be computed.
    bool converged = false;
};

struct LogitBranch {
    std::vector<LogitPoint> points;  ///< from uniform play at lambda = 0 on, in the order of the branch
    std::vector<double> folds;       ///< lambdas at which the branch turns round
    MixedProfile limit;              ///< Nash equilibrium it leads to; where not converged, its last point
    double limit_regret = 0.0;       ///< regret() of the limit
    int steps = 0;
    bool converged = false;  ///< whether the regret is at most 1e-8 of the payoff range
};

/// The logit equilibrium at lambda >= 0 on the principal branch, which starts at uniform play; where the
/// branch folds and passes lambda more than once, the first. Any number of players.
LogitEquilibrium logit_equilibrium(const NormalForm& game, double lambda, const LogitOptions& options = {});

/// Follows the principal branch through folds towards lambda -> infinity, in the logarithms of the
/// probabilities (Turocy 2005). For almost all games its limit is one Nash equilibrium.
LogitBranch principal_branch(const NormalForm& game, const LogitOptions& options = {});

/// Largest difference between a probability and the logit response to the profile; knows no solver.
double logit_residual(const NormalForm& game, const MixedProfile& profile, double lambda);

struct LogitFit {
    LogitPoint point;
    double log_likelihood = 0.0;
    bool converged = false;
};

/// The lambda on the principal branch that makes observed play most likely.
/// @param counts  how often each strategy was played, player by player; not negative
LogitFit fit_logit(const NormalForm& game, const std::vector<std::vector<double>>& counts,
                   const LogitOptions& options = {});

}  // namespace offramp
