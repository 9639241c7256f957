// SPDX-License-Identifier: Apache-2.0
#include "analysis/history/hindcast.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "analysis/experiment.hpp"
#include "analysis/history/baselines.hpp"
#include "analysis/history/crisis_course.hpp"
#include "analysis/history/world_at.hpp"
#include "engine/model/compile.hpp"
#include "tests/catch.hpp"
#include "tests/history/record.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

#ifdef OFFRAMP_SANITIZED
constexpr std::uint64_t kCampaigns = 60;
#else
constexpr std::uint64_t kCampaigns = 400;
#endif

/// The record as the engine would have written it: what happened is one of its own campaigns.
History simulated_record(std::uint64_t seed) {
    History history = the_record();
    for (std::size_t k = 0; k < history.incidents.size(); ++k) {
        HistoricalIncident& one = history.incidents[k];
        const Model model = compile(world_at(history, reference_scenario(), one));
        const CrisisCourse course = course_of(replay(model, seed, k), model,
                                              course_rules(history, reference_scenario().scenario(), one));
        const auto days = [](std::optional<int> day) { return std::chrono::days(day.value_or(1000)); };
        one.highest_severity = course.highest;
        one.response_severity = course.response;
        one.acute_end = one.date + days(course.acute_day);
        one.settled = one.date + days(course.settled_day);
        one.days_to_talks = static_cast<int>(days(course.talks_day).count());
        one.days_to_senior_contact = course.contact_day;
    }
    return history;
}

HistoricalIncident settled_after(int days, std::optional<int> contact, int response) {
    HistoricalIncident one;
    one.settled = one.date + std::chrono::days(days);
    one.days_to_senior_contact = contact;
    one.response_severity = response;
    return one;
}

}  // namespace

TEST_CASE("the engine is calibrated against a record that it wrote itself") {
    const HindcastRecord record = hindcast(simulated_record(77), reference_scenario(),
                                           {.seed = 1, .campaigns = kCampaigns, .threads = 2});
    REQUIRE(record.complete);
    REQUIRE(record.incidents.size() == 52);
    for (const Calibration& one : record.calibration) {
        if (one.target == HindcastTarget::kContact) continue;  // its window is not drawn by itself
        INFO(to_string(one.target));
        // A rank is uniform, or less spread where categories are coarse: 0.5 within four standard errors.
        CHECK(std::abs(*one.mean_rank.value - 0.5) < 4.0 / std::sqrt(12.0 * 52.0));
        for (const Calibration::Coverage& coverage : one.coverage) {
            const double error =
                std::sqrt(std::max(coverage.expected * (1.0 - coverage.expected), 0.0) / 52.0);
            CHECK(*coverage.observed.value >= coverage.expected - 4.0 * error - 1e-9);
        }
    }
    for (const Skill& skill : record.skill) {
        INFO(to_string(skill.target) << " " << to_string(skill.baseline));
        CHECK(*skill.skill.high > 0.0);  // whoever knows how it came about is not clearly worse
    }
}

TEST_CASE("a hindcast is the same on any number of threads") {
    History history = the_record();
    history.incidents.resize(6);
    const auto said = [&](int threads) {
        return to_json(
                   hindcast(history, reference_scenario(), {.seed = 5, .campaigns = 150, .threads = threads}))
            .dump();
    };
    CHECK(said(1) == said(3));
}

TEST_CASE("an interrupted hindcast keeps the incidents that were finished") {
    const History history = the_record();
    std::stop_source stop;
    const HindcastRecord record = hindcast(history, reference_scenario(),
                                           {.seed = 5,
                                            .campaigns = 64,
                                            .threads = 1,
                                            .cancel = stop.get_token(),
                                            .progress = [&](std::uint64_t done) {
                                                if (done >= 3 * 64) stop.request_stop();
                                            }});
    CHECK_FALSE(record.complete);
    CHECK(record.incidents.size() == 3);
}

TEST_CASE("climatology is made of the others, and watches for a contact until the matter is settled") {
    const std::vector<HistoricalIncident> incidents = {settled_after(10, 4, 1), settled_after(3, {}, 4),
                                                       settled_after(20, 6, 2), settled_after(9, {}, 2)};
    // Left: settled on day 3 without a contact, contact on day 6, settled on day 9 without.
    const BaselineForecast contact = climatology(incidents, 0, HindcastTarget::kContact);
    CHECK(contact.size == 3.0);
    CHECK(contact.probabilities[6] == Approx(0.5));
    CHECK(contact.probabilities[30] == Approx(0.5));
    const BaselineForecast response = climatology(incidents, 0, HindcastTarget::kResponse);
    CHECK(response.probabilities[2] == Approx(2.0 / 3.0));
    CHECK(response.probabilities[4] == Approx(1.0 / 3.0));

    CHECK(observe(incidents[0], HindcastTarget::kContact)->observed == 4);
    CHECK(observe(incidents[0], HindcastTarget::kContact)->last == 11);
    CHECK(observe(incidents[1], HindcastTarget::kContact)->observed == 4);  // its window's end: none
    CHECK_FALSE(observe(incidents[0], HindcastTarget::kTalks).has_value());
    CHECK(observe(incidents[2], HindcastTarget::kSettled)->observed == 20);
}

TEST_CASE("base rates put what is no violence on severities that are none") {
    BaseRate rate;
    rate.violence = {0.4, 0.3, 0.2, 0.1};
    rate.crises = 10;
    rate.timed_crises = 20;
    rate.duration_mu = 3.0;
    rate.duration_sigma = 1.0;
    HistoricalIncident one;
    one.trigger_severity = 4;
    const auto highest = base_rate_forecast(rate, one, HindcastTarget::kHighest);
    REQUIRE(highest);
    CHECK(highest->probabilities[3] == 0.0);
    CHECK(highest->probabilities[4] == Approx(0.25));  // five of eight parts of 0.4
    CHECK(highest->probabilities[7] == Approx(0.05));
    CHECK(highest->probabilities[10] == Approx(0.1));
    const auto settled = base_rate_forecast(rate, one, HindcastTarget::kSettled);
    REQUIRE(settled);
    CHECK(forecast_quantile(settled->probabilities, 0.5) == 20);  // exp(3) = 20.09
    CHECK_FALSE(base_rate_forecast(rate, one, HindcastTarget::kContact).has_value());
}
