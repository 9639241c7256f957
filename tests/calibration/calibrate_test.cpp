// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <nlohmann/json.hpp>

#include "analysis/calibration/calibrate.hpp"
#include "engine/scenario/read_scenario.hpp"
#include "tests/calibration/strait_calibration.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"
#include "tests/support/sanitized.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

constexpr const char* kCampaigns = kSanitized ? "40" : "60";

// Two outcomes that the engine gave with other values and other campaigns than the fit's.
std::string recorded_outcomes() {
    const CalibrationFolder folder;
    const CalibrationPlan truth =
        load_calibration(folder.write(strait_calibration(kCampaigns, kTwoOutcomes, "99")));
    const std::vector<double> at = {std::log(2.0), std::log(0.5)};
    const MomentVector record = simulate_moments(truth, at, {}, {}).moments;
    std::string moments;
    for (std::size_t m = 0; m < truth.moments.size(); ++m) {
        const auto row = static_cast<Eigen::Index>(m);
        moments +=
            outcome_moment(truth.moments[m].name, record.value(row), std::sqrt(record.covariance(row, row)));
    }
    return moments;
}

}  // namespace

TEST_CASE("values with which the engine made the record are found again") {
    const CalibrationFolder folder;
    const CalibrationPlan plan =
        load_calibration(folder.write(strait_calibration(kCampaigns, recorded_outcomes())));
    REQUIRE(plan.parameters.size() == 2);
    CHECK(plan.parameters[0].before == 1.0);
    const CalibrationResult result = calibrate(plan, {.threads = 2});
    REQUIRE(result.complete);
    CHECK(result.fit.distance < 0.5 * result.fit.start_distance);
    const std::vector<double> truth = {std::log(2.0), std::log(0.5)};
    for (std::size_t k = 0; k < 2; ++k) {
        const auto row = static_cast<Eigen::Index>(k);
        INFO(result.parameters[k].name);
        CHECK(std::abs(result.fit.at[k] - truth[k]) < 4.0 * std::sqrt(result.fit.covariance(row, row)));
        CHECK(result.parameters[k].left < 0.5);  // the moments say more than the range
    }
    CHECK(result.fit.directions[1].strength > kWeakDirection);
}

TEST_CASE("a fit is the same on any number of threads, to the last digit") {
    const CalibrationFolder folder;
    const CalibrationPlan plan = load_calibration(
        folder.write(strait_calibration("20", kTwoOutcomes, "7", "", "screen: 4, evaluations: 12")));
    CHECK(to_json(calibrate(plan, {.threads = 1}), plan).dump() ==
          to_json(calibrate(plan, {.threads = 3}), plan).dump());
}

TEST_CASE("a parameter that does the same as another is told") {
    const CalibrationFolder folder;
    const CalibrationPlan plan = load_calibration(folder.write(strait_calibration(
        "40", outcome_moment("incidents_per_year", 25, 1) + outcome_moment("crises_per_year", 20, 1), "7",
        "  again: {path: incidents.intercept.rate, scale: true, loguniform: [0.2, 5]}\n",
        "screen: 0, evaluations: 12")));
    const CalibrationResult result = calibrate(plan, {.threads = 2});
    const Direction& weakest = result.fit.directions.back();
    CHECK(weakest.strength < kWeakDirection);
    // rate and again, one against the other; opening is determined.
    CHECK(std::abs(weakest.loadings(0) + weakest.loadings(2)) < 0.2);
    CHECK(std::abs(weakest.loadings(1)) < 0.2);
    CHECK(result.parameters[0].left > 0.5);
    CHECK_THAT(describe(weakest, plan), contains("rate"));
}

TEST_CASE("the overlay gives the scenario that was fitted") {
    const CalibrationFolder folder;
    const CalibrationPlan plan = load_calibration(folder.write(strait_calibration("20", kTwoOutcomes)));
    const std::vector<double> at = {std::log(2.0), std::log(0.5)};
    const std::string scenario = OFFRAMP_SOURCE_DIR "/tests/cli/strait.yaml";
    const std::string file = folder.write(overlay_text(plan, at, "fitted", scenario, {}), "fitted.yaml");
    const ValidatedScenario laid = load_with_policy(scenario, file);
    const ValidatedScenario set = scenario_at(plan, 0, at);
    CHECK(value_at(laid.scenario(), "incidents.intercept.rate").number.value() == Approx(0.1 / 24));
    CHECK(value_at(laid.scenario(), "incidents.intercept.opens_crisis").number.value() == Approx(0.4));
    for (const char* path :
         {"incidents.intercept.rate", "incidents.intercept.opens_crisis", "incidents.intercept.hazard"})
        CHECK(value_at(laid.scenario(), path).text == value_at(set.scenario(), path).text);
    CHECK(laid.scenario().incidents[0].hazard.effects.size() ==
          set.scenario().incidents[0].hazard.effects.size());
}

TEST_CASE("shares of the record, with the errors of few incidents") {
    const CalibrationPlan plan = load_calibration(OFFRAMP_SOURCE_DIR "/scenarios/history/calibration.yaml");
    REQUIRE(plan.history);
    const MomentVector all = observed_moments(plan, every_incident(plan));
    for (std::size_t m = 0; m < plan.moments.size(); ++m) {
        const auto row = static_cast<Eigen::Index>(m);
        if (!std::holds_alternative<RecordMoment>(plan.moments[m].of)) continue;
        double n = 0;
        double holds = 0;
        for (std::size_t i = 0; i < plan.history->incidents.size(); ++i) {
            if (const auto seen = observed_in(plan, plan.moments[m], i)) {
                ++n;
                holds += *seen ? 1 : 0;
            }
        }
        INFO(plan.moments[m].name);
        CHECK(n > 3);
        CHECK(all.value(row) == Approx(holds / n));
        const double p = (holds + 2) / (n + 4);
        CHECK(all.covariance(row, row) == Approx(p * (1 - p) / (n + 4)));
    }
    const IncidentMask nobody(plan.history->incidents.size(), false);
    CHECK(observed_moments(plan, nobody).value(0) == 0.5);
    CHECK(observed_moments(plan, nobody).covariance(0, 0) == Approx(1.0 / 16));
}

TEST_CASE("a matter still open is known to have lasted so long, and no more") {
    CalibrationPlan plan = load_calibration(OFFRAMP_SOURCE_DIR "/scenarios/history/calibration.yaml");
    HistoricalIncident& one = plan.history->incidents.front();
    const auto seen = [&](const std::string& moment, int acute, int settled) {
        one.acute_open = one.settled_open = true;
        one.acute_end = one.date + std::chrono::days(acute);
        one.settled = one.date + std::chrono::days(settled);
        const auto found = std::find_if(plan.moments.begin(), plan.moments.end(),
                                        [&](const CalibrationMoment& of) { return of.name == moment; });
        REQUIRE(found != plan.moments.end());
        return observed_in(plan, *found, 0);
    };
    CHECK(seen("acute_three_days", 3, 30) == false);  // tense on day 3 still: for more than three days
    CHECK_FALSE(seen("acute_three_days", 2, 30).has_value());
    CHECK(seen("settled_in_a_month", 3, 30) == false);
    CHECK_FALSE(seen("settled_in_a_month", 3, 29).has_value());
    CHECK_FALSE(seen("above_exercise", 3, 30).has_value());  // more can be done yet
}

TEST_CASE("incidents left out are forecast, and what is simulated of them sums up", "[long]") {
    CalibrationPlan plan = load_calibration(OFFRAMP_SOURCE_DIR "/scenarios/history/calibration.yaml");
    // Only what needs no campaigns, at a handful of points.
    std::erase_if(plan.moments,
                  [](const CalibrationMoment& m) { return std::holds_alternative<OutcomeMoment>(m.of); });
    plan.parameters.resize(2);
    for (CalibrationWorld& world : plan.worlds) world.scenario = rich_scenario();
    plan.crises = 10;
    plan.search.screen = 0;
    plan.search.evaluations = 3;
    const CalibrationResult result = calibrate(plan, {.threads = 2});
    REQUIRE(result.validation.size() == 2);
    CHECK(result.validation[0].name == "leave_one_out");
    CHECK(result.validation[0].incidents == plan.history->incidents.size());
    CHECK(result.validation[1].incidents < result.validation[0].incidents);
    for (const ValidationScore& score : result.validation) {
        CHECK(score.before > 0.0);
        CHECK(score.before < 1.0);
        CHECK(score.gain.low.value() <= score.before - score.fitted + 1e-12);
    }
    const SimulatedMoments simulated = simulate_moments(plan, result.fit.at, every_incident(plan), {});
    CHECK((moments_over(plan, simulated, every_incident(plan)) - simulated.moments.value)
              .cwiseAbs()
              .maxCoeff() < 1e-9);
}
