// SPDX-License-Identifier: Apache-2.0
#include "engine/game/stochastic_game.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/base/error.hpp"
#include "engine/game/matrix_game.hpp"

namespace offramp {
namespace {

// The largest discounted probability of going on.
double contraction(const StochasticGame& game) {
    ensure(game.discount >= 0.0 && game.discount < 1.0, "a discount factor is in [0, 1)");
    double most = 0.0;
    for (const StochasticState& state : game.states) {
        ensure(!state.rewards.empty() && state.transitions.size() == state.rewards.size(),
               "every action of the first player has rewards and transitions");
        for (std::size_t a = 0; a < state.rewards.size(); ++a) {
            ensure(state.transitions[a].size() == state.rewards[a].size(),
                   "every pair of actions has a reward and a transition");
            for (const std::vector<double>& next : state.transitions[a]) {
                ensure(next.empty() || next.size() == game.states.size(),
                       "a transition has a probability for every state");
                ensure(std::all_of(next.begin(), next.end(), [](double p) { return p >= 0.0; }),
                       "probabilities are not negative");
                most = std::max(most, std::accumulate(next.begin(), next.end(), 0.0));
            }
        }
    }
    ensure(most <= 1.0 + 1e-12, "probabilities of the next state sum to at most 1");
    return std::min(most, 1.0) * game.discount;
}

PayoffTable with_continuation(const StochasticState& state, double discount,
                              const std::vector<double>& values) {
    PayoffTable table = state.rewards;
    for (std::size_t a = 0; a < table.size(); ++a) {
        for (std::size_t b = 0; b < table[a].size(); ++b) {
            const std::vector<double>& next = state.transitions[a][b];
            table[a][b] += discount * std::inner_product(next.begin(), next.end(), values.begin(), 0.0);
        }
    }
    return table;
}

}  // namespace

ShapleySolution shapley_iteration(const StochasticGame& game, const ShapleyOptions& options) {
    const double rate = contraction(game);
    ShapleySolution result;
    result.values.assign(game.states.size(), 0.0);
    result.first.resize(game.states.size());
    result.second.resize(game.states.size());
    while (result.iterations < options.most_iterations && !result.converged) {
        std::vector<double> values(game.states.size());
        double change = 0.0, gap = 0.0;
        for (std::size_t s = 0; s < game.states.size(); ++s) {
            MatrixGameSolution stage =
                solve_matrix_game(with_continuation(game.states[s], game.discount, result.values));
            values[s] = stage.value;
            result.first[s] = std::move(stage.first);
            result.second[s] = std::move(stage.second);
            change = std::max(change, std::abs(values[s] - result.values[s]));
            gap = std::max(gap, stage.gap);
        }
        result.values = std::move(values);
        ++result.iterations;
        result.error_bound = (rate * change + gap) / (1.0 - rate);
        result.converged = result.error_bound <= options.tolerance;
    }
    return result;
}

}  // namespace offramp
