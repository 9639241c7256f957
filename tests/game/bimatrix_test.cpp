// SPDX-License-Identifier: Apache-2.0
// Published two-player games: see theory-targets in the comments of each case.
#include <algorithm>
#include <cmath>
#include <random>

#include "engine/game/efg_file.hpp"
#include "engine/game/lemke_howson.hpp"
#include "engine/game/logit.hpp"
#include "engine/game/nash_enumeration.hpp"
#include "engine/game/nfg_file.hpp"
#include "tests/catch.hpp"
#include "tests/game/published_games.hpp"

using namespace offramp;

namespace {

ExactProfile profile_of(std::vector<std::string> first, std::vector<std::string> second) {
    ExactProfile profile(2);
    for (const std::string& p : first) profile[0].push_back(*parse_rational(p).value);
    for (const std::string& p : second) profile[1].push_back(*parse_rational(p).value);
    return profile;
}

bool holds(const Enumeration& found, const ExactProfile& profile) {
    return std::find(found.equilibria.begin(), found.equilibria.end(), profile) != found.equilibria.end();
}

ExactProfile by_dropping(const NormalForm& game, int label, TieOrder ties = TieOrder::last_strategy_first) {
    const LemkeHowson result = lemke_howson(game, {.dropped_label = label, .ties = ties});
    REQUIRE(result.converged);
    return result.profile;
}

// The table that QuantEcon's tests of Lemke-Howson use (von Stengel 2007, example 3.3).
NormalForm three_by_two(double corner) {
    return bimatrix_game({{3, 3}, {2, 5}, {0, 6}}, {{3, corner}, {2, 6}, {3, 1}});
}

}  // namespace

TEST_CASE("all equilibria and every Lemke-Howson path of a 3x2 game") {
    OFFRAMP_NEEDS_ALL_EQUILIBRIA();
    const NormalForm game = three_by_two(2);
    const ExactProfile pure = profile_of({"1", "0", "0"}, {"1", "0"});
    const ExactProfile middle = profile_of({"4/5", "1/5", "0"}, {"2/3", "1/3"});
    const ExactProfile last = profile_of({"0", "1/3", "2/3"}, {"1/3", "2/3"});
    const Enumeration all = extreme_equilibria(game);
    CHECK(all.complete);
    CHECK(all.equilibria.size() == 3);
    CHECK((holds(all, pure) && holds(all, middle) && holds(all, last)));
    for (const int label : {0, 2, 3}) CHECK(by_dropping(game, label) == pure);
    for (const int label : {1, 4}) CHECK(by_dropping(game, label) == last);
}

TEST_CASE("degenerate games do not make Lemke-Howson cycle") {
    CHECK(by_dropping(three_by_two(3), 0) == profile_of({"0", "1/3", "2/3"}, {"1/3", "2/3"}));

    const NormalForm naive_cycle =
        bimatrix_game({{0, 0, 0}, {0, 1, 1}, {1, 1, 0}}, {{1, 0, 1}, {1, 1, 0}, {0, 0, 2}});
    CHECK(by_dropping(naive_cycle, 0) == profile_of({"0", "2/3", "1/3"}, {"0", "1", "0"}));

    const NormalForm ties =
        bimatrix_game({{1, 3, 3}, {3, 1, 3}, {1, 3, 3}}, {{3, 3, 1}, {1, 1, 3}, {3, 1, 3}});
    for (int label = 0; label < 6; ++label) {
        CHECK(by_dropping(ties, label, TieOrder::first_strategy_first) ==
              profile_of({"1/2", "1/2", "0"}, {"0", "0", "1"}));
    }

    const PayoffTable same{{-1, -1, -1}, {0, 0, 0}, {-1, -1, -10000}};
    CHECK(by_dropping(bimatrix_game(same, same), 0, TieOrder::first_strategy_first) ==
          profile_of({"0", "1", "0"}, {"1", "0", "0"}));
}

TEST_CASE("the extreme equilibria of a degenerate game") {
    OFFRAMP_NEEDS_ALL_EQUILIBRIA();
    // The second player is indifferent against the first row: a segment of equilibria, with both its ends.
    const Enumeration all = extreme_equilibria(three_by_two(3));
    CHECK(all.complete);
    CHECK(holds(all, profile_of({"1", "0", "0"}, {"1", "0"})));
    CHECK(holds(all, profile_of({"1", "0", "0"}, {"2/3", "1/3"})));
    CHECK(holds(all, profile_of({"0", "1/3", "2/3"}, {"1/3", "2/3"})));
    CHECK(all.equilibria.size() == 3);

    // Nothing matters: every vertex is an equilibrium, each pair of pure strategies.
    CHECK(extreme_equilibria(bimatrix_game({{1, 1}, {1, 1}}, {{2, 2}, {2, 2}})).equilibria.size() == 4);
    CHECK(extreme_equilibria(bimatrix_game({{7}}, {{-7}})).equilibria.size() == 1);
}

TEST_CASE("von Stengel's 6x6 game has exactly 75 equilibria") {
    OFFRAMP_NEEDS_ALL_EQUILIBRIA();
    const NormalForm game = read_nfg(own_game("von_stengel.nfg"));
    const Enumeration all = extreme_equilibria(game);
    CHECK(all.complete);
    CHECK(all.equilibria.size() == 75);
    CHECK(std::adjacent_find(all.equilibria.begin(), all.equilibria.end()) == all.equilibria.end());
    CHECK(holds(all, profile_of({"132/245", "66/245", "30/245", "12/245", "4/245", "1/245"},
                                {"4/245", "1/245", "30/245", "12/245", "132/245", "66/245"})));
    CHECK(holds(all, profile_of({"0", "1", "0", "0", "0", "0"}, {"0", "0", "0", "0", "0", "1"})));
    CHECK(holds(all, profile_of({"0", "0", "0", "0", "1", "0"}, {"1", "0", "0", "0", "0", "0"})));
    for (int label = 0; label < 12; ++label) CHECK(holds(all, by_dropping(game, label)));
}

TEST_CASE("published bimatrix games have their known equilibria") {
    OFFRAMP_NEEDS_ALL_EQUILIBRIA();
    const Enumeration three = extreme_equilibria(read_nfg(own_game("coordination.nfg")));
    CHECK(three.equilibria.size() == 3);
    CHECK(holds(three, profile_of({"1/2", "1/2"}, {"2/5", "3/5"})));

    const Enumeration shapley = extreme_equilibria(read_nfg(own_game("shapley.nfg")));
    CHECK(shapley.equilibria.size() == 3);
    CHECK(holds(shapley, profile_of({"0", "1/2", "1/2"}, {"0", "1/4", "3/4"})));

    const Enumeration centipede = extreme_equilibria(reduced_form(read_efg(own_game("centipede.efg"))));
    CHECK(centipede.complete);
    CHECK(centipede.equilibria.size() == 4);
    for (const ExactProfile& profile : centipede.equilibria) CHECK(profile[0][0] == 1);
}

TEST_CASE("a random game of Gambit's has the equilibria that Gambit finds") {
    OFFRAMP_NEEDS_ALL_EQUILIBRIA();
    OFFRAMP_OTHERS_GAME(file, "8x8.nfg");
    const Enumeration five = extreme_equilibria(read_nfg(file));
    CHECK(five.complete);
    CHECK(five.equilibria.size() == 5);
    CHECK(holds(five, profile_of({"0", "0", "0", "217/4878", "0", "0", "4661/4878", "0"},
                                 {"0", "91/183", "0", "0", "92/183", "0", "0", "0"})));
}

TEST_CASE("solvers agree on random games") {
    OFFRAMP_NEEDS_ALL_EQUILIBRIA();
    std::mt19937 random(20260101);  // payoffs far apart: degenerate games have no chance
    for (int round = 0; round < 40; ++round) {
        const std::size_t m = 1 + random() % 5, n = 1 + random() % 5;
        PayoffTable row(m, std::vector<double>(n)), column = row;
        for (PayoffTable* table : {&row, &column}) {
            for (std::vector<double>& line : *table) {
                for (double& payoff : line) payoff = static_cast<double>(random() % 1'000'000) - 5e5;
            }
        }
        CAPTURE(round, m, n);
        const NormalForm game = bimatrix_game(row, column);
        const Enumeration all = extreme_equilibria(game);
        CHECK(all.complete);
        CHECK(all.equilibria.size() % 2 == 1);  // Lemke, Howson 1964
        for (int label = 0; label < static_cast<int>(m + n); ++label) {
            CHECK(holds(all, by_dropping(game, label)));
            CHECK(holds(all, by_dropping(game, label, TieOrder::first_strategy_first)));
        }
        const LogitBranch branch = principal_branch(game);
        CHECK(branch.converged);
        const auto distance = [&](const ExactProfile& profile) {
            const MixedProfile mixed = to_mixed(profile);
            double largest = 0;
            for (std::size_t i = 0; i < 2; ++i) {
                for (std::size_t a = 0; a < mixed[i].size(); ++a) {
                    largest = std::max(largest, std::abs(mixed[i][a] - branch.limit[i][a]));
                }
            }
            return largest;
        };
        CHECK(std::any_of(all.equilibria.begin(), all.equilibria.end(),
                          [&](const ExactProfile& profile) { return distance(profile) < 1e-6; }));
    }
}

TEST_CASE("Kuhn poker is worth -1/18 to the first player") {
    const NormalForm game = reduced_form(read_efg(own_game("kuhn_poker.efg")));
    const ExactProfile profile = by_dropping(game, 0);
    Rational value = 0;
    for (std::size_t s = 0; s < game.profiles(); ++s) {
        value += profile[0][static_cast<std::size_t>(game.strategy_in(s, 0))] *
                 profile[1][static_cast<std::size_t>(game.strategy_in(s, 1))] * game.exact_payoff(s, 0);
    }
    CHECK(value == Rational(-1, 18));
}

TEST_CASE("an enumeration that is too long says that it is not complete") {
    const NormalForm game = read_nfg(own_game("von_stengel.nfg"));
    CHECK_FALSE(extreme_equilibria(game, {.most_bases = 20}).complete);
    CHECK_FALSE(extreme_equilibria(game, {.most_equilibria = 10}).complete);
}
