// SPDX-License-Identifier: Apache-2.0
#include "engine/game/correlated.hpp"

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/base/index.hpp"
#include "engine/game/linear_program.hpp"
#include "engine/game/simplex.hpp"

namespace offramp {
namespace {

// The profile in which a player plays another strategy.
std::size_t deviation(const NormalForm& game, std::size_t profile, int player, int strategy) {
    return profile + (at(strategy) - at(game.strategy_in(profile, player))) * game.stride(player);
}

}  // namespace

double correlated_regret(const NormalForm& game, const std::vector<double>& distribution) {
    ensure(distribution.size() == game.profiles(), "a distribution has a probability for every profile");
    double largest = 0.0;
    for (int i = 0; i < game.players(); ++i) {
        const int strategies = game.strategies(i);
        std::vector<double> gain(at(strategies * strategies), 0.0);  // recommended, played instead
        for (std::size_t s = 0; s < game.profiles(); ++s) {
            if (distribution[s] == 0.0) continue;
            const int recommended = game.strategy_in(s, i);
            for (int other = 0; other < strategies; ++other) {
                gain[at(recommended * strategies + other)] +=
                    distribution[s] * (game.payoff(deviation(game, s, i, other), i) - game.payoff(s, i));
            }
        }
        largest = std::max(largest, *std::max_element(gain.begin(), gain.end()));
    }
    return largest;
}

CorrelatedEquilibrium correlated_equilibrium(const NormalForm& game, const std::vector<double>& weights,
                                             double tolerance) {
    ensure(weights.empty() || std::ssize(weights) == game.players(), "every player has a weight");
    const double unit = game.payoff_range() > 0 ? game.payoff_range() : 1.0;
    LinearProgram program;
    LinearRow sum{{}, 1.0, 1.0};
    for (std::size_t s = 0; s < game.profiles(); ++s) {
        double welfare = 0.0;
        for (int i = 0; i < game.players(); ++i) {
            welfare += (weights.empty() ? 1.0 : weights[at(i)]) * game.payoff(s, i) / unit;
        }
        program.objective.push_back(welfare);
        sum.terms.push_back({static_cast<int>(s), 1.0});
    }
    program.rows.push_back(sum);
    for (int i = 0; i < game.players(); ++i) {
        for (int recommended = 0; recommended < game.strategies(i); ++recommended) {
            for (int other = 0; other < game.strategies(i); ++other) {
                if (other == recommended) continue;
                LinearRow& row = program.rows.emplace_back(LinearRow{{}, 0.0, kUnbounded});
                for (std::size_t s = 0; s < game.profiles(); ++s) {
                    if (game.strategy_in(s, i) != recommended) continue;
                    const double loss = game.payoff(s, i) - game.payoff(deviation(game, s, i, other), i);
                    row.terms.push_back({static_cast<int>(s), loss / unit});
                }
            }
        }
    }
    const LinearSolution solution = solve(program);
    CorrelatedEquilibrium result;
    if (solution.status != LinearSolution::Status::optimal) return result;
    result.distribution = to_simplex(solution.variables);
    for (int i = 0; i < game.players(); ++i) {
        double payoff = 0.0;
        for (std::size_t s = 0; s < game.profiles(); ++s)
            payoff += result.distribution[s] * game.payoff(s, i);
        result.payoffs.push_back(payoff);
    }
    result.residual = correlated_regret(game, result.distribution);
    result.converged = result.residual <= tolerance * unit;
    return result;
}

}  // namespace offramp
