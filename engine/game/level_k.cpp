// SPDX-License-Identifier: Apache-2.0
#include "engine/game/level_k.hpp"

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/base/index.hpp"
#include "engine/game/simplex.hpp"

namespace offramp {
namespace {

MixedProfile average(const std::vector<MixedProfile>& profiles, const std::vector<double>& weights) {
    MixedProfile result = profiles.front();
    for (std::size_t i = 0; i < result.size(); ++i) {
        for (std::size_t a = 0; a < result[i].size(); ++a) {
            result[i][a] = 0.0;
            for (std::size_t k = 0; k < weights.size(); ++k) result[i][a] += weights[k] * profiles[k][i][a];
        }
    }
    return result;
}

MixedProfile best_responses(const NormalForm& game, const MixedProfile& against) {
    MixedProfile result;
    const double tie = 1e-12 * game.payoff_range();  // rounding makes no difference between strategies
    for (int i = 0; i < game.players(); ++i) {
        const std::vector<double> payoffs = strategy_payoffs(game, against, i);
        const double best = *std::max_element(payoffs.begin(), payoffs.end());
        const auto is_best = [&](double payoff) { return payoff >= best - tie; };
        const auto count = std::count_if(payoffs.begin(), payoffs.end(), is_best);
        std::vector<double>& mixture = result.emplace_back();
        for (const double payoff : payoffs) {
            mixture.push_back(is_best(payoff) ? 1.0 / static_cast<double>(count) : 0.0);
        }
    }
    return result;
}

std::vector<MixedProfile> levels_of(const NormalForm& game, int highest, const MixedProfile& level0,
                                    const auto& belief) {
    // Others' levels are independent of each other, so beliefs about them are a profile of averages.
    return climb_levels(level0.empty() ? uniform_profile(game) : level0, highest, belief,
                        [&](const std::vector<MixedProfile>& plays, const std::vector<double>& weights) {
                            return best_responses(game, average(plays, weights));
                        });
}

}  // namespace

std::vector<double> level_k_belief(int k) {
    ensure(k >= 1, "level 0 believes nothing");
    std::vector<double> weights(at(k), 0.0);
    weights.back() = 1.0;
    return weights;
}

std::vector<double> hierarchy_belief(double tau, int k) {
    ensure(k >= 1 && tau > 0.0, "levels have a positive mean, and level 0 believes nothing");
    std::vector<double> weights{1.0};
    for (int level = 1; level < k; ++level) weights.push_back(weights.back() * tau / level);
    return to_simplex(std::move(weights));
}

std::vector<MixedProfile> level_k(const NormalForm& game, int highest, const MixedProfile& level0) {
    return levels_of(game, highest, level0, level_k_belief);
}

CognitiveHierarchy cognitive_hierarchy(const NormalForm& game, double tau, int highest,
                                       const MixedProfile& level0) {
    CognitiveHierarchy result;
    result.levels = levels_of(game, highest, level0, [tau](int k) { return hierarchy_belief(tau, k); });
    result.aggregate = average(result.levels, hierarchy_belief(tau, highest + 1));
    return result;
}

}  // namespace offramp
