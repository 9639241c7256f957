// SPDX-License-Identifier: Apache-2.0
// Discounted two-player zero-sum stochastic games (Shapley 1953).
#pragma once

#include <vector>

#include "engine/game/normal_form.hpp"

namespace offramp {

/// A stage: the payoff to the first player and where play goes on, for each pair of actions.
struct StochasticState {
    PayoffTable rewards;  ///< [first's action][second's action]
    /// [first's action][second's action][next state]: probabilities, summing to at most 1; what is missing is
    /// the end of play. An empty list ends it surely.
    std::vector<std::vector<std::vector<double>>> transitions;
};

struct StochasticGame {
    std::vector<StochasticState> states;
    double discount = 0.0;  ///< of the next stage, in [0, 1)
};

struct ShapleyOptions {
    double tolerance = 1e-9;  ///< of the values
    int most_iterations = 100'000;
};

struct ShapleySolution {
    std::vector<double> values;              ///< to the first player, by state
    std::vector<std::vector<double>> first;  ///< stationary mixtures, by state
    std::vector<std::vector<double>> second;
    double error_bound = 0.0;  ///< the values are within this of the true ones
    int iterations = 0;
    bool converged = false;
};

/// Value iteration v_s <- val[r_s + discount P_s v]. Where the discounted probability of going on is at most
/// q < 1 it contracts by q, and the error is bounded by the last change times q / (1 - q). A player with one
/// action makes it a Markov decision process.
/// Throws InternalError where shapes do not fit, a probability is negative or a sum exceeds 1.
ShapleySolution shapley_iteration(const StochasticGame& game, const ShapleyOptions& options = {});

}  // namespace offramp
