// SPDX-License-Identifier: Apache-2.0
#include "engine/game/dominance.hpp"

#include <numeric>

#include "engine/base/error.hpp"
#include "engine/base/index.hpp"
#include "engine/game/linear_program.hpp"

namespace offramp {
namespace {

using Survivors = std::vector<std::vector<int>>;

// Payoffs of a player's surviving strategies (outer) against the surviving profiles of the others (inner).
std::vector<std::vector<double>> surviving_payoffs(const NormalForm& game, const Survivors& survivors,
                                                   int player) {
    std::vector<std::size_t> against{0};
    for (int j = 0; j < game.players(); ++j) {
        if (j == player) continue;
        std::vector<std::size_t> longer;
        for (const int strategy : survivors[at(j)]) {
            for (const std::size_t s : against) longer.push_back(s + at(strategy) * game.stride(j));
        }
        against = std::move(longer);
    }
    std::vector<std::vector<double>> payoffs;
    for (const int strategy : survivors[at(player)]) {
        std::vector<double>& row = payoffs.emplace_back();
        for (const std::size_t s : against) {
            row.push_back(game.payoff(s + at(strategy) * game.stride(player), player));
        }
    }
    return payoffs;
}

bool dominated_by_pure(const std::vector<std::vector<double>>& payoffs, std::size_t target, bool strict) {
    for (std::size_t other = 0; other < payoffs.size(); ++other) {
        if (other == target) continue;
        bool never_worse = true, always_better = true, ever_better = false;
        for (std::size_t s = 0; s < payoffs[target].size(); ++s) {
            never_worse &= payoffs[other][s] >= payoffs[target][s];
            always_better &= payoffs[other][s] > payoffs[target][s];
            ever_better |= payoffs[other][s] > payoffs[target][s];
        }
        if (strict ? always_better : never_worse && ever_better) return true;
    }
    return false;
}

// Strict: the largest margin by which one mixture beats the target everywhere is positive. Weak: the largest
// sum of margins is, none being negative.
bool dominated_by_mixture(const std::vector<std::vector<double>>& payoffs, std::size_t target, bool strict,
                          double unit, double tolerance) {
    const int strategies = static_cast<int>(payoffs.size());
    const std::size_t profiles = payoffs[target].size();
    LinearProgram program;
    program.objective.assign(at(strategies), 0.0);
    program.low.assign(at(strategies), 0.0);
    if (strict) {
        program.objective.push_back(1.0);
        program.low.push_back(-kUnbounded);
    }
    LinearRow sum{{}, 1.0, 1.0};
    for (int a = 0; a < strategies; ++a) sum.terms.push_back({a, 1.0});
    program.rows.push_back(sum);
    for (std::size_t s = 0; s < profiles; ++s) {
        LinearRow& row = program.rows.emplace_back(LinearRow{{}, 0.0, kUnbounded});
        for (int a = 0; a < strategies; ++a) {
            const double margin = (payoffs[at(a)][s] - payoffs[target][s]) / unit;
            row.terms.push_back({a, margin});
            if (!strict) program.objective[at(a)] += margin;
        }
        if (strict) row.terms.push_back({strategies, -1.0});
    }
    const LinearSolution solution = solve(program);
    if (solution.status != LinearSolution::Status::optimal) {
        throw RuntimeFailure("the linear program of dominance could not be solved");
    }
    return solution.objective > tolerance;
}

}  // namespace

DominanceResult iterated_dominance(const NormalForm& game, const DominanceOptions& options) {
    DominanceResult result;
    for (int i = 0; i < game.players(); ++i) {
        std::vector<int>& all = result.survivors.emplace_back(at(game.strategies(i)));
        std::iota(all.begin(), all.end(), 0);
    }
    const bool strict = options.kind == DominanceOptions::Kind::strict;
    const double unit = game.payoff_range() > 0 ? game.payoff_range() : 1.0;
    for (int round = 1;; ++round) {
        std::vector<Elimination> removed;
        for (int i = 0; i < game.players(); ++i) {
            const auto payoffs = surviving_payoffs(game, result.survivors, i);
            if (payoffs.size() < 2) continue;
            for (std::size_t a = 0; a < payoffs.size(); ++a) {
                if (dominated_by_pure(payoffs, a, strict) ||
                    (options.mixed && dominated_by_mixture(payoffs, a, strict, unit, options.tolerance))) {
                    removed.push_back({i, result.survivors[at(i)][a], round});
                }
            }
        }
        if (removed.empty()) return result;
        for (const Elimination& elimination : removed) {
            std::erase(result.survivors[at(elimination.player)], elimination.strategy);
        }
        result.eliminated.insert(result.eliminated.end(), removed.begin(), removed.end());
    }
}

}  // namespace offramp
