// SPDX-License-Identifier: Apache-2.0
#include "engine/game/normal_form.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/base/error.hpp"
#include "engine/base/index.hpp"

namespace offramp {
namespace {

// Adds to `sum[index]` the payoff times the probability of everything not in the index, for each profile.
// `weight(player, strategy)` is 1 for players that the index speaks of.
template <class Number, class Payoff, class Weight, class Add>
void for_each_profile(const NormalForm& game, const Payoff& payoff, const Weight& weight, const Add& add) {
    std::vector<int> strategies(at(game.players()), 0);
    for (std::size_t profile = 0; profile < game.profiles(); ++profile) {
        Number probability = 1;
        for (int j = 0; j < game.players() && probability != 0; ++j) {
            probability *= weight(j, strategies[at(j)]);
        }
        if (probability != 0) add(strategies, Number(probability * payoff(profile)));
        for (int j = 0; j < game.players(); ++j) {
            if (++strategies[at(j)] < game.strategies(j)) break;
            strategies[at(j)] = 0;
        }
    }
}

template <class Number, class Payoff>
std::vector<Number> payoffs_of_strategies(const NormalForm& game,
                                          const std::vector<std::vector<Number>>& profile, int player,
                                          const Payoff& payoff) {
    std::vector<Number> value(at(game.strategies(player)), Number(0));
    for_each_profile<Number>(
        game, payoff,
        [&](int j, int strategy) { return j == player ? Number(1) : profile[at(j)][at(strategy)]; },
        [&](const std::vector<int>& strategies, const Number& amount) {
            value[at(strategies[at(player)])] += amount;
        });
    return value;
}

template <class Number>
void check_shape(const NormalForm& game, const std::vector<std::vector<Number>>& profile) {
    ensure(std::ssize(profile) == game.players(), "a profile has a mixture for every player");
    for (int i = 0; i < game.players(); ++i) {
        ensure(std::ssize(profile[at(i)]) == game.strategies(i),
               "a mixture has a probability for every strategy");
        for (const Number& p : profile[at(i)]) ensure(p >= 0, "probabilities are not negative");
    }
}

template <class Number, class Payoff>
Number largest_gain(const NormalForm& game, const std::vector<std::vector<Number>>& profile,
                    const Payoff& payoff) {
    Number largest = 0;
    for (int i = 0; i < game.players(); ++i) {
        const std::vector<Number> value =
            payoffs_of_strategies<Number>(game, profile, i, [&](std::size_t s) { return payoff(s, i); });
        Number mean = 0;
        for (std::size_t a = 0; a < value.size(); ++a) mean += profile[at(i)][a] * value[a];
        largest = std::max<Number>(largest, *std::max_element(value.begin(), value.end()) - mean);
    }
    return largest;
}

std::vector<double> nearest_doubles(const std::vector<Rational>& exact) {
    std::vector<double> values;
    values.reserve(exact.size());
    std::transform(exact.begin(), exact.end(), std::back_inserter(values), to_double);
    return values;
}

double range_of(const std::vector<double>& payoffs) {
    if (payoffs.empty()) return 0.0;
    const auto [low, high] = std::minmax_element(payoffs.begin(), payoffs.end());
    return *high - *low;
}

}  // namespace

std::size_t count_payoffs(const std::vector<std::size_t>& strategies) {
    std::size_t count = strategies.size();
    for (const std::size_t size : strategies) {
        if (size != 0 && count > kMostPayoffs / size) return kMostPayoffs + 1;
        count *= size;
    }
    return std::min(count, kMostPayoffs + 1);
}

NormalForm::NormalForm(std::string title_, std::vector<GamePlayer> players, std::vector<Rational> payoffs)
    : title(std::move(title_)),
      players_(std::move(players)),
      exact_(std::move(payoffs)),
      payoffs_(nearest_doubles(exact_)),
      range_(range_of(payoffs_)) {
    std::size_t profiles = 1;
    ensure(!players_.empty(), "a game has players");
    for (const GamePlayer& player : players_) {
        ensure(!player.strategies.empty(), "every player has a strategy");
        strides_.push_back(profiles);
        profiles *= player.strategies.size();
    }
    ensure(exact_.size() == profiles * players_.size(), "a game has a payoff for every player and profile");
}

int NormalForm::strategies(int player) const {
    return static_cast<int>(players_[at(player)].strategies.size());
}

const GamePlayer& NormalForm::player(int player) const {
    return players_[at(player)];
}

std::size_t NormalForm::stride(int player) const {
    return strides_[at(player)];
}

int NormalForm::strategy_in(std::size_t profile, int player) const {
    return static_cast<int>(profile / strides_[at(player)] % at(strategies(player)));
}

NormalForm bimatrix_game(const PayoffTable& row, const PayoffTable& column) {
    ensure(!row.empty() && row.size() == column.size(), "both payoff tables have the same rows");
    const auto numbered = [](std::size_t count) {
        std::vector<std::string> names;
        for (std::size_t i = 1; i <= count; ++i) names.push_back(std::to_string(i));
        return names;
    };
    std::vector<Rational> payoffs;
    for (std::size_t c = 0; c < row.front().size(); ++c) {
        for (std::size_t r = 0; r < row.size(); ++r) {
            payoffs.push_back(to_rational(row[r].at(c)));
            payoffs.push_back(to_rational(column[r].at(c)));
        }
    }
    return NormalForm("", {{"1", numbered(row.size())}, {"2", numbered(row.front().size())}},
                      std::move(payoffs));
}

MixedProfile uniform_profile(const NormalForm& game) {
    MixedProfile profile;
    for (int i = 0; i < game.players(); ++i) {
        profile.emplace_back(at(game.strategies(i)), 1.0 / game.strategies(i));
    }
    return profile;
}

MixedProfile to_mixed(const ExactProfile& profile) {
    MixedProfile mixed;
    for (const std::vector<Rational>& exact : profile) {
        std::transform(exact.begin(), exact.end(), std::back_inserter(mixed.emplace_back()), to_double);
    }
    return mixed;
}

std::vector<double> strategy_payoffs(const NormalForm& game, const MixedProfile& profile, int player) {
    return payoffs_of_strategies<double>(game, profile, player,
                                         [&](std::size_t s) { return game.payoff(s, player); });
}

double expected_payoff(const NormalForm& game, const MixedProfile& profile, int player) {
    const std::vector<double> value = strategy_payoffs(game, profile, player);
    return std::inner_product(value.begin(), value.end(), profile[at(player)].begin(), 0.0);
}

std::vector<double> pair_payoffs(const NormalForm& game, const MixedProfile& profile, int player, int rival) {
    const int columns = game.strategies(rival);
    std::vector<double> value(at(game.strategies(player) * columns), 0.0);
    for_each_profile<double>(
        game, [&](std::size_t s) { return game.payoff(s, player); },
        [&](int j, int strategy) { return j == player || j == rival ? 1.0 : profile[at(j)][at(strategy)]; },
        [&](const std::vector<int>& strategies, double amount) {
            value[at(strategies[at(player)] * columns + strategies[at(rival)])] += amount;
        });
    return value;
}

double regret(const NormalForm& game, const MixedProfile& profile) {
    check_shape(game, profile);
    for (const std::vector<double>& mixture : profile) {
        const double sum = std::accumulate(mixture.begin(), mixture.end(), 0.0);
        ensure(std::abs(sum - 1.0) <= 1e-9, "probabilities sum to 1");
    }
    return largest_gain(game, profile, [&](std::size_t s, int i) { return game.payoff(s, i); });
}

Rational regret(const NormalForm& game, const ExactProfile& profile) {
    check_shape(game, profile);
    for (const std::vector<Rational>& mixture : profile) {
        ensure(std::accumulate(mixture.begin(), mixture.end(), Rational(0)) == 1, "probabilities sum to 1");
    }
    return largest_gain(game, profile,
                        [&](std::size_t s, int i) -> const Rational& { return game.exact_payoff(s, i); });
}

}  // namespace offramp
