// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/cli/program.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace offramp::testing;

namespace {

class FitFolder {
  public:
    std::string write(const std::string& name, const std::string& text) const {
        write_text(directory_.path() / name, text);
        return (directory_.path() / name).string();
    }

  private:
    TemporaryDirectory directory_;
};

std::string source(const std::string& file) {
    return std::string(OFFRAMP_SOURCE_DIR) + "/" + file;
}

}  // namespace

TEST_CASE("fit game prints estimates of a tree, as tables and as JSON") {
    const FitFolder folder;
    const std::string game = source("tests/estimation/games/three_moves.efg");
    const std::string counts =
        folder.write("counts.csv",
                     "player,information_set,action,count\n1,open,attack,31\n1,open,wait,40\n"
                     "1,answer,fight,5\n1,answer,capitulate,12\n2,answer,fight,11\n2,answer,capitulate,9\n");
    const ProgramResult table = run_offramp("fit game " + game + " " + counts);
    REQUIRE(table.code == 0);
    CHECK_THAT(table.out, contains("108 choices in 3 situations, 1 parameter, "));
    CHECK_THAT(table.out, contains("lambda, per unit of payoff"));
    CHECK_THAT(table.out, contains("McFadden's pseudo-R² "));

    const std::string parameters = folder.write(
        "war.yaml",
        "lambda: 3\nparameters:\n  war: {range: [-4, 4], payoffs: [{player: 2, outcome: War by 1}]}\n");
    const ProgramResult result =
        run_offramp("fit game " + game + " " + counts + " " + parameters + " --json");
    REQUIRE(result.code == 0);
    const auto json = nlohmann::json::parse(result.out);
    CHECK(json["version"].is_string());
    CHECK(json["complete"] == true);
    const auto& war = json["parameters"][0];
    CHECK(war["name"] == "war");
    CHECK(war["low"] < war["estimate"]);
    CHECK(war["estimate"] < war["high"]);
    CHECK(war["profile"].size() > 4);
    CHECK(json["situations"].size() == 3);
}

TEST_CASE("fit crisis estimates a value of a scenario", "[long]") {
    const FitFolder folder;
    const std::string scenario = source("scenarios/theory/screening.yaml");
    const std::string counts = folder.write(
        "counts.csv",
        "side,round,rung,rival_rung,action,terms,count\nchallenger,1,crisis,crisis,demand,0.4,12\n"
        "challenger,1,crisis,crisis,demand,0.5,48\nchallenger,1,crisis,crisis,demand,0.6,10\n");
    const std::string values = folder.write(
        "values.yaml",
        "parameters: {rationality: {path: actors.challenger.rationality, loguniform: [5, 400]}}\n");
    const ProgramResult result =
        run_offramp("fit crisis " + scenario + " dispute " + counts + " " + values + " --json");
    REQUIRE(result.code == 0);
    const auto json = nlohmann::json::parse(result.out);
    const auto& rationality = json["parameters"][0];
    // Demands of .4 and .6 are each worth 1/80 less than .5, those of .3 and .7 four times that, and so on:
    // the mean of these losses is that of the 70 demands seen, 22/70 of 1/80.
    const double lambda = rationality["estimate"];
    double sum = 0.0;
    double mean = 0.0;
    for (int j = -3; j <= 5; ++j) {
        const double p = std::exp(-lambda * j * j / 80.0);
        sum += p;
        mean += p * j * j / 80.0;
    }
    CHECK(mean / sum == Approx(22.0 / 70 / 80).epsilon(0.02));
    CHECK(rationality["low"] < lambda);
    CHECK(rationality["high"] > lambda);
}

TEST_CASE("fit refuses bad files with every problem, and says what is missing") {
    const FitFolder folder;
    const std::string counts = folder.write(
        "counts.csv", "player,information_set,action,count\n1,opne,attack,31\n1,open,atack,-2\n");
    const ProgramResult result =
        run_offramp("fit game " + source("tests/estimation/games/three_moves.efg") + " " + counts);
    CHECK(result.code == 2);
    CHECK(result.out.empty());
    CHECK_THAT(result.err, contains("did you mean 'open'?"));
    CHECK_THAT(result.err, contains("did you mean 'attack'?"));
    CHECK_THAT(result.err, contains("-2 is not a whole number"));
    CHECK(run_offramp("fit").code == 2);
    CHECK_THAT(run_offramp("fit crisis --help").out, contains("Example"));
    const ProgramResult incident = run_offramp("fit crisis " + source("scenarios/theory/screening.yaml") +
                                               " dispite " + counts + " " + counts);
    CHECK(incident.code == 2);
    CHECK_THAT(incident.err, contains("did you mean 'dispute'?"));
}
