// SPDX-License-Identifier: Apache-2.0
#include "analysis/acceptance_game.hpp"

#include <algorithm>
#include <map>

#include "analysis/guardrail_options.hpp"
#include "engine/base/error.hpp"
#include "engine/game/logit.hpp"

namespace offramp {
namespace {

/// Position of each package.
std::map<std::uint32_t, std::size_t> positions_of(const AcceptanceGame& game) {
    std::map<std::uint32_t, std::size_t> positions;
    for (std::size_t k = 0; k < game.packages.size(); ++k) positions.emplace(game.packages[k], k);
    return positions;
}

/// What a package is worth above the empty one.
double worth(const AcceptanceGame& game, int actor, std::size_t package) {
    return package == 0 ? 0.0 : game.gain(actor, package, 0);
}

}  // namespace

std::vector<Deviation> deviations(const AcceptanceGame& game, std::size_t package) {
    std::vector<Deviation> found;
    for (std::size_t to = 0; to < game.packages.size(); ++to) {
        if (to == package || !is_subset(game.packages[to], game.packages[package])) continue;
        for (int actor = 0; actor < kActors; ++actor) {
            if (game.gain(actor, to, package) > kIndifferent) found.push_back({actor, to});
        }
    }
    return found;
}

bool is_weakly_dominated(const AcceptanceGame& game, int actor, std::size_t package) {
    const std::map<std::uint32_t, std::size_t> position = positions_of(game);
    const std::uint32_t answer = game.packages[package];
    for (const std::uint32_t other : game.packages) {
        bool never_worse = true;
        bool sometimes_better = false;
        for (const std::uint32_t rival : game.packages) {
            const std::size_t with = position.at(other & rival);
            const std::size_t without = position.at(answer & rival);
            const double gain = with == without ? 0.0 : game.gain(actor, with, without);
            never_worse = never_worse && gain >= -kIndifferent;
            sometimes_better = sometimes_better || gain > kIndifferent;
        }
        if (never_worse && sometimes_better) return true;
    }
    return false;
}

SelectedPackage select_package(const AcceptanceGame& game, std::span<const std::size_t> stable) {
    ensure(!stable.empty(), "the empty package is always stable");
    if (stable.size() == 1) return {stable.front(), Selection::kOnlyStable};
    for (const std::size_t candidate : stable) {
        const bool best = std::all_of(stable.begin(), stable.end(), [&](std::size_t other) {
            return other == candidate || (game.gain(0, candidate, other) >= -kIndifferent &&
                                          game.gain(1, candidate, other) >= -kIndifferent);
        });
        if (best) return {candidate, Selection::kPayoffDominant};
    }
    // The empty package is within every other, so that nobody loses by a stable one against it.
    const auto product = [&](std::size_t k) {
        return std::max(0.0, worth(game, 0, k)) * std::max(0.0, worth(game, 1, k));
    };
    const auto best = std::ranges::max_element(stable, {}, product);
    return {*best, Selection::kBargained};
}

LogitAcceptance logit_acceptance(const AcceptanceGame& game, const Pair<double>& rationality,
                                 std::size_t guardrails) {
    const std::size_t n = game.packages.size();
    const std::map<std::uint32_t, std::size_t> position = positions_of(game);
    // Each side's payoffs in units of its own error, so that one lambda of 1 serves both.
    Pair<PayoffTable> payoffs;
    for (int actor = 0; actor < kActors; ++actor) {
        PayoffTable& table = payoffs[at(actor)];
        table.assign(n, std::vector<double>(n));
        for (std::size_t a = 0; a < n; ++a) {
            for (std::size_t b = 0; b < n; ++b) {
                const std::size_t outcome = position.at(game.packages[a] & game.packages[b]);
                table[a][b] = rationality[at(actor)] * worth(game, actor, outcome);
            }
        }
    }
    const LogitEquilibrium equilibrium = logit_equilibrium(bimatrix_game(payoffs[0], payoffs[1]), 1.0);
    LogitAcceptance result;
    result.rationality = rationality;
    result.residual = equilibrium.point.residual;
    result.converged = equilibrium.converged;
    result.in_force.assign(n, 0.0);
    for (std::size_t i = 0; i < kActors; ++i) {
        result.accepts[i].assign(guardrails, 0.0);
        for (std::size_t a = 0; a < n; ++a) {
            for (std::size_t g = 0; g < guardrails; ++g) {
                if ((game.packages[a] >> g & 1U) != 0)
                    result.accepts[i][g] += equilibrium.point.profile[i][a];
            }
        }
    }
    for (std::size_t a = 0; a < n; ++a) {
        for (std::size_t b = 0; b < n; ++b) {
            result.in_force[position.at(game.packages[a] & game.packages[b])] +=
                equilibrium.point.profile[0][a] * equilibrium.point.profile[1][b];
        }
    }
    return result;
}

}  // namespace offramp
