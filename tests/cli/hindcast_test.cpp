// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/cli/program.hpp"
#include "tests/support/temporary_directory.hpp"

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
    CHECK_THAT(text.out, contains("rule of thumb"));

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
    CHECK(json.at("skill").size() == 16);
    CHECK_THAT(json.at("rule_of_thumb").get<std::string>(), contains("answered in kind"));
    REQUIRE(json.at("skill_against_best").size() == 6);
    CHECK(json.at("skill_against_best").at(0).at("baseline") == "class_frequencies");
    CHECK(json.at("skill_against_best").at(1).at("baseline") == "rule_of_thumb");
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

TEST_CASE("forecasts are registered for a day, and scored against what began since") {
    const TemporaryDirectory folder;
    const std::string file = folder.path() / "forecasts.json";
    const ProgramResult made = run_offramp(kQuick + " --forecast 2025-09-01 -o " + file);
    CHECK(made.code == 0);
    CHECK_THAT(made.out, contains("forecasts of incidents from 2025-09-01 on"));
    CHECK_THAT(made.out, contains("frozen the day before: arms_control; guardrails in force: mmca"));
    CHECK_THAT(made.out, contains("tariff by us at severity 3"));
    CHECK(made.err.empty());
    const auto json = nlohmann::json::parse(file_text(file));
    CHECK(json.at("policy") == "lookahead");
    CHECK(json.at("forecasts").size() > 100);
    CHECK(run_offramp(kQuick + " --forecast 2025-09-01 --json").out == file_text(file));

    const ProgramResult scored = run_offramp(kCommand + " --policy lookahead --score " + file);
    CHECK(scored.code == 0);
    CHECK(scored.err.empty());
    CHECK_THAT(scored.out, contains("forecasts of 2025-09-01, scored against"));
    for (const char* id : {"N10", "N12", "N15"}) CHECK_THAT(scored.out, contains(id));
    CHECK(scored.out.find("N07") == std::string::npos);
    CHECK_THAT(scored.out, contains("Baselines are made from the incidents before 2025-09-01"));
    const auto scores = nlohmann::json::parse(run_offramp(kCommand + " --score " + file + " --json").out);
    CHECK(scores.at("incidents").size() == 3);
    CHECK(scores.at("forecast_date") == "2025-09-01");
    CHECK(scores.at("unforecast").empty());
    CHECK_THAT(run_offramp(kCommand + " --score " + file).err,
               contains("its forecasts are scored as they stand"));

    CHECK_THAT(
        run_offramp(kQuick + " --forecast 2026-06-01 -o " + file).err,
        contains("warning: " + kScenarios + "history/us-china.yaml: 2026-06-01 lies after 2026-03-01"));
    const ProgramResult none = run_offramp(kCommand + " --policy lookahead --score " + file);
    CHECK(none.code == 0);
    CHECK_THAT(none.out, contains("nothing to score"));
}

TEST_CASE("forecasts that cannot be made or read are refused") {
    CHECK(run_offramp(kCommand + " --forecast 2026-02-30 --seed 1").code == 2);
    CHECK_THAT(run_offramp(kCommand + " --forecast 2026-02-01").err, contains("--seed"));
    CHECK(run_offramp(kCommand + " --seed 1 -o x").code == 2);  // needs --forecast
    const ProgramResult foreign = run_offramp(kCommand + " --score " + kScenarios + "us-china-2023.yaml");
    CHECK(foreign.code == 2);
    CHECK_THAT(foreign.err, contains("us-china-2023.yaml:1:1: broken JSON"));
}
