// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/cli/program.hpp"

using namespace offramp::testing;

namespace {

// A game file in a directory of its own.
class WrittenGame {
  public:
    WrittenGame(const std::string& name, const std::string& text) : path_(directory_.path() / name) {
        write_text(path_, text);
    }
    const std::string& path() const { return path_; }

  private:
    TemporaryDirectory directory_;
    std::string path_;
};

const char* const kBattle =
    "NFG 1 R \"Battle\" { \"Ann\" \"Bob\" } { { \"opera\" \"match\" } { \"opera\" \"match\" } }\n"
    "2 1 0 0 0 0 1 2\n";

const std::string kKuhn = std::string(OFFRAMP_SOURCE_DIR) + "/tests/game/games/kuhn_poker.efg";

nlohmann::json solved(const std::string& arguments) {
    const ProgramResult result = run_offramp("solve " + arguments + " --json");
    CHECK(result.code == 0);
    CHECK(result.err.empty());
    return nlohmann::json::parse(result.out);
}

}  // namespace

TEST_CASE("all equilibria of a two-player game are printed") {
    const WrittenGame game("battle.nfg", kBattle);
    const ProgramResult text = run_offramp("solve " + game.path());
    CHECK(text.code == 0);
    CHECK(text.err.empty());
    CHECK_THAT(text.out, contains("Battle\n2 players, 2 x 2 strategies"));
    CHECK_THAT(text.out, contains("Equilibrium 3 of 3"));
    CHECK_THAT(text.out, contains("Ann   opera: 2/3   match: 1/3"));
    CHECK_THAT(text.out, contains("No strategy is strictly dominated"));

    const nlohmann::json object = solved(game.path());
    CHECK(object.at("complete") == true);
    CHECK(object.at("converged") == true);
    REQUIRE(object.at("equilibria").size() == 3);
    for (const auto& profile : object.at("equilibria")) {
        REQUIRE(profile.size() == 2);
        CHECK(profile[0][0].get<double>() + profile[0][1].get<double>() == Approx(1));
    }
    for (const auto& regret : object.at("regrets")) CHECK(regret.get<double>() < 1e-12);
    CHECK(object.at("players")[1].at("name") == "Bob");
}

TEST_CASE("a logit equilibrium at a given lambda") {
    // Asymmetric matching pennies (McKelvey, Palfrey 1995).
    const WrittenGame game("ochs.nfg", "NFG 1 R \"Ochs\" { \"1\" \"2\" } { 2 2 }\n9 0 0 1 0 1 1 0\n");
    const nlohmann::json object = solved(game.path() + " --qre 1");
    CHECK(object.at("lambda") == 1.0);
    CHECK(object.at("converged") == true);
    REQUIRE(object.at("equilibria").size() == 1);
    CHECK(object.at("equilibria")[0][0][0].get<double>() == Approx(.89357633).margin(1e-8));
    CHECK(object.at("equilibria")[0][1][0].get<double>() == Approx(.31278038).margin(1e-8));
    const nlohmann::json centroid = solved(game.path() + " --qre 0");
    CHECK(centroid.at("equilibria")[0][0][0] == 0.5);
}

TEST_CASE("equilibria of a signalling game are told apart, and held against refinements") {
    const std::string file = std::string(OFFRAMP_SOURCE_DIR) + "/tests/game/games/beer_quiche.efg";
    const nlohmann::json object = solved(file);
    const nlohmann::json& readings = object.at("signalling");
    REQUIRE(readings.size() == object.at("equilibria").size());
    for (std::size_t k = 0; k < readings.size(); ++k) {
        CHECK(readings[k].at("kind") == "pooling");
        const bool beer = readings[k].at("message") == "beer";
        CHECK(object.at("payoffs")[k][0].get<double>() == Approx(beer ? 2.9 : 2.1));
        CHECK(readings[k].at("intuitive").at("passes") == beer);
        CHECK(readings[k].at("d1").at("passes") == beer);
    }
    CHECK(object.at("tree").at("signalling").at("kind") == "pooling");
    CHECK_FALSE(solved(kKuhn).contains("signalling"));
    const ProgramResult text = run_offramp("solve " + file);
    CHECK_THAT(text.out,
               contains("  Signalling: pooling on beer; sequential with fitting beliefs; passes the "
                        "intuitive criterion; passes D1\n"));
    CHECK_THAT(text.out,
               contains("  Signalling: pooling on quiche; sequential with fitting beliefs; fails the "
                        "intuitive criterion (beer can only come from strong)"));
}

TEST_CASE("a tree is solved on the tree, in strategic form, and by its agents for a lambda") {
    const nlohmann::json object = solved(kKuhn);
    const nlohmann::json& tree = object.at("tree");
    CHECK(tree.at("converged") == true);
    CHECK(tree.at("subgame_perfect") == true);
    CHECK(tree.at("sequential") == true);
    CHECK(tree.at("payoffs")[0].get<double>() == Approx(-1.0 / 18));
    REQUIRE(tree.at("information_sets").size() == 12);
    for (const auto& set : tree.at("information_sets")) {
        CHECK(set.at("beliefs").size() == 2);  // which of two cards the other has
        CHECK(set.at("exact").size() == set.at("probabilities").size());
    }
    CHECK(object.at("left_out").empty());
    CHECK(object.at("complete") == true);
    for (const auto& payoffs : object.at("payoffs")) CHECK(payoffs[0].get<double>() == Approx(-1.0 / 18));
    const nlohmann::json agents = solved(kKuhn + " --qre 2");
    CHECK(agents.at("equilibria")[0][0].size() == 12);  // six information sets of two actions
    CHECK(agents.at("information_sets").size() == 12);
    CHECK(agents.at("payoffs")[0][0].get<double>() == -agents.at("payoffs")[0][1].get<double>());
    const nlohmann::json strategic = solved(kKuhn + " --qre 2 --strategic");
    CHECK(strategic.at("equilibria")[0][0].size() == 27);
}

TEST_CASE(
    "a tree without a strategic form that could be held is solved all the same, and what is left out said") {
    // One side sees which of 30 signals has come, the other nothing.
    std::string text = "EFG 2 R \"Signals\" { \"guest\" \"host\" }\nc \"\" 1 \"\" {";
    for (int k = 0; k < 30; ++k) text += " \"\" 1/30";
    text += " } 0\n";
    for (int k = 1; k <= 30; ++k) {
        text += "p \"\" 1 " + std::to_string(k) + " \"\" { \"left\" \"right\" } 0\n";
        for (const std::string side : {"left", "right"}) {
            text += "p \"\" 2 1 \"\" { \"left\" \"right\" } 0\n";
            text += side == "left" ? "t \"\" 1 \"\" { 1 -1 }\nt \"\" 2 \"\" { -1 1 }\n"
                                   : "t \"\" 2 \"\"\nt \"\" 1 \"\"\n";
        }
    }
    const WrittenGame game("signals.efg", text);
    const ProgramResult table = run_offramp("solve " + game.path());
    CHECK(table.code == 0);
    CHECK(table.err.empty());
    CHECK_THAT(table.out, contains("On the tree: one subgame-perfect equilibrium, by Lemke's method"));
    CHECK_THAT(table.out, contains("host, at 1:   left: 0.5   right: 0.5"));
    CHECK_THAT(table.out, contains("Left out, since the strategic form of this tree is too large"));
    CHECK_THAT(table.out, contains("--qre LAMBDA"));
    const nlohmann::json object = solved(game.path());
    CHECK_FALSE(object.contains("equilibria"));
    CHECK(object.at("tree").at("payoffs")[0].get<double>() == Approx(0).margin(1e-12));
    CHECK(object.at("left_out").size() == 7);
    CHECK_THAT(object.at("left_out")[0].at("reason").get<std::string>(), contains("2097152 payoffs"));
    CHECK(solved(game.path() + " --qre 1").at("converged") == true);
}

TEST_CASE("more than two players get the limit of the principal branch") {
    // Each of three wants to differ from the next one.
    const WrittenGame game("three.nfg",
                           "NFG 1 R \"\" { \"1\" \"2\" \"3\" } { 2 2 2 }\n"
                           "1 1 -1\n-1 1 1\n-1 -1 -1\n1 -1 1\n1 -1 1\n-1 -1 -1\n-1 1 1\n1 1 -1\n");
    const nlohmann::json object = solved(game.path());
    CHECK(object.at("complete") == false);
    REQUIRE(object.at("equilibria").size() == 1);
    for (const auto& mixture : object.at("equilibria")[0]) CHECK(mixture[0].get<double>() == Approx(0.5));
}

TEST_CASE("names that are no UTF-8 do not break the JSON") {
    const WrittenGame game("latin.nfg", "NFG 1 R \"caf\xe9\" { \"1\" \"2\" } { 1 1 }\n1 2\n");
    CHECK(solved(game.path()).at("equilibria").size() == 1);
}

TEST_CASE("a logit equilibrium that cannot be computed exits with 1 and shows the best residual") {
    const WrittenGame game("pennies.nfg", "NFG 1 R \"\" { \"1\" \"2\" } { 2 2 }\n9 0 0 1 0 1 1 0\n");
    const ProgramResult result = run_offramp("solve " + game.path() + " --qre 1e300 --json");
    CHECK(result.code == 1);
    CHECK_THAT(result.err, contains("no convergence") && contains("residual"));
    CHECK(nlohmann::json::parse(result.out).at("converged") == false);
}

TEST_CASE("bad game files and arguments exit with 2 and say where") {
    const WrittenGame unbalanced("tree.efg",
                                 "EFG 2 R \"t\" { \"A\" }\np \"\" 1 1 \"\" { \"u\" \"d\" } 0\nt \"\" 0\n");
    const WrittenGame not_finite("nan.nfg", "NFG 1 R \"t\" { \"A\" } { 2 }\n1 nan\n");
    const WrittenGame no_game("game.txt", "name: strait\n");
    const WrittenGame good("battle.nfg", kBattle);
    const std::vector<std::pair<std::string, std::string>> cases{
        {unbalanced.path(), unbalanced.path() + ":4:1: the file ends before the tree does"},
        {not_finite.path(), not_finite.path() + ":2:3: 'nan' is not a finite number"},
        {no_game.path(), no_game.path() + ":1:1: this is not a game file"},
        {"missing.nfg", "missing.nfg: cannot be read: there is no such file"},
        {good.path() + " --qre -1", "is not a finite number from 0 on"},
        {good.path() + " --qre nan", "is not a finite number from 0 on"},
        {good.path() + " --qre 1e999", "is not a finite number from 0 on"},
        {good.path() + " --strategic", "--qre"},
        {"", "FILE"}};
    for (const auto& [arguments, message] : cases) {
        CAPTURE(arguments);
        const ProgramResult result = run_offramp("solve " + arguments);
        CHECK(result.code == 2);
        CHECK(result.out.empty());
        CHECK_THAT(result.err, contains(message));
    }
}

TEST_CASE("the guardrail game of a scenario is printed, as text and as JSON") {
    const std::string tempo = std::string(OFFRAMP_SOURCE_DIR) + "/scenarios/theory/tempo.yaml";
    const std::string few = tempo + " guardrails --seed 1 --first-pass 300 --campaigns 300";
    const ProgramResult text = run_offramp("solve " + few + " --usual-region", "env COLUMNS=200");
    CHECK(text.code == 0);
    CHECK(text.err.empty());
    CHECK_THAT(text.out, contains("coast rebuffs safety: it would lose "));
    CHECK_THAT(text.out, contains("(the rival's presence -6, accidents +"));
    CHECK_THAT(text.out, contains("safety becomes acceptable to both with 'Tempo at most 6.3'"));
    CHECK_THAT(text.out, contains("patrol worth between "));
    CHECK_THAT(text.out, contains("without guardrails, patrol: "));  // regret of posture
    CHECK_THAT(text.out, contains("across: actors.coast.posture.presence.dread"));

    const nlohmann::json object = solved(few);
    CHECK(object.at("seed") == 1);
    const nlohmann::json& package = object.at("packages").at(1);
    CHECK(package.at("guardrails").at(0) == "safety");
    CHECK(package.at("accepted_patrol") == true);
    CHECK(package.at("accepted_coast") == false);
    CHECK(package.at("value_coast").at("estimate").get<double>() == Approx(-35).margin(1.2));
    CHECK(package.at("p_war").at("estimate") == 0.0);
    CHECK(package.at("concession_needed") == "cap-6_3");
    CHECK(object.at("equilibria").size() == 1);
    CHECK(object.at("equilibria").at(0).at("guardrails").empty());
    CHECK(object.at("answer").at("decided") == true);
    // No other tempo than 4 without it, 7 with it, gains the patrol anything.
    const nlohmann::json& regret = object.at("posture_regret");
    CHECK(regret.at("without guardrails").at("largest_patrol").at("level") == 4.0);
    CHECK(regret.at("with all of them").at("largest_patrol").at("level") == 7.0);
    CHECK(regret.at("with all of them").at("largest_coast").is_null());
    CHECK(solved(few + " --region actors.coast.posture.presence.nuisance=0:2:2")
              .at("region")
              .at("points")
              .size() == 2);
}

TEST_CASE("what does not belong to the game that is solved is refused") {
    const std::string tempo = std::string(OFFRAMP_SOURCE_DIR) + "/scenarios/theory/tempo.yaml";
    const auto refused = [](const std::string& arguments, const std::string& message) {
        const ProgramResult result = run_offramp("solve " + arguments);
        CHECK(result.code == 2);
        CHECK(result.out.empty());
        CHECK_THAT(result.err, contains(message));
    };
    refused(tempo, "which game of the scenario is to be solved?");
    refused(tempo + " guardrail --seed 1", "did you mean 'guardrails'?");
    refused(tempo + " guardrails", "needs a seed");
    refused(tempo + " guardrails --seed 1 --qre 1", "--qre is only for game files");
    refused(kKuhn + " --seed 1", "--seed is only for the games of a scenario");
    refused(tempo + " guardrails --seed 1 --package safety", "--package is about a region");
    refused(tempo + " guardrails --seed 1 --usual-region --package safty", "did you mean 'safety'?");
    refused(tempo + " guardrails --seed 1 --region actors.coast.posture.presence.nuisanc=0:1:2", "nuisance");
}

TEST_CASE("a given profile is told for what it is, and what tells against it") {
    const std::string beer = std::string(OFFRAMP_SOURCE_DIR) + "/tests/game/games/beer_quiche.efg";
    const std::string head = "player,information_set,action,probability\n";
    const std::string answers =
        "receiver,beer,leave,1\nreceiver,quiche,duel,2/3\nreceiver,quiche,leave,1/3\n";
    const WrittenGame pooling("pooling.csv", head + "sender,strong,beer,1\nsender,weak,beer,1.0\n" + answers);
    const ProgramResult text = run_offramp("solve " + beer + " --profile " + pooling.path());
    CHECK(text.code == 0);
    CHECK_THAT(text.out,
               contains("The profile: payoffs 2.9, 0.9; what each would gain by another strategy: 0, 0"));
    CHECK_THAT(text.out, contains("Sequential: yes") && contains("duel: 2/3"));
    CHECK_THAT(text.out, contains("Signalling: pooling on beer"));

    const WrittenGame apart("apart.csv", head + "sender,strong,beer,1\nsender,weak,quiche,1\n" + answers);
    const nlohmann::json object = solved(beer + " --profile " + apart.path()).at("profile");
    CHECK(object.at("nash") == false);
    CHECK(object.at("sequential") == false);
    CHECK(object.at("regrets")[0].get<double>() == Approx(0.1 * (2 - (1 * 2.0 / 3 + 3 * 1.0 / 3))));
    CHECK(object.at("information_sets")[1].at("label") == "weak");
    CHECK(object.at("information_sets")[1].at("better") == "beer");
    CHECK_FALSE(object.contains("signalling"));

    const WrittenGame wrong("wrong.csv",
                            head +
                                "sender,stong,beer,1\nsender,weak,ber,1\nreceiver,beer,leave,3/2\n"
                                "receiver,quiche,duel,0.4\nreceiver,quiche,duel,0.4\n");
    const ProgramResult refused = run_offramp("solve " + beer + " --profile " + wrong.path());
    CHECK(refused.code == 2);
    CHECK(refused.out.empty());
    CHECK_THAT(refused.err, contains("wrong.csv:2:8: ") && contains("did you mean 'strong'?"));
    CHECK_THAT(refused.err, contains("wrong.csv:3:13: ") && contains("did you mean 'beer'?"));
    CHECK_THAT(refused.err, contains("3/2 is no probability"));
    CHECK_THAT(refused.err, contains("wrong.csv:6:") && contains("has a probability in line 5 already"));
    CHECK_THAT(refused.err, contains("nothing is said of 'strong' of 'sender'"));
    CHECK_THAT(refused.err, contains("sum to 0.4, not to 1"));

    const WrittenGame battle("battle.nfg", kBattle);
    const ProgramResult strategic = run_offramp("solve " + battle.path() + " --profile " + pooling.path());
    CHECK(strategic.code == 2);
    CHECK_THAT(strategic.err, contains("--profile is for trees"));
    CHECK(run_offramp("solve " + beer + " --qre 1 --profile " + pooling.path()).code == 2);
}
