// SPDX-License-Identifier: Apache-2.0
// The crisis game from the command line: solved, played and written out.
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/base/index.hpp"
#include "engine/game/game_file.hpp"
#include "tests/catch.hpp"
#include "tests/cli/program.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

std::string reference() {
    return std::string(OFFRAMP_SOURCE_DIR) + "/scenarios/us-china-2023.yaml";
}

std::string compact() {
    return std::string(OFFRAMP_SOURCE_DIR) + "/tests/fixtures/compact.yaml";
}

nlohmann::json solved_crisis(const std::string& arguments) {
    const ProgramResult result = run_offramp("solve " + arguments + " --json");
    INFO(result.err);
    REQUIRE(result.code == 0);
    return nlohmann::json::parse(result.out);
}

}  // namespace

TEST_CASE("a crisis is solved, and played to check the answer") {
    const nlohmann::json study = solved_crisis(
        reference() + " crisis --incident strait_transit --policy guardrails --play 4000 --threads 2");
    CHECK(study.at("converged") == true);
    CHECK(study.at("residual").get<double>() <= 1e-6);
    CHECK(study.at("states") == 16 * 100 * 4);
    REQUIRE(study.at("crises").size() == 1);
    const nlohmann::json& crisis = study.at("crises").at(0);
    CHECK(crisis.at("value_us") == study.at("value_us"));
    for (const char* const actor : {"us", "cn"}) {
        const nlohmann::json& played = crisis.at("played").at(std::string("value_") + actor);
        const double error = (played.at("high").get<double>() - played.at("low").get<double>()) / (2 * 1.96);
        const double solved_value =
            crisis.at("played").at(std::string("solved_value_") + actor).get<double>();
        CHECK(std::abs(played.at("estimate").get<double>() - solved_value) < 4 * error + 1e-3);
        for (const auto& type : crisis.at(actor)) {
            double sum = 0.0;
            for (const auto& p : type.at("opening_move")) sum += p.get<double>();
            CHECK(sum == Approx(1.0));
        }
    }
}

TEST_CASE("every kind of crisis is solved, whoever provokes it", "[long]") {
    const nlohmann::json study = solved_crisis(compact() + " crisis --play 0 --beliefs 3");
    REQUIRE(study.at("crises").size() == 3);  // a brush provoked by either, a sale by one
    double shares = 0.0;
    double value = 0.0;
    for (const auto& crisis : study.at("crises")) {
        const double share = crisis.at("share_of_crises").get<double>();
        shares += share;
        value += share * crisis.at("value_cn").get<double>();
        CHECK_FALSE(crisis.contains("played"));
    }
    CHECK(shares == Approx(1.0));
    CHECK(value == Approx(study.at("value_cn").get<double>()));
    const ProgramResult table = run_offramp("solve " + compact() + " crisis --play 0 --beliefs 3");
    CHECK(table.code == 0);
    CHECK_THAT(table.out, Catch::Matchers::Contains("brush"));
    CHECK_THAT(table.out, Catch::Matchers::Contains("0 beyond the tolerance"));
}

TEST_CASE("bad questions about crises are refused") {
    const auto refused = [](const std::string& arguments, const std::string& message) {
        const ProgramResult result = run_offramp(arguments);
        INFO(arguments);
        CHECK(result.code == 2);
        CHECK(result.out.empty());
        CHECK_THAT(result.err, Catch::Matchers::Contains(message));
    };
    refused("solve " + compact() + " crisis --incident bruch", "did you mean 'brush'?");
    refused("solve " + compact() + " crisis --first-pass 3", "--first-pass is only for the guardrail game");
    refused("solve " + compact() + " guardrails --seed 1 --play 3", "--play is only for the crisis game");
    refused("export " + compact() + " --game crisis --format csv", "format 'csv' does not fit");
    refused("export " + compact() + " --game crisis --incident sail", "did you mean 'sale'?");
    refused("export " + compact() + " --game crisis --table points", "--table is only for stores");
    refused("export " + reference() + " --game crisis --rounds 3", "has more than 1048576 nodes");
}

TEST_CASE("a crisis that is exported and solved as a tree is worth what it is solved for") {
    // One type each, so that the model infers no less than the tree's players; equal rationality.
    const TemporaryDirectory directory;
    const std::string scenario = (directory.path() / "brief.yaml").string();
    write_text(scenario, R"(name: brief
time: {start: 2023-01-01, end: 2023-02-01, season: 31d, tick: 31d}
ladder: [{name: calm}, {name: low, cost: 0.1/day}, {name: high, cost: 0.5/day}, {name: war}]
actors:
  us: {types: {only: {prior: 1, war_cost: 2, stakes: 1.5}}, rationality: 3, audience_cost: {scale: 0.2}}
  cn: {types: {only: {prior: 1, war_cost: 6}}, rationality: 3, audience_cost: {scale: 0.1}}
channels: {line: {latency: {base: 6h}, pickup: 0.8, fidelity: 0.9, authority: 0.9, cost: 0.02}}
actions: {hold: {}, climb: {move: 1, cost: 0.03}, step_down: {move: -1}, call: {calls: [line], signal: 3, role: provoker}}
incidents:
  brush: {rate: 0/day, provoker: {us: 1, cn: 0}, provoker_rung: 1, victim_rung: 1, round: 12h, rounds: 2,
          hazard: {base: 0.3/day}, harm: 0.5, harm_cost: 0.4}
crisis: {calm_rung: 2, kept: 0.6, terms: [0.1]}
)");
    const std::string file = (directory.path() / "brief.efg").string();
    const ProgramResult written =
        run_offramp("export " + scenario + " --game crisis --format efg --rounds 2");
    REQUIRE(written.code == 0);
    write_text(file, written.out);
    const nlohmann::json tree = solved_crisis(file + " --qre 3");
    CHECK(tree.at("converged") == true);
    const nlohmann::json study = solved_crisis(scenario + " crisis --play 0");
    REQUIRE(study.at("crises").size() == 1);
    const nlohmann::json& crisis = study.at("crises").at(0);
    int compared = 0;
    for (std::size_t i = 0; i < 2; ++i) {
        const std::string actor = i == 0 ? "us" : "cn";
        CHECK(tree.at("payoffs")[0][i].get<double>() ==
              Approx(crisis.at("value_" + actor).get<double>()).margin(1e-7));
        for (const auto& set : tree.at("information_sets")) {
            if (set.at("player") != i + 1 || set.at("label") != "type 1") continue;
            for (std::size_t a = 0; a < set.at("actions").size(); ++a) {
                const std::string move = set.at("actions")[a].get<std::string>();
                CHECK(set.at("probabilities")[a].get<double>() ==
                      Approx(crisis.at(actor).at("only").at("opening_move").at(move).get<double>())
                          .margin(1e-7));
                ++compared;
            }
        }
    }
    CHECK(compared == 4 + 3);
}

TEST_CASE("games of a scenario are written in Gambit's formats and read back") {
    const std::string paradox = std::string(OFFRAMP_SOURCE_DIR) + "/scenarios/theory/paradox.yaml";
    const std::string dispute = std::string(OFFRAMP_SOURCE_DIR) + "/scenarios/theory/audience-costs.yaml";
    const std::vector<std::string> exports = {dispute + " --game crisis --format efg",
                                              dispute + " --game crisis --format nfg",
                                              paradox + " --game guardrails --campaigns 10 --format efg",
                                              paradox + " --game guardrails --campaigns 10"};
    for (const std::string& what : exports) {
        INFO(what);
        const ProgramResult result = run_offramp("export " + what);
        REQUIRE(result.code == 0);
        const TemporaryDirectory directory;
        const std::string name = what.find("efg") != std::string::npos ? "game.efg" : "game.nfg";
        const std::string file = (directory.path() / name).string();
        write_text(file, result.out);
        const NormalForm game = strategic_form(read_game(file));
        CHECK(game.players() == 2);
        CHECK(game.payoff_range() > 0.0);
    }
}
