// SPDX-License-Identifier: Apache-2.0
#include "engine/game/best_response_polytopes.hpp"

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/base/index.hpp"

namespace offramp {
namespace {

// [own][rival's strategy], whole and positive.
std::vector<std::vector<Integer>> whole_payoffs(const NormalForm& game, int player) {
    const int rival = 1 - player;
    Rational lowest = game.exact_payoff(0, player);
    Integer denominator = 1;
    for (std::size_t s = 0; s < game.profiles(); ++s) {
        const Rational& payoff = game.exact_payoff(s, player);
        lowest = std::min(lowest, payoff);
        denominator =
            boost::multiprecision::lcm(denominator, Integer(boost::multiprecision::denominator(payoff)));
    }
    std::vector<std::vector<Integer>> table(at(game.strategies(player)),
                                            std::vector<Integer>(at(game.strategies(rival))));
    for (std::size_t s = 0; s < game.profiles(); ++s) {
        const Rational scaled = (game.exact_payoff(s, player) - lowest) * denominator;
        table[at(game.strategy_in(s, player))][at(game.strategy_in(s, rival))] =
            Integer(boost::multiprecision::numerator(scaled)) + 1;
    }
    return table;
}

}  // namespace

BestResponseSystem best_response_system(const NormalForm& game) {
    ensure(game.players() == 2, "best-response polytopes are those of two players");
    return {whole_payoffs(game, 0), whole_payoffs(game, 1)};
}

}  // namespace offramp
