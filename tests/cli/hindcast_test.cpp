// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/cli/program.hpp"

using namespace offramp::testing;

namespace {

const std::string kScenarios = std::string(OFFRAMP_SOURCE_DIR) + "/scenarios/";
const std::string kCommand =
    "hindcast " + kScenarios + "history/us-china.yaml " + kScenarios + "us-china-2023.yaml";
const std::string kQuick = kCommand + " --policy lookahead --seed 3 -n 5";  // nothing is solved

}  // namespace

TEST_CASE("hindcast prints what was forecast of each incident, what happened and the skill") {
    const ProgramResult text = run_offramp(kQuick + " --incidents");
    CHECK(text.code == 0);
    CHECK_THAT(text.out, contains("Days to senior contact"));
    CHECK_THAT(text.out, contains("best of these"));
    CHECK_THAT(text.out, contains("the best of the baselines, the frequencies of"));
    CHECK_THAT(text.out, contains("52 incidents are few"));

    const ProgramResult result = run_offramp(kQuick + " --json");
    CHECK(result.code == 0);
    const auto json = nlohmann::json::parse(result.out);
    REQUIRE(json.at("incidents").size() == 52);
    const auto& ep3 = json.at("incidents").at(5);
    CHECK(ep3.at("id") == "US06");
    CHECK(ep3.at("observed").at("highest_severity") == 8);
    CHECK(ep3.at("observed").at("days_to_settlement") == 93);
    CHECK(ep3.at("quantiles").at("acute_days").size() == 5);
    CHECK(ep3.at("scores").at("response_severity").at("climatology").at("ranked_probability") > 0.0);
    CHECK(ep3.at("scores").at("days_to_talks").at("class_frequencies").at("log") > 0.0);
    CHECK(json.at("skill").size() == 14);
    REQUIRE(json.at("skill_against_best").size() == 6);
    CHECK(json.at("skill_against_best").at(1).at("baseline") == "class_frequencies");
    CHECK(json.at("calibration").at(0).at("coverage").at(1).at("share") == 0.9);
    CHECK(json.at("policy") == "lookahead");
    const ProgramResult guarded =
        run_offramp(kCommand + " --policy lookahead-guardrails --seed 3 -n 5 --json");
    CHECK(nlohmann::json::parse(guarded.out).at("policy") == "lookahead-guardrails");
}

TEST_CASE("hindcast refuses what it cannot read") {
    CHECK(run_offramp(kCommand).code == 2);
    CHECK(run_offramp(kCommand + " --seed 1 -n 0").code == 2);
    const ProgramResult strait = run_offramp("hindcast " + kScenarios + "history/us-china.yaml " +
                                             test_file("strait.yaml") + " --seed 1");
    CHECK(strait.code == 2);
    CHECK(strait.out.empty());
    CHECK_THAT(strait.err, contains("us-china.yaml:"));
    CHECK_THAT(strait.err, contains("the scenario has no channel 'mmca'"));
}
