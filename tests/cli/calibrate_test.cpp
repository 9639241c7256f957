// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "tests/calibration/strait_calibration.hpp"
#include "tests/catch.hpp"
#include "tests/cli/program.hpp"

using namespace offramp::testing;

TEST_CASE("calibrate prints the fit and writes an overlay that run takes") {
    const CalibrationFolder folder;
    const std::string moments = outcome_moment("incidents_per_year", 30, 2) +
                                outcome_moment("crises_per_year", 12, 2) +
                                outcome_moment("rounds_per_crisis", 4, 1);
    const std::string file = folder.write(
        strait_calibration("40", moments, "7", "", "screen: 4, evaluations: 30, tolerance: 0.02"));
    const std::string overlay = folder.directory.path() / "fitted.yaml";
    const ProgramResult result = run_offramp("calibrate " + file + " --json -o " + overlay);
    REQUIRE(result.code == 0);
    const auto json = nlohmann::json::parse(result.out);
    CHECK(json["complete"] == true);
    CHECK(json["distance"] < json["distance_before"]);
    CHECK(json["parameters"][0]["name"] == "rate");
    CHECK(json["parameters"][0]["estimate"] > 1.0);
    CHECK(json["parameters"][0]["low"] < json["parameters"][0]["estimate"]);
    CHECK(json["j"]["freedom"] == 1);
    CHECK_THAT(file_text(overlay), contains("# rate "));

    const ProgramResult run = run_offramp("run " + test_file("strait.yaml") + " --policy " + overlay +
                                          " --seed 1 --campaigns 40 --json");
    REQUIRE(run.code == 0);
    CHECK_THAT(run.out, contains("\"fitted\""));
    CHECK_THAT(run_offramp("calibrate " + file).out, contains("missed, standard errors"));
}

TEST_CASE("draws from what a record leaves open are a sweep that compare takes", "[long]") {
    const CalibrationFolder folder;
    const std::string moments =
        outcome_moment("incidents_per_year", 30, 5) + outcome_moment("crises_per_year", 12, 2);
    const std::string file = folder.write(strait_calibration(
        "40", moments, "7", "posterior: {draws: 6, rounds: 1}\n", "screen: 8, emulated: 3, evaluations: 5"));
    const std::string draws = folder.directory.path() / "draws.yaml";
    const ProgramResult made = run_offramp("calibrate " + file + " --draws " + draws);
    REQUIRE(made.code == 0);
    CHECK_THAT(made.out, contains("What the moments leave open: 6 draws"));
    CHECK_THAT(made.out, contains("record below"));
    CHECK(run_offramp("validate " + draws).code == 0);

    const std::string compare = "compare " + test_file("strait.yaml") +
                                " --policies idle,noisy --seed 1 --campaigns 40 --headline --posterior " +
                                draws;
    const ProgramResult text = run_offramp(compare);
    REQUIRE(text.code == 0);
    CHECK_THAT(text.out, contains("of what the record leaves open."));
    const ProgramResult json = run_offramp(compare + " --json");
    REQUIRE(json.code == 0);
    const auto over = nlohmann::json::parse(json.out)["over_draws"];
    CHECK(over["draws"] == 6);
    CHECK(over["campaigns"] == 1000);
    CHECK(over["complete"] == true);
    CHECK(over["differences"].size() == over["sentences"].size());

    const std::string wrong =
        "solve " + test_file("strait.yaml") + " guardrails --seed 1 --posterior " + draws;
    CHECK(run_offramp(wrong + " --usual-region").code == 2);
    CHECK_THAT(run_offramp(wrong).err, contains("guardrail"));  // the scenario has none

    const std::string much =
        folder.write(strait_calibration("40", moments, "7", "posterior: {draws: 999}\n"));
    const ProgramResult refused = run_offramp("calibrate " + much + " --draws " + draws + "2");
    CHECK(refused.code == 2);
    CHECK_THAT(refused.err, contains("more than the 1000 that an emulator can learn from"));
    CHECK_FALSE(std::filesystem::exists(draws + "2"));

    const ProgramResult other =
        run_offramp("compare " + test_file("crowded.yaml") +
                    " --policies crowded-plain,crowded-restrained --seed 1 --posterior " + draws);
    CHECK(other.code == 2);
    CHECK(other.out.empty());
    CHECK_THAT(other.err, contains("draws.yaml: the draws are of another scenario"));
}

TEST_CASE("calibrate refuses a bad file and writes nothing") {
    const CalibrationFolder folder;
    const std::string file = folder.write(strait_calibration("40", outcome_moment("crises_per_yaer", 12, 2)));
    const std::string overlay = folder.directory.path() / "fitted.yaml";
    const ProgramResult result = run_offramp("calibrate " + file + " -o " + overlay);
    CHECK(result.code == 2);
    CHECK_THAT(result.err, contains("did you mean 'crises_per_year'?"));
    CHECK_FALSE(std::filesystem::exists(overlay));
}
