// SPDX-License-Identifier: Apache-2.0
#include "engine/game/nfg_file.hpp"

#include "engine/base/error.hpp"
#include "tests/catch.hpp"
#include "tests/game/published_games.hpp"

using namespace offramp;

namespace {

// The message for a text that must be refused.
std::string refusal(const std::string& text) {
    try {
        parse_nfg(text, "game.nfg");
    } catch (const InputError& error) {
        return error.what();
    }
    return "accepted";
}

const std::string kHead = "NFG 1 R \"t\" { \"A\" \"B\" }\n";

}  // namespace

TEST_CASE("the payoff version of .nfg") {
    const NormalForm game = parse_nfg(kHead + "{ 2 2 }\n1 -1/3 0.5, 0 2 2 3 .25", "game.nfg");
    CHECK(game.title == "t");
    CHECK(game.player(1) == GamePlayer{"B", {"1", "2"}});
    CHECK(game.payoff(0, 0) == 1);
    CHECK(game.exact_payoff(0, 1) == Rational(-1, 3));
    CHECK(game.payoff(1, 0) == 0.5);  // the first player's strategy varies fastest
    CHECK(game.exact_payoff(3, 1) == Rational(1, 4));
}

TEST_CASE("the outcome version of .nfg") {
    const NormalForm game = parse_nfg(kHead +
                                          "{ { \"up\" \"down\" } { \"left\" } }\n\"a \\\"comment\\\"\"\n"
                                          "{ { \"x\" 1, 2 } { \"\" 3 4 } }\n2 0",
                                      "game.nfg");
    CHECK(game.comment == "a \"comment\"");
    CHECK(game.player(0).strategies == std::vector<std::string>{"up", "down"});
    CHECK(game.payoff(0, 1) == 4);
    CHECK(game.payoff(1, 0) == 0);
}

TEST_CASE("games in strategic form are written and read back the same") {
    NormalForm game = bimatrix_game({{1, 0.1, -3}, {1e-7, 2.0 / 3, 5}}, {{0, 1, 2}, {3, 4, 1e20}});
    game.title = "a \"quoted\" \\ title";
    game.comment = "two\nlines";
    for (const NfgStyle style : {NfgStyle::payoffs, NfgStyle::outcomes}) {
        CHECK(parse_nfg(write_nfg(game, style), "written") == game);
    }
}

TEST_CASE("published games in strategic form are read and written") {
    for (const std::string& file : all_games(".nfg")) {
        CAPTURE(file);
        const NormalForm game = read_nfg(file);
        CHECK(game.players() >= 2);
        for (const NfgStyle style : {NfgStyle::payoffs, NfgStyle::outcomes}) {
            CHECK(parse_nfg(write_nfg(game, style), "written") == game);
        }
    }
}

TEST_CASE("broken .nfg files are refused with the place and what was expected") {
    CHECK(refusal("") ==
          "game.nfg:1:1: expected 'NFG', with which a game in strategic form begins, found the end "
          "of the file");
    CHECK_THAT(refusal("NFG 1 R title"), contains("game.nfg:1:9: expected the title") && contains("'title'"));
    CHECK_THAT(refusal("NFG 1 R \"t\" { \"A\" \"B }"), contains("1:19: this text has no closing quote"));
    CHECK_THAT(refusal("NFG 1 R \"t\" { }"), contains("expected the name of a player"));
    CHECK_THAT(refusal(kHead + "{ 2 }"), contains("2:5: expected a number of strategies, found '}'"));
    CHECK_THAT(refusal(kHead + "{ 2 2 2 }"), contains("2:7: expected '}' after the strategies"));
    CHECK_THAT(refusal(kHead + "{ 2 0 } 1"), contains("2:5: a number of strategies must be from 1"));
    CHECK_THAT(refusal(kHead + "{ 2 2.5 } 1"), contains("2:5: expected a number of strategies"));
    CHECK_THAT(refusal(kHead + "{ { \"a\" } { } }"), contains("'B' has no strategy"));
    CHECK_THAT(refusal(kHead + "{ 1 2 }\n1 2 3"), contains("3:6: expected 4 payoffs, found 3"));
    CHECK_THAT(refusal(kHead + "{ 1 2 }\n1 2 3 4 5"), contains("3:9: expected the end of the file"));
    CHECK_THAT(refusal(kHead + "{ 1 1 } { { \"x\" 1 2 } } 2"), contains("must be from 0 to 1, not 2"));
    CHECK_THAT(refusal(kHead + "{ 1 1 } { { \"x\" 1 } } 1"),
               contains("outcome 1 has 1 payoffs for 2 players"));
}

TEST_CASE("all bad numbers of a game are reported at once") {
    const std::string message = refusal(kHead + "{ 2 2 }\n1 nan 2 inf\n0 1/0 0 1e400");
    CHECK_THAT(message, contains("game.nfg:3:3: 'nan' is not a finite number"));
    CHECK_THAT(message, contains("game.nfg:3:9: 'inf'"));
    CHECK_THAT(message, contains("game.nfg:4:3: '1/0'"));
    CHECK_THAT(message, contains("game.nfg:4:9: '1e400'"));
}

TEST_CASE("games of absurd size are refused before memory is set aside") {
    CHECK_THAT(refusal(kHead + "{ 2000000000 2000000000 } 1"), contains("2:1: a game of this size"));
    CHECK_THAT(refusal(kHead + "{ 99999999999 2 } 1"), contains("a number of strategies must be"));
    std::string players, sizes;
    for (int i = 0; i < 100; ++i) players += " \"p\"", sizes += " 2";
    CHECK_THAT(refusal("NFG 1 R \"t\" {" + players + " } {" + sizes + " } 1"), contains("more than"));
    CHECK_THAT(refusal("NFG 1 R \"t\" {" + players + " \"p\" } {" + sizes + " 2 } 1"),
               contains("at most 100 players"));
}

TEST_CASE("a file that is not there or is no file is refused") {
    CHECK_THROWS_AS(read_nfg("no/such/game.nfg"), InputError);
    CHECK_THROWS_WITH(read_nfg("/"), contains("is a directory, not a file"));
}
