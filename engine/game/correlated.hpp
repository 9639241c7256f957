// SPDX-License-Identifier: Apache-2.0
// Correlated equilibrium: a mediator recommends strategies that nobody gains by disobeying (Aumann 1974,
// 1987).
#pragma once

#include <vector>

#include "engine/game/normal_form.hpp"

namespace offramp {

struct CorrelatedEquilibrium {
    std::vector<double> distribution;  ///< probability of each pure profile, numbered as in the game
    std::vector<double> payoffs;       ///< expected, player by player
    double residual = 0.0;             ///< correlated_regret() of the distribution
    bool converged = false;
};

/// The correlated equilibrium with the largest weighted sum of payoffs, by linear program.
/// @param weights  one a player, empty for 1 each
/// @param tolerance  of the residual, in units of the game's payoff range
CorrelatedEquilibrium correlated_equilibrium(const NormalForm& game, const std::vector<double>& weights = {},
                                             double tolerance = 1e-8);

/// The most that a player gains on average by the best rule for disobeying one recommendation, over players
/// and recommendations: 0 at a correlated equilibrium. Independent of the solver.
double correlated_regret(const NormalForm& game, const std::vector<double>& distribution);

}  // namespace offramp
