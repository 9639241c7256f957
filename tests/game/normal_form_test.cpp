// SPDX-License-Identifier: Apache-2.0
#include "engine/game/normal_form.hpp"

#include "engine/game/simultaneous_tree.hpp"

#include <cmath>

#include "engine/base/error.hpp"
#include "tests/catch.hpp"

using namespace offramp;

namespace {

// Three players with two, three and two strategies; payoff i at (a, b, c) = 100 i + 10 a + 3 b c - c a.
NormalForm three_player_game() {
    std::vector<Rational> payoffs;
    for (int c = 0; c < 2; ++c) {
        for (int b = 0; b < 3; ++b) {
            for (int a = 0; a < 2; ++a) {
                for (int i = 0; i < 3; ++i) payoffs.emplace_back(100 * i + 10 * a + 3 * b * c - c * a);
            }
        }
    }
    return NormalForm("", {{"A", {"1", "2"}}, {"B", {"1", "2", "3"}}, {"C", {"1", "2"}}}, std::move(payoffs));
}

}  // namespace

TEST_CASE("expected payoffs of a mixed profile") {
    const NormalForm game = three_player_game();
    const MixedProfile profile{{0.25, 0.75}, {0.5, 0.3, 0.2}, {0.4, 0.6}};
    const double a = 0.75, b = 0.3 + 2 * 0.2, c = 0.6;
    CHECK(expected_payoff(game, profile, 1) == Approx(100 + 10 * a + 3 * b * c - c * a));
    const std::vector<double> of_c = strategy_payoffs(game, profile, 2);
    CHECK(of_c[0] == Approx(200 + 10 * a));
    CHECK(of_c[1] == Approx(200 + 10 * a + 3 * b - a));
    // Against fixed (b, c) the gradient in the rival's probabilities is the payoff itself.
    const std::vector<double> pair = pair_payoffs(game, profile, 2, 1);
    CHECK(pair[1 * 3 + 2] == Approx(200 + 10 * a + 6 - a));
    CHECK(game.strategy_in(11, 0) == 1);
    CHECK(game.strategy_in(11, 1) == 2);
    CHECK(game.strategy_in(11, 2) == 1);
}

TEST_CASE("payoff gradients agree with differences") {
    const NormalForm game = three_player_game();
    MixedProfile profile{{0.25, 0.75}, {0.5, 0.3, 0.2}, {0.4, 0.6}};
    const std::vector<double> pair = pair_payoffs(game, profile, 0, 2);
    const double before = strategy_payoffs(game, profile, 0)[1];
    profile[2][1] += 0.1;  // payoffs are multilinear: the difference is exact
    CHECK(strategy_payoffs(game, profile, 0)[1] - before == Approx(0.1 * pair[1 * 2 + 1]));
}

TEST_CASE("regret is what the best deviation gains") {
    const NormalForm pennies = bimatrix_game({{1, -1}, {-1, 1}}, {{-1, 1}, {1, -1}});
    CHECK(regret(pennies, MixedProfile{{0.5, 0.5}, {0.5, 0.5}}) == Approx(0).margin(1e-15));
    CHECK(regret(pennies, MixedProfile{{1, 0}, {1, 0}}) == Approx(2));
    CHECK(regret(pennies, ExactProfile{{Rational(1, 2), Rational(1, 2)}, {Rational(3, 4), Rational(1, 4)}}) ==
          Rational(1, 2));
}

TEST_CASE("the regret of what is no profile is not computed") {
    const NormalForm pennies = bimatrix_game({{1, -1}, {-1, 1}}, {{-1, 1}, {1, -1}});
    CHECK_THROWS_AS(regret(pennies, MixedProfile{{0.5, 0.5}}), InternalError);
    CHECK_THROWS_AS(regret(pennies, MixedProfile{{0.5, 0.5}, {1}}), InternalError);
    CHECK_THROWS_AS(regret(pennies, MixedProfile{{0.5, 0.6}, {0.5, 0.5}}), InternalError);
    CHECK_THROWS_AS(regret(pennies, MixedProfile{{1.5, -0.5}, {0.5, 0.5}}), InternalError);
    CHECK_THROWS_AS(regret(pennies, MixedProfile{{std::nan(""), 0.5}, {0.5, 0.5}}), InternalError);
}

TEST_CASE("the size of a game is known before it is built") {
    CHECK(count_payoffs({2, 3, 2}) == 36);
    CHECK(count_payoffs({1u << 31, 1u << 31, 1u << 31}) > kMostPayoffs);
}

TEST_CASE("a game in strategic form written as a tree comes back") {
    const NormalForm game("three", {{"a", {"x", "y"}}, {"b", {"l", "m", "r"}}, {"c", {"1", "2"}}}, [] {
        std::vector<Rational> payoffs;
        for (int k = 0; k < 36; ++k) payoffs.emplace_back(k * k % 17);
        return payoffs;
    }());
    const ExtensiveForm tree = simultaneous_tree(game);
    CHECK(tree.information_sets.size() == 3);
    const NormalForm back = reduced_form(tree);
    REQUIRE(back.profiles() == game.profiles());
    for (std::size_t profile = 0; profile < game.profiles(); ++profile) {
        for (int i = 0; i < 3; ++i) CHECK(back.exact_payoff(profile, i) == game.exact_payoff(profile, i));
    }
}
