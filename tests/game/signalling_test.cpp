// SPDX-License-Identifier: Apache-2.0
#include "engine/game/signalling.hpp"

#include <string>
#include <vector>

#include "engine/game/efg_file.hpp"
#include "engine/game/solve_game.hpp"
#include "engine/game/tree_play.hpp"
#include "tests/catch.hpp"
#include "tests/game/published_games.hpp"

using namespace offramp;
using Kind = SignallingReading::Kind;

namespace {

struct Read {
    SignallingReading reading;
    std::vector<double> payoffs;
};

std::vector<Read> all_equilibria(const ExtensiveForm& tree) {
    const auto game = signalling_game(tree);
    REQUIRE(game);
    const NashSolution nash = solve_nash(reduced_form(tree));
    REQUIRE(nash.complete);
    std::vector<Read> found;
    for (const SolvedProfile& one : nash.equilibria)
        found.push_back({read_signalling(*game, to_behaviour(behaviour_of(tree, *one.exact))), one.payoffs});
    return found;
}

// Education that costs the able less than it costs others (Spence 1973), and a wage that is right or not.
const char* const kSpence = R"(EFG 2 R "Education" { "worker" "firm" }
""
c "" 1 "" { "able" 1/2 "other" 1/2 } 0
p "" 1 1 "able" { "school" "none" } 0
p "" 2 1 "school" { "high" "low" } 0
t "" 1 "" { 7/10, 1 }
t "" 2 "" { -3/10, 0 }
p "" 2 2 "none" { "high" "low" } 0
t "" 3 "" { 1, 1 }
t "" 4 "" { 0, 0 }
p "" 1 2 "other" { "school" "none" } 0
p "" 2 1 "school" { "high" "low" } 0
t "" 5 "" { -1/5, 0 }
t "" 6 "" { -6/5, 1 }
p "" 2 2 "none" { "high" "low" } 0
t "" 7 "" { 1, 0 }
t "" 8 "" { 0, 1 }
)";

// To fight is worse than to yield whoever has come in.
const char* const kThreat = R"(EFG 2 R "An empty threat" { "entrant" "owner" }
""
c "" 1 "" { "big" 1/2 "small" 1/2 } 0
p "" 1 1 "big" { "out" "in" } 0
t "" 1 "" { 1, 3 }
p "" 2 1 "in" { "yield" "fight" } 0
t "" 2 "" { 2, 2 }
t "" 3 "" { 0, 0 }
p "" 1 2 "small" { "out" "in" } 0
t "" 1 "" { 1, 3 }
p "" 2 1 "in" { "yield" "fight" } 0
t "" 2 "" { 2, 2 }
t "" 3 "" { 0, 0 }
)";

}  // namespace

TEST_CASE("of beer and quiche the intuitive criterion leaves beer (Cho, Kreps 1987)") {
    OFFRAMP_NEEDS_ALL_EQUILIBRIA();
    const ExtensiveForm tree = read_efg(own_game("beer_quiche.efg"));
    const auto game = signalling_game(tree);
    REQUIRE(game);
    CHECK(game->types == std::vector<std::string>{"strong", "weak"});
    CHECK(game->messages == std::vector<std::string>{"beer", "quiche"});
    CHECK(game->prior == std::vector<double>{0.9, 0.1});
    CHECK(game->payoffs[1][1][0] == std::array<double, 2>{1, 1});  // quiche, weak, duel
    int beer = 0;
    int quiche = 0;
    for (const auto& [reading, payoffs] : all_equilibria(tree)) {
        REQUIRE(reading.kind == Kind::kPooling);
        REQUIRE(reading.sequential);
        REQUIRE(reading.d1);
        if (reading.pooled_on == 0) {
            ++beer;
            CHECK(payoffs[0] == Approx(2.9));
            CHECK(reading.intuitive.passes);
            CHECK(reading.d1->passes);
        } else {
            ++quiche;
            CHECK(payoffs[0] == Approx(2.1));
            CHECK_FALSE(reading.intuitive.passes);
            CHECK(reading.intuitive.message == 0);
            CHECK(reading.intuitive.types == std::vector<int>{0});  // the strong alone can want beer
            CHECK_FALSE(reading.d1->passes);
        }
    }
    CHECK(beer > 0);
    CHECK(quiche > 0);
}

TEST_CASE("schooling that only the able can want is believed (Spence 1973)") {
    OFFRAMP_NEEDS_ALL_EQUILIBRIA();
    int separating = 0;
    int unschooled = 0;
    for (const auto& [reading, payoffs] : all_equilibria(parse_efg(kSpence, "spence.efg"))) {
        if (reading.kind == Kind::kSeparating) {
            ++separating;
            CHECK(payoffs[0] == Approx(0.35));
            CHECK(payoffs[1] == Approx(1.0));
            CHECK(reading.sequential);
            CHECK(reading.intuitive.passes);
        }
        if (reading.kind == Kind::kPooling && reading.pooled_on == 1 && payoffs[0] < 0.65) {
            ++unschooled;  // the able would gain by school: 0.7 against what none brings them
            CHECK_FALSE(reading.intuitive.passes);
            CHECK(reading.intuitive.types == std::vector<int>{0});
        }
        if (reading.kind == Kind::kPooling && payoffs[0] > 0.95) CHECK(reading.intuitive.passes);
    }
    CHECK(separating == 1);
    CHECK(unschooled > 0);
}

TEST_CASE("a message that one type wants more often than another is thought to come from it, by D1 alone") {
    OFFRAMP_NEEDS_ALL_EQUILIBRIA();
    int out = 0;
    for (const auto& [reading, payoffs] : all_equilibria(read_efg(own_game("entry_signal.efg")))) {
        if (reading.kind != Kind::kPooling || reading.pooled_on != 0) continue;
        ++out;
        CHECK(payoffs[0] == Approx(0.5));
        CHECK(reading.sequential);
        CHECK(reading.intuitive.passes);
        REQUIRE(reading.d1);
        CHECK_FALSE(reading.d1->passes);
        CHECK(reading.d1->message == 1);
        CHECK(reading.d1->types == std::vector<int>{0});
    }
    CHECK(out > 0);
}

TEST_CASE("an answer that no belief makes best is no part of a sequential equilibrium") {
    OFFRAMP_NEEDS_ALL_EQUILIBRIA();
    int empty = 0;
    for (const auto& [reading, payoffs] : all_equilibria(parse_efg(kThreat, "threat.efg"))) {
        const bool stays_out = reading.kind == Kind::kPooling && reading.pooled_on == 0;
        if (stays_out) ++empty;
        CHECK(reading.sequential == !stays_out);
        CHECK(reading.unsupported == (stays_out ? 1 : -1));
    }
    CHECK(empty > 0);
}

TEST_CASE("a message is what the receiver sees, whatever each type calls it") {
    OFFRAMP_NEEDS_ALL_EQUILIBRIA();
    std::string text = kSpence;
    text.replace(text.rfind("{ \"school\" \"none\" }"), 19, "{ \"study\" \"not\" }");
    const auto game = signalling_game(parse_efg(text, "named.efg"));
    REQUIRE(game);
    CHECK(game->messages == std::vector<std::string>{"school", "none"});  // as the firm calls them
    // The same moves in another order.
    const std::string other = R"(EFG 2 R "Turned" { "worker" "firm" }
""
c "" 1 "" { "able" 1/2 "other" 1/2 } 0
p "" 1 1 "able" { "a" "b" } 0
p "" 2 1 "school" { "high" "low" } 0
t "" 1 "" { 7/10, 1 }
t "" 2 "" { -3/10, 0 }
t "" 3 "" { 0, 0 }
p "" 1 2 "other" { "b" "a" } 0
t "" 4 "" { 0, 0 }
p "" 2 1 "school" { "high" "low" } 0
t "" 5 "" { -1/5, 0 }
t "" 6 "" { -6/5, 1 }
)";
    const auto turned = signalling_game(parse_efg(other, "turned.efg"));
    REQUIRE(turned);
    CHECK(turned->actions == std::vector<std::vector<int>>{{0, 1}, {1, 0}});
    CHECK(turned->payoffs[0][1][1] == std::array<double, 2>{-1.2, 1});
    int separating = 0;
    for (const auto& [reading, payoffs] : all_equilibria(parse_efg(other, "turned.efg")))
        separating += reading.kind == Kind::kSeparating ? 1 : 0;
    CHECK(separating == 1);
}

TEST_CASE("other trees are no signalling games") {
    CHECK_FALSE(signalling_game(read_efg(own_game("reputation.efg"))));
    std::string text = kThreat;
    text.replace(text.rfind("\"out\""), 5, "\"far\"");  // an end of another name
    CHECK_FALSE(signalling_game(parse_efg(text, "other.efg")));
    text = kThreat;
    text.replace(text.find("big\" 1/2 \"small\" 1/2"), 20, "big\" 1 \"small\" 0   ");
    CHECK_FALSE(signalling_game(parse_efg(text, "certain.efg")));
}
