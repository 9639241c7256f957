// SPDX-License-Identifier: Apache-2.0
#include "engine/game/learning.hpp"

#include <algorithm>
#include <numeric>

#include "engine/base/elementary.hpp"
#include "engine/base/index.hpp"
#include "engine/game/simplex.hpp"

namespace offramp {
namespace {

MixedProfile start_of(const NormalForm& game, const LearningOptions& options) {
    return options.start.empty() ? uniform_profile(game) : options.start;
}

std::vector<std::vector<double>> all_strategy_payoffs(const NormalForm& game, const MixedProfile& profile) {
    std::vector<std::vector<double>> payoffs;
    for (int i = 0; i < game.players(); ++i) payoffs.push_back(strategy_payoffs(game, profile, i));
    return payoffs;
}

void add_to_average(MixedProfile& average, const MixedProfile& play, int round) {
    for (std::size_t i = 0; i < average.size(); ++i) {
        for (std::size_t a = 0; a < average[i].size(); ++a) {
            average[i][a] += (play[i][a] - average[i][a]) / round;
        }
    }
}

// What each strategy would have gained so far over what was played.
class RegretSums {
  public:
    explicit RegretSums(const NormalForm& game) : sums_(uniform_profile(game)) {
        for (auto& player : sums_) std::fill(player.begin(), player.end(), 0.0);
    }

    void add(const std::vector<std::vector<double>>& payoffs, const MixedProfile& play) {
        for (std::size_t i = 0; i < sums_.size(); ++i) {
            const double got = std::inner_product(payoffs[i].begin(), payoffs[i].end(), play[i].begin(), 0.0);
            for (std::size_t a = 0; a < sums_[i].size(); ++a) sums_[i][a] += payoffs[i][a] - got;
        }
    }

    double largest() const {
        double largest = 0.0;
        for (const auto& player : sums_) {
            largest = std::max(largest, *std::max_element(player.begin(), player.end()));
        }
        return largest;
    }

    const std::vector<double>& of(std::size_t player) const { return sums_[player]; }

  private:
    MixedProfile sums_;
};

// The regret costs as much as a round: it is looked at in rounds 1, 2, 4, ... and every thousandth.
bool is_time_to_look(int round, int last) {
    return (round & (round - 1)) == 0 || round % 1000 == 0 || round == last;
}

// Plays rounds until the regret is small: `play_round` moves the profile on and adds to the regrets.
LearningResult play_rounds(const NormalForm& game, const LearningOptions& options, const auto& play_round) {
    LearningResult result;
    result.profile = start_of(game, options);
    RegretSums regrets(game);
    while (result.rounds < options.most_rounds && !result.converged) {
        ++result.rounds;
        play_round(result, regrets);
        if (!is_time_to_look(result.rounds, options.most_rounds)) continue;
        result.regret = regret(game, result.profile);
        result.converged = result.regret <= options.tolerance * game.payoff_range();
    }
    result.coarse_gap = regrets.largest() / std::max(1, result.rounds);
    return result;
}

// The average of what is played: `next` gives the profile of a round from the average so far and the regrets.
LearningResult learn(const NormalForm& game, const LearningOptions& options, const auto& next) {
    return play_rounds(game, options, [&](LearningResult& result, RegretSums& regrets) {
        const MixedProfile play = next(result.profile, regrets);
        regrets.add(all_strategy_payoffs(game, play), play);
        add_to_average(result.profile, play, result.rounds);
    });
}

MixedProfile grown(const NormalForm& game, const MixedProfile& from, const MixedProfile& rates, double time) {
    MixedProfile result = from;
    for (int i = 0; i < game.players(); ++i) {
        for (std::size_t a = 0; a < result[at(i)].size(); ++a) {
            result[at(i)][a] *= elementary::exp(time * rates[at(i)][a]);
        }
        result[at(i)] = to_simplex(std::move(result[at(i)]));
    }
    return result;
}

// Payoffs over the best one: a common shift of a player's growth rates changes nothing and this one does not
// overflow.
MixedProfile growth_rates(const NormalForm& game, const MixedProfile& profile) {
    MixedProfile rates = all_strategy_payoffs(game, profile);
    for (std::vector<double>& player : rates) {
        const double best = *std::max_element(player.begin(), player.end());
        for (double& rate : player) rate -= best;
    }
    return rates;
}

}  // namespace

LearningResult fictitious_play(const NormalForm& game, const LearningOptions& options) {
    return learn(game, options, [&](const MixedProfile& average, const RegretSums&) {
        MixedProfile play = all_strategy_payoffs(game, average);
        for (std::vector<double>& player : play) {
            const auto best = std::max_element(player.begin(), player.end()) - player.begin();
            std::fill(player.begin(), player.end(), 0.0);
            player[static_cast<std::size_t>(best)] = 1.0;
        }
        return play;
    });
}

LearningResult regret_matching(const NormalForm& game, const LearningOptions& options) {
    const MixedProfile start = start_of(game, options);
    return learn(game, options, [&](const MixedProfile&, const RegretSums& regrets) {
        MixedProfile play = start;
        for (std::size_t i = 0; i < play.size(); ++i) {
            const std::vector<double>& sums = regrets.of(i);
            if (std::any_of(sums.begin(), sums.end(), [](double r) { return r > 0.0; }))
                play[i] = to_simplex(sums);
        }
        return play;
    });
}

LearningResult replicator_dynamics(const NormalForm& game, const LearningOptions& options) {
    const double step = game.payoff_range() > 0 ? 0.1 / game.payoff_range() : 0.1;
    return play_rounds(game, options, [&](LearningResult& result, RegretSums& regrets) {
        regrets.add(all_strategy_payoffs(game, result.profile), result.profile);
        // Runge-Kutta in the logarithms, where the equations are d log x / dt = payoff - average payoff.
        const MixedProfile k1 = growth_rates(game, result.profile);
        const MixedProfile k2 = growth_rates(game, grown(game, result.profile, k1, step / 2));
        const MixedProfile k3 = growth_rates(game, grown(game, result.profile, k2, step / 2));
        const MixedProfile k4 = growth_rates(game, grown(game, result.profile, k3, step));
        MixedProfile mean = k1;
        for (std::size_t i = 0; i < mean.size(); ++i) {
            for (std::size_t a = 0; a < mean[i].size(); ++a) {
                mean[i][a] = (k1[i][a] + 2 * k2[i][a] + 2 * k3[i][a] + k4[i][a]) / 6;
            }
        }
        result.profile = grown(game, result.profile, mean, step);
    });
}

}  // namespace offramp
