// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/cli/program.hpp"

using namespace offramp::testing;

namespace {

const std::string kFlights = OFFRAMP_SOURCE_DIR "/scenarios/history/adiz_daily.csv";
const std::string kIncidents = OFFRAMP_SOURCE_DIR "/scenarios/history/incidents.csv";

}  // namespace

TEST_CASE("arrivals compares models of daily counts") {
    const ProgramResult result = run_offramp("arrivals " + kFlights + " --json");
    REQUIRE(result.code == 0);
    const auto json = nlohmann::json::parse(result.out);
    CHECK(json["best"] == "negative_binomial_hawkes");
    REQUIRE(json["fits"].size() == 4);
    CHECK(json["fits"][0]["background_per_day"]["estimate"].get<double>() ==
          Approx(2864.0 / 533).epsilon(1e-4));
    CHECK(json["fits"][1]["branching"]["estimate"].is_null());
    CHECK(json["fits"][2]["aic"] > json["fits"][1]["aic"]);
    CHECK(json["fits"][3]["residuals"]["p_independent"] > 0.05);
    const ProgramResult table = run_offramp("arrivals " + kFlights + " --from 2023-01-01 --to 2023-03-01");
    CHECK(table.code == 0);
    CHECK_THAT(table.out, contains("in 59 periods of 1 days from 2023-01-01 up to 2023-03-01"));
}

TEST_CASE("arrivals takes events, and refuses what it does not understand") {
    const std::string some = "arrivals " + kIncidents + " --where group=us_china ";
    const auto json =
        nlohmann::json::parse(run_offramp(some + "--from 1995-01-01 --to 2026-03-01 --json").out);
    CHECK(json["events"] == 52);
    CHECK(json["fits"].size() == 2);
    CHECK(run_offramp(some + "--every 90").code == 0);
    CHECK(run_offramp("arrivals " + kFlights + " --every 90").code == 2);
    CHECK_THAT(run_offramp("arrivals " + kIncidents + " --where grup=us_china").err,
               contains("there is no column 'grup' (did you mean 'group'?)"));
    CHECK(run_offramp("arrivals " + kIncidents + " --where group").code == 2);
    CHECK(run_offramp("arrivals " + kIncidents + " --from yesterday").code == 2);
}
