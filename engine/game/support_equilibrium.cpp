// SPDX-License-Identifier: Apache-2.0
#include "engine/game/support_equilibrium.hpp"

#include <Eigen/QR>
#include <cmath>
#include <optional>

#include "engine/base/index.hpp"
#include "engine/game/simplex.hpp"

namespace offramp {
namespace {

struct InUse {
    int player;
    int strategy;
};

// Newton's method on: payoffs of a player's strategies in use are equal, its probabilities sum to 1. Where
// the equilibria form a continuum the least-norm step moves to a near one.
std::optional<MixedProfile> equalise_payoffs(const NormalForm& game, MixedProfile profile, double unit,
                                             double cutoff) {
    std::vector<InUse> used;
    for (int i = 0; i < game.players(); ++i) {
        for (int a = 0; a < game.strategies(i); ++a) {
            double& p = profile[at(i)][at(a)];
            if (p >= cutoff)
                used.push_back({i, a});
            else
                p = 0.0;
        }
        profile[at(i)] = to_simplex(profile[at(i)]);
    }
    const auto unknowns = static_cast<Eigen::Index>(used.size());
    Eigen::MatrixXd jacobian(unknowns, unknowns);
    Eigen::VectorXd value(unknowns);
    constexpr int kMostIterations = 30;
    for (int iteration = 0; iteration < kMostIterations; ++iteration) {
        jacobian.setZero();
        value.setZero();
        std::vector<std::vector<double>> payoffs;
        for (int i = 0; i < game.players(); ++i) payoffs.push_back(strategy_payoffs(game, profile, i));
        Eigen::Index row = 0;
        for (int i = 0; i < game.players(); ++i) {
            std::vector<int> own;
            for (const InUse& u : used) {
                if (u.player == i) own.push_back(u.strategy);
            }
            value[row] = -1.0;
            for (Eigen::Index c = 0; c < unknowns; ++c) {
                if (used[static_cast<std::size_t>(c)].player != i) continue;
                jacobian(row, c) = 1.0;
                value[row] += profile[at(i)][at(used[static_cast<std::size_t>(c)].strategy)];
            }
            for (std::size_t k = 1; k < own.size(); ++k) {
                value[row + static_cast<Eigen::Index>(k)] =
                    (payoffs[at(i)][at(own[k])] - payoffs[at(i)][at(own[0])]) / unit;
            }
            for (int j = 0; j < game.players(); ++j) {
                if (j == i || own.size() < 2) continue;
                const std::vector<double> pair = pair_payoffs(game, profile, i, j);
                const int width = game.strategies(j);
                for (Eigen::Index c = 0; c < unknowns; ++c) {
                    const InUse& u = used[static_cast<std::size_t>(c)];
                    if (u.player != j) continue;
                    for (std::size_t k = 1; k < own.size(); ++k) {
                        jacobian(row + static_cast<Eigen::Index>(k), c) =
                            (pair[at(own[k] * width + u.strategy)] - pair[at(own[0] * width + u.strategy)]) /
                            unit;
                    }
                }
            }
            row += static_cast<Eigen::Index>(own.size());
        }
        if (!value.allFinite()) return std::nullopt;
        if (value.lpNorm<Eigen::Infinity>() < 1e-15) break;
        Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> factors;
        factors.setThreshold(1e-9);
        factors.compute(jacobian);
        const Eigen::VectorXd step = factors.solve(value);
        for (Eigen::Index c = 0; c < unknowns; ++c) {
            profile[at(used[static_cast<std::size_t>(c)].player)]
                   [at(used[static_cast<std::size_t>(c)].strategy)] -= step[c];
        }
        if (step.lpNorm<Eigen::Infinity>() < 1e-16) break;
    }
    for (std::vector<double>& mixture : profile) {
        for (const double p : mixture) {
            if (!std::isfinite(p) || p < -1e-9) return std::nullopt;
        }
        mixture = to_simplex(std::move(mixture));
    }
    return profile;
}

}  // namespace

MixedProfile polish_equilibrium(const NormalForm& game, const MixedProfile& profile) {
    const double unit = game.payoff_range() > 0 ? game.payoff_range() : 1.0;
    MixedProfile best = profile;
    double least = regret(game, profile);
    for (const double cutoff : {1e-2, 1e-3, 1e-4, 1e-6, 1e-8}) {
        if (least <= 1e-14 * unit) break;
        const std::optional<MixedProfile> candidate = equalise_payoffs(game, profile, unit, cutoff);
        if (!candidate) continue;
        const double left = regret(game, *candidate);
        if (left < least) {
            best = *candidate;
            least = left;
        }
    }
    return best;
}

}  // namespace offramp
