// SPDX-License-Identifier: Apache-2.0
// Tables of counts and files of parameters that are refused, each problem at its place.
#include <fmt/format.h>

#include "analysis/estimation/crisis_choices.hpp"
#include "analysis/estimation/game_choices.hpp"
#include "engine/base/error.hpp"
#include "engine/scenario/read_scenario.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

constexpr const char* kGoodCounts = "player,information_set,action,count\n1,open,attack,5\n";

class RefusedFiles {
  public:
    std::string of_game(const std::string& counts,
                        const std::string& parameters = "lambda: {range: [0, 5]}") {
        return refused([&] { load_game_choices(game_, counts_file(counts), parameter_file(parameters)); });
    }
    std::string of_crisis(const std::string& counts, const std::string& parameters =
                                                         "parameters: {x: {path: actors.one.rationality, "
                                                         "loguniform: [1, 10]}}") {
        const ValidatedScenario scenario =
            load_scenario(std::filesystem::path(OFFRAMP_SOURCE_DIR) / "scenarios/theory/audience-costs.yaml");
        return refused([&] {
            load_crisis_choices(scenario, "dispute", counts_file(counts), parameter_file(parameters));
        });
    }

  private:
    std::filesystem::path counts_file(const std::string& text) {
        write_text(directory_.path() / "counts.csv", text);
        return directory_.path() / "counts.csv";
    }
    std::filesystem::path parameter_file(const std::string& text) {
        write_text(directory_.path() / "parameters.yaml", text);
        return directory_.path() / "parameters.yaml";
    }

    // Every problem, without the folder; empty where the files are taken.
    std::string refused(auto load) {
        try {
            load();
        } catch (const InputError& error) {
            std::string text = to_string(error.diagnostics());
            const std::string folder = directory_.path().string() + "/";
            for (std::size_t at = text.find(folder); at != std::string::npos; at = text.find(folder))
                text.erase(at, folder.size());
            return text;
        }
        return "";
    }

    TemporaryDirectory directory_;
    std::string game_ = std::string(OFFRAMP_SOURCE_DIR) + "/tests/estimation/games/three_moves.efg";
};

}  // namespace

TEST_CASE("good files of a game are taken") {
    CHECK(RefusedFiles().of_game(kGoodCounts).empty());
    CHECK(RefusedFiles()
              .of_game(kGoodCounts,
                       "lambda: 2\nparameters: {x: {range: [0, 1], payoffs: [{player: 2, "
                       "outcome: Status quo}]}}")
              .empty());
}

TEST_CASE("every problem of a table of counts is told at its cell") {
    const std::string said = RefusedFiles().of_game(
        "player,information_set,action,count\n"
        "3,open,attack,1\n"
        "1,opne,attack,1\n"
        "1,open,atack,1\n"
        "1,open,attack,-1\n"
        "1,open,attack,1.5\n"
        "1,open,attack,\n"
        "1,open,wait,2\n"
        "1,open,wait,3\n");
    CHECK_THAT(said, contains("counts.csv:2:1: player: there is no player '3'"));
    CHECK_THAT(
        said,
        contains("counts.csv:3:3: information_set: 1 has no information set 'opne' (did you mean 'open'?)"));
    CHECK_THAT(said,
               contains("counts.csv:4:8: action: 1 has no action 'atack' there (did you mean 'attack'?)"));
    CHECK_THAT(said, contains("counts.csv:5:15: count: -1 is not a whole number from 0"));
    CHECK_THAT(said, contains("counts.csv:6:15: count: '1.5' is not a whole number"));
    CHECK_THAT(said, contains("counts.csv:7:15: count: must not be empty"));
    CHECK_THAT(said, contains("counts.csv:9:8: action: was counted in line 8 already"));
}

TEST_CASE("tables without what they need are refused") {
    RefusedFiles files;
    CHECK_THAT(files.of_game("player,action,count\n1,attack,5\n"),
               contains("the column 'information_set' is missing"));
    CHECK_THAT(files.of_game("player,information_set,action,number,count\n1,open,attack,1,5\n"),
               contains("unknown column 'number'"));
    CHECK_THAT(files.of_game("player,information_set,action,count\n1,open,attack,0\n"),
               contains("nothing was chosen: all counts are 0"));
    CHECK_THAT(files.of_game(""), contains("the table is empty"));
}

TEST_CASE("every problem of a file of parameters is told at its place") {
    const std::string said = RefusedFiles().of_game(kGoodCounts, R"(lambda: {range: [-1, 5]}
lamda: 3
parameters:
  a: {range: [3, 1], payoffs: [{player: 2, outcome: Status quo}]}
  b: {range: [0, 1], start: 4, payoffs: [{player: 3, outcome: Statos quo, times: strength}]}
  c: {payoffs: []}
)");
    CHECK_THAT(said, contains("parameters.yaml:1:9: lambda: its range begins at 0 or above"));
    CHECK_THAT(
        said,
        contains(
            "parameters.yaml:2:1: unknown key 'lamda' in a file of parameters (did you mean 'lambda'?)"));
    CHECK_THAT(said, contains("parameters.yaml:4:14: the range of 'a' must be two numbers"));
    CHECK_THAT(said, contains("'b' starts at 4, outside of its range"));
    CHECK_THAT(said, contains("there is no player '3'"));
    CHECK_THAT(said, contains("there is no outcome 'Statos quo' (did you mean 'Status quo'?)"));
    CHECK_THAT(said, contains("times: 'strength' is neither a number nor a column of"));
    CHECK_THAT(said, contains("the key 'range' is missing"));
    CHECK_THAT(said, contains("'payoffs' must be a list"));
    CHECK_THAT(RefusedFiles().of_game(kGoodCounts, "lambda: -2"),
               contains("lambda: '-2' is not a number from 0 on"));
    CHECK_THAT(RefusedFiles().of_game(kGoodCounts, "lambda: 2"), contains("nothing is to be estimated"));
}

TEST_CASE("every problem of a table of crisis choices is told at its cell") {
    const std::string said = RefusedFiles().of_crisis(
        "provoker,side,round,rung,rival_rung,action,terms,count\n"
        "one,one,1,calm,calm,threatn,,48\n"
        "one,one,1,threat,calm,hold,,52\n"
        "one,one,3,threat,calm,make_war,,19\n"
        "one,two,2,calm,threat,hold,,-1\n"
        "one,two,1,calm,calm,make_war,,2\n"
        "one,one,1,calm,calm,threaten,0.7,2\n"
        "one,one,1,calm,calm,hold,,2\n"
        "one,one,1,calm,calm,hold,,2\n"
        "none,one,1,calm,clam,hold,,2\n");
    CHECK_THAT(said, contains("counts.csv:2:21: action: unknown value 'threatn' (did you mean 'threaten'?)"));
    CHECK_THAT(
        said,
        contains("counts.csv:3:9: round: no crisis comes to this state: round 1, one at threat, two at calm "
                 "(rung and rival's rung there: calm and calm)"));
    CHECK_THAT(said, contains("counts.csv:4:9: round: 3 is not a whole number from 1 to 2"));
    CHECK_THAT(said, contains("counts.csv:5:29: count: -1 is not a whole number"));
    CHECK_THAT(said,
               contains("counts.csv:6:21: action: 'make_war' cannot be taken there (open there: hold)"));
    CHECK_THAT(said, contains("terms: 'threaten' does not carry these terms (one of 0.5)"));
    CHECK_THAT(said, contains("counts.csv:9:21: action: was counted in line 8 already"));
    CHECK_THAT(said, contains("counts.csv:10:1: provoker: unknown value 'none'"));
    CHECK_THAT(said, contains("rival_rung: unknown value 'clam' (did you mean 'calm'?)"));
}

TEST_CASE("crisis tables and parameters without what they need are refused") {
    RefusedFiles files;
    const std::string good =
        "provoker,side,round,rung,rival_rung,action,count\none,one,1,calm,calm,threaten,4\n";
    CHECK(files.of_crisis(good).empty());
    CHECK_THAT(
        files.of_crisis("side,round,rung,rival_rung,action,count\none,1,calm,calm,threaten,4\n"),
        contains("the column 'provoker' is missing (either side can provoke this incident: say which did)"));
    CHECK_THAT(files.of_crisis(good, "parameters: {x: {path: actors.one.rationalty, uniform: [1, 10]}}"),
               contains("rationality"));
    CHECK_THAT(files.of_crisis(
                   good, "parameters: {x: {path: actors.one.rationality, lognormal: {median: 3, sigma: 1}}}"),
               contains("the parameter 'x' has a prior, and likelihood knows none"));
    CHECK_THAT(files.of_crisis(good, "title: nothing"), contains("the key 'parameters' is missing"));
}
