// SPDX-License-Identifier: Apache-2.0
#include "engine/game/efg_file.hpp"

#include "engine/base/error.hpp"
#include "tests/catch.hpp"
#include "tests/game/published_games.hpp"

using namespace offramp;

namespace {

std::string efg_refusal(const std::string& text) {
    try {
        parse_efg("EFG 2 R \"t\" { \"A\" \"B\" } \"\"\n" + text, "game.efg");
    } catch (const InputError& error) {
        return error.what();
    }
    return "accepted";
}

}  // namespace

TEST_CASE("a tree with chance, information sets and outcomes on the way") {
    const ExtensiveForm game = parse_efg(
        "EFG 2 R \"t\" { \"A\" \"B\" }\n"
        "c \"\" 1 \"\" { \"x\" 1/4 \"y\" .75 } 1 \"ante\" { 10, 0 }\n"
        "p \"\" 1 1 \"\" { \"u\" \"d\" } 0\n"
        "t \"\" 2 \"\" { 4 4 }\nt \"\" 3 \"\" { 0 8 }\n"
        "p \"\" 1 1 0\n"
        "t \"\" 0\nt \"\" 2\n",
        "game.efg");
    CHECK(game.nodes.size() == 7);
    CHECK(game.nodes[4].parent == 0);
    CHECK(game.nodes[4].action == 1);
    CHECK(game.nodes[4].information_set == game.nodes[1].information_set);
    const NormalForm form = reduced_form(game);
    REQUIRE(form.player(0).strategies == std::vector<std::string>{"u", "d"});
    REQUIRE(form.player(1).strategies == std::vector<std::string>{"-"});
    CHECK(form.payoff(0, 0) == 10 + 0.25 * 4);
    CHECK(form.payoff(1, 0) == 10 + 0.75 * 4);
    CHECK(form.payoff(1, 1) == 0.25 * 8 + 0.75 * 4);
}

TEST_CASE("reduced strategies leave open what own earlier moves rule out") {
    const NormalForm form = reduced_form(read_efg(own_game("centipede.efg")));
    CHECK(form.player(0).strategies == std::vector<std::string>{"take/*", "pass/take", "pass/pass"});
    CHECK(form.player(1).strategies.size() == 3);
    CHECK(form.payoff(8, 0) == 12.8);
    CHECK(form.payoff(0, 1) == 0.2);
}

TEST_CASE("a player who forgets its own move has every combination of choices that can matter") {
    // A moves, forgets which way, and moves again.
    const ExtensiveForm game = parse_efg(
        "EFG 2 R \"t\" { \"A\" }\np \"\" 1 1 \"\" { \"l\" \"r\" } 0\n"
        "p \"\" 1 2 \"\" { \"x\" \"y\" } 0\nt \"\" 1 \"\" { 1 }\nt \"\" 2 \"\" { 2 }\n"
        "p \"\" 1 2 0\nt \"\" 3 \"\" { 3 }\np \"\" 1 3 \"\" { \"u\" \"v\" } 0\n"
        "t \"\" 4 \"\" { 4 }\nt \"\" 5 \"\" { 5 }\n",
        "forgets");
    const NormalForm form = reduced_form(game);
    CHECK(form.player(0).strategies == std::vector<std::string>{"l/x/*", "l/y/*", "r/x/*", "r/y/u", "r/y/v"});
    for (std::size_t s = 0; s < 5; ++s) CHECK(form.payoff(s, 0) == static_cast<double>(s + 1));
}

TEST_CASE("Kuhn poker in reduced form") {
    const NormalForm form = reduced_form(read_efg(own_game("kuhn_poker.efg")));
    CHECK(form.strategies(0) == 27);  // for each card: check-fold, check-call, bet
    CHECK(form.strategies(1) == 64);
    for (std::size_t s = 0; s < form.profiles(); ++s) {
        REQUIRE(form.exact_payoff(s, 0) + form.exact_payoff(s, 1) == 0);
    }
}

TEST_CASE("trees are written and read back the same") {
    for (const std::string& file : all_games(".efg")) {
        CAPTURE(file);
        const ExtensiveForm game = read_efg(file);
        CHECK(game.nodes.size() > 1);
        CHECK(parse_efg(write_efg(game), "written") == game);
        CHECK(reduced_form(game).players() == std::ssize(game.players));
    }
}

TEST_CASE("unbalanced trees are refused with the place") {
    CHECK_THAT(efg_refusal(""), contains("game.efg:2:1: expected the root of the tree"));
    CHECK_THAT(efg_refusal("p \"\" 1 1 \"\" { \"u\" \"d\" } 0\nt \"\" 0\n"),
               contains("game.efg:4:1: the file ends before the tree does") &&
                   contains("line 2, column 1 has 2 actions and 1 children"));
    CHECK_THAT(efg_refusal("p \"\" 1 1 \"\" { \"u\" } 0\nt \"\" 0\nt \"\" 0"),
               contains("game.efg:4:1: this stands after the last node"));
    CHECK_THAT(efg_refusal("x \"\" 0"), contains("2:1: expected a node"));
    CHECK_THAT(efg_refusal("p \"\" 3 1 \"\" { \"u\" } 0"),
               contains("2:6: the number of a player must be from 1 to 2"));
    CHECK_THAT(efg_refusal("p \"\" 1 1 \"\" { } 0"), contains("needs an action"));
    CHECK_THAT(efg_refusal("p \"\" 1 1 \"\" 0"), contains("information set 1 has not been defined before"));
}

TEST_CASE("inconsistent trees are refused with every problem") {
    CHECK_THAT(efg_refusal("c \"\" 1 \"\" { \"x\" 1/3 \"y\" 1/3 } 0\nt \"\" 0\nt \"\" 0"),
               contains("2:6: the probabilities of chance sum to 2/3, not 1"));
    CHECK_THAT(efg_refusal("c \"\" 1 \"\" { \"x\" 3/2 \"y\" -1/2 } 0\nt \"\" 0\nt \"\" 0"),
               contains("the probability -0.5 is negative"));
    CHECK_THAT(efg_refusal(
                   "p \"\" 1 1 \"\" { \"u\" \"d\" } 0\np \"\" 2 1 \"\" { \"a\" } 0\nt \"\" 1 \"\" { nan 1 }\n"
                   "p \"\" 2 1 \"\" { \"b\" } 0\nt \"\" 1 \"\" { 0 2 }\n"),
               contains("4:13: 'nan' is not a finite number") &&
                   contains("5:8: information set 1 has other actions than at line 3") &&
                   contains("6:6: outcome 1 has other payoffs than at line 4"));
    CHECK_THAT(efg_refusal("t \"\" 1 \"\" { 1 }"), contains("outcome 1 has 1 payoffs for 2 players"));
    CHECK_THAT(efg_refusal("t \"\" 7"), contains("outcome 7 has not been defined before"));
    CHECK_THAT(efg_refusal("p \"\" 1 1 \"\" { \"u\" } 0\np \"\" 1 1 \"\" { \"u\" } 0\nt \"\" 0"),
               contains("3:1: information set 1 of player 1 was passed before on this path, at line 2"));
}

TEST_CASE("a deep tree does not exhaust the stack, and one whose strategic form is absurd is refused") {
    std::string deep;
    for (int i = 1; i <= 20000; ++i) deep += "p \"\" 1 " + std::to_string(i) + " \"\" { \"u\" } 0\n";
    CHECK(efg_refusal(deep + "t \"\" 0") == "accepted");

    const ExtensiveForm chain = parse_efg("EFG 2 R \"t\" { \"A\" }\n" + deep + "t \"\" 0", "deep.efg");
    CHECK_THROWS_WITH(reduced_form(chain, "deep.efg"), contains("information sets"));

    std::string wide = "c \"\" 1 \"\" {";
    for (int i = 1; i <= 40; ++i) wide += " \"x\" 1/40";
    wide += " } 0\n";
    for (int i = 1; i <= 40; ++i) {
        wide += "p \"\" 1 " + std::to_string(i) + " \"\" { \"u\" \"d\" } 0\nt \"\" 0\nt \"\" 0\n";
    }
    const ExtensiveForm game = parse_efg("EFG 2 R \"t\" { \"A\" \"B\" }\n" + wide, "wide.efg");
    CHECK_THROWS_WITH(reduced_form(game, "wide.efg"),
                      contains("wide.efg: the strategic form of this tree is too large"));
}
