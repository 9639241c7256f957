// SPDX-License-Identifier: Apache-2.0
#include "engine/game/profile_check.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "engine/game/efg_file.hpp"
#include "engine/game/solve_game.hpp"
#include "engine/game/tree_solution.hpp"
#include "tests/catch.hpp"
#include "tests/game/made_games.hpp"
#include "tests/game/published_games.hpp"
#include "tests/support/sanitized.hpp"

using namespace offramp;
using offramp::testing::kSanitized;

namespace {

// Entry into a market in which both then fight or accommodate at once (Mas-Colell, Whinston, Green 1995,
// example 9.C.5).
const char* const kEntry = R"(EFG 2 R "Entry" { "entrant" "incumbent" }
""
p "" 1 1 "door" { "out" "in" } 0
t "" 1 "" { 0, 2 }
p "" 1 2 "market" { "fight" "accommodate" } 0
p "" 2 1 "market" { "fight" "accommodate" } 0
t "" 2 "" { -3, -1 }
t "" 3 "" { 1, -2 }
p "" 2 1 "market" { "fight" "accommodate" } 0
t "" 4 "" { -2, -1 }
t "" 5 "" { 3, 1 }
)";

// The second does not see whether it was left or right; the middle is safe.
const char* const kGuess = R"(EFG 2 R "A guess" { "first" "second" }
""
p "" 1 1 "first" { "out" "left" "right" } 0
t "" 1 "" { 2, 0 }
p "" 2 1 "second" { "left" "middle" "right" } 0
t "" 2 "" { 0, 3 }
t "" 3 "" { 0, 1 }
t "" 4 "" { 0, 0 }
p "" 2 1 "second" { "left" "middle" "right" } 0
t "" 5 "" { 0, 0 }
t "" 6 "" { 0, 1 }
t "" 7 "" { 0, 3 }
)";

// After a wrong turn the second looks before it chooses: it may stop at once for 1, or look and be paid 4 for
// the right guess.
const char* const kLook = R"(EFG 2 R "A look" { "first" "second" }
""
p "" 1 1 "first" { "out" "left" "right" } 0
t "" 1 "" { 2, 0 }
p "" 2 1 "dark" { "stop" "go on" } 0
t "" 2 "" { 0, 1 }
p "" 2 2 "guess" { "left" "right" } 0
t "" 3 "" { 0, 4 }
t "" 4 "" { 0, 0 }
p "" 2 1 "dark" { "stop" "go on" } 0
t "" 5 "" { 0, 1 }
p "" 2 2 "guess" { "left" "right" } 0
t "" 6 "" { 0, 0 }
t "" 7 "" { 0, 4 }
)";

}  // namespace

TEST_CASE("a threat that nobody would carry out is Nash and no more (Selten 1975)") {
    const ExtensiveForm horse = read_efg(own_game("horse.efg"));
    const ProfileCheck threat = check_profile(horse, {{0, 1}, {1, 0}, {1, 0}});
    CHECK(threat.payoffs == std::vector<double>{3, 2, 2});
    CHECK(threat.nash);
    CHECK(threat.subgame_perfect);  // the only subgame is the game
    CHECK_FALSE(threat.perfect_bayesian);
    CHECK(threat.sequential == false);
    CHECK(threat.sets[1].free);
    CHECK(threat.sets[1].gain == Approx(3));
    CHECK(threat.sets[1].better == 1);

    const ProfileCheck other = check_profile(horse, {{1, 0}, {1, 0}, {0, 1}});
    CHECK(other.payoffs == std::vector<double>{1, 1, 1});
    CHECK(other.nash);
    CHECK(other.perfect_bayesian);
    CHECK(other.sequential == true);  // with the second's error at least twice as likely as the first's
    CHECK(other.sets[2].free);
    CHECK(other.sets[2].beliefs[0] >= 2.0 / 3 - 1e-9);

    const ProfileCheck none = check_profile(horse, {{1, 0}, {1, 0}, {1, 0}});
    CHECK(none.regrets[0] == Approx(2));
    CHECK(none.regrets[1] == Approx(3));
    CHECK(none.regrets[2] == Approx(0));
    CHECK_FALSE(none.nash);
    CHECK(none.sequential == false);
}

TEST_CASE("beliefs follow Bayes's rule in subgames that play does not come to") {
    const ExtensiveForm entry = parse_efg(kEntry, "entry");
    // Kept out by an incumbent who would fight, though the entrant would accommodate: weakly perfect
    // Bayesian, with the belief that the entrant fights, and not subgame-perfect.
    const ProfileCheck out = check_profile(entry, {{1, 0}, {0, 1}, {1, 0}});
    CHECK(out.nash);
    CHECK_FALSE(out.subgame_perfect);
    CHECK_FALSE(out.perfect_bayesian);
    CHECK(out.sets[2].beliefs == std::vector<double>{0, 1});
    CHECK(out.sets[2].gain == Approx(2));
    CHECK(out.sets[2].better == 1);
    const ProfileCheck in = check_profile(entry, {{0, 1}, {0, 1}, {0, 1}});
    CHECK(in.subgame_perfect);
    CHECK(in.sequential == true);
}

TEST_CASE("beliefs that are free are those under which least is gained") {
    const ExtensiveForm guess = parse_efg(kGuess, "guess");
    const ProfileCheck middle = check_profile(guess, {{1, 0, 0}, {0, 1, 0}});
    CHECK(middle.sets[1].gain == Approx(0.5));  // at even odds a guess is worth 1.5
    CHECK(middle.sets[1].beliefs[0] == Approx(0.5));
    CHECK(middle.sets[1].better != 1);
    CHECK_FALSE(middle.perfect_bayesian);
    const ProfileCheck left = check_profile(guess, {{1, 0, 0}, {1, 0, 0}});
    CHECK(left.sequential == true);
    CHECK(left.sets[1].beliefs[0] >= 0.5 - 1e-9);
}

TEST_CASE("what a player would gain counts all its later choices together") {
    const ExtensiveForm look = parse_efg(kLook, "look");
    // It stops, and would guess left: going on is worth 4 b as it plays, and at best 4 max(b, 1 - b), at
    // least 2.
    const ProfileCheck stop = check_profile(look, {{1, 0, 0}, {1, 0}, {1, 0}});
    CHECK(stop.sets[1].gain == Approx(1));
    CHECK(stop.sets[1].beliefs[0] == Approx(0.5));
    CHECK(stop.sets[1].better == 1);
    CHECK_FALSE(stop.perfect_bayesian);
    const ProfileCheck go_on = check_profile(look, {{1, 0, 0}, {0, 1}, {1, 0}});
    CHECK(go_on.sequential == true);
}

TEST_CASE("pooling is told from what does not hold together (Cho, Kreps 1987)") {
    const ExtensiveForm game = read_efg(own_game("beer_quiche.efg"));
    // Sets in the order of the file: chance, strong, beer, quiche, weak.
    const std::size_t strong = 1, beer = 2, quiche = 3, weak = 4;
    BehaviourProfile pooling(game.information_sets.size());
    pooling[0] = {0.9, 0.1};
    pooling[strong] = pooling[weak] = {1, 0};
    pooling[beer] = {0, 1};
    pooling[quiche] = {1, 0};
    const ProfileCheck pooled = check_profile(game, pooling);
    CHECK(pooled.sequential == true);
    CHECK(pooled.sets[beer].beliefs[0] == Approx(0.9));
    CHECK(pooled.sets[quiche].free);
    CHECK(pooled.sets[quiche].beliefs[0] <= 0.5 + 1e-9);  // it thinks of the weak

    pooling[weak] = {0, 1};
    const ProfileCheck apart = check_profile(game, pooling);
    CHECK(apart.regrets[0] == Approx(0.1));  // the weak would be left alone with beer: 2 for 1, in one of ten
    CHECK(apart.regrets[1] == Approx(0));
    CHECK_FALSE(apart.nash);
}

TEST_CASE("what the solvers find is what the check finds") {
    int trees = 0;
    for (const std::string& file : all_games(".efg")) {
        INFO(file);
        const ExtensiveForm game = read_efg(file);
        if (game.nodes.size() > 20'000 || !shape_of(game).perfect_recall()) continue;
        const TreeSolution found = solve_tree(game);
        if (!found.behaviour || !found.converged) continue;
        ++trees;
        const ProfileCheck check = check_profile(game, *found.behaviour);
        CHECK(check.nash);
        if (found.subgame_perfect) CHECK(check.subgame_perfect);
        if (found.sequential) {
            CHECK(check.perfect_bayesian);
            CHECK(check.sequential != false);
        }
        CHECK(*std::ranges::max_element(check.regrets) == Approx(found.regret).margin(check.tolerance));
    }
    CHECK(trees >= 6);
}

TEST_CASE("a chain of a hundred thousand moves is checked") {
    constexpr int kMoves = kSanitized ? 10'000 : 100'000;
    const ExtensiveForm chain = chain_of_moves(kMoves, false);
    BehaviourProfile stop(kMoves, {0, 1});
    const ProfileCheck check = check_profile(chain, stop);
    CHECK(check.nash);  // whoever goes on is stopped by the next
    CHECK_FALSE(check.subgame_perfect);
    CHECK(check.sets.back().gain == Approx(1));
    CHECK(check_profile(chain, BehaviourProfile(kMoves, {1, 0})).sequential == true);
}
