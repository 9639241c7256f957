// SPDX-License-Identifier: Apache-2.0
#include "analysis/history/hindcast.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>

#include "analysis/experiment.hpp"
#include "analysis/history/baselines.hpp"
#include "analysis/history/crisis_course.hpp"
#include "analysis/history/world_at.hpp"
#include "engine/model/compile.hpp"
#include "tests/catch.hpp"
#include "tests/history/record.hpp"
#include "tests/support/sanitized.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

constexpr std::uint64_t kCampaigns = kSanitized ? 60 : 150;

HistoricalIncident answered_by(TriggerClass trigger_class, int response) {
    HistoricalIncident one;
    one.trigger_class = trigger_class;
    one.response_severity = response;
    return one;
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
    const HindcastRecord record =
        hindcast(written_by(reference_scenario(), the_record(), 77), reference_scenario(),
                 {.seed = 1, .campaigns = kCampaigns, .threads = 2});
    REQUIRE(record.complete);
    REQUIRE(record.incidents.size() == 52);
    const auto incidents = static_cast<double>(record.incidents.size());
    for (const Calibration& one : record.calibration) {
        if (one.target == HindcastTarget::kContact) continue;  // its window is not drawn by itself
        INFO(to_string(one.target));
        // A rank is uniform, or less spread where categories are coarse: 0.5 within four standard errors.
        CHECK(std::abs(*one.mean_rank.value - 0.5) < 4.0 / std::sqrt(12.0 * incidents));
        for (const Calibration::Coverage& coverage : one.coverage) {
            const double error =
                std::sqrt(std::max(coverage.expected * (1.0 - coverage.expected), 0.0) / incidents);
            CHECK(*coverage.observed.value >= coverage.expected - 4.0 * error - 1e-9);
        }
    }
    CHECK(record.skill.size() == 2 * kHindcastTargets + 4);
    for (const Skill& skill : record.skill) {
        INFO(to_string(skill.target) << " " << to_string(skill.baseline));
        CHECK(*skill.skill.high > 0.0);  // whoever knows how it came about is not clearly worse
    }
    REQUIRE(record.skill_against_best.size() == kHindcastTargets);
    for (const Skill& best : record.skill_against_best) {
        INFO(to_string(best.target));
        CHECK(*best.skill.high > 0.0);
        const auto least = [&](auto number) {
            double lowest = std::numeric_limits<double>::infinity();
            for (const Skill& skill : record.skill) {
                if (skill.target == best.target) lowest = std::min(lowest, number(skill));
            }
            return lowest;
        };
        CHECK(best.baseline_score == least([](const Skill& skill) { return skill.baseline_score; }));
        CHECK(*best.skill.value == least([](const Skill& skill) { return *skill.skill.value; }));
        CHECK(*best.log_gain.value == least([](const Skill& skill) { return *skill.log_gain.value; }));
        // No resample is kinder to the model than with one baseline alone.
        CHECK(*best.skill.low <= least([](const Skill& skill) { return *skill.skill.low; }));
        CHECK(*best.skill.high <= least([](const Skill& skill) { return *skill.skill.high; }));
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

TEST_CASE(
    "class frequencies are those of the others of the class, and as much as one incident of all others") {
    std::vector<HistoricalIncident> incidents = {
        answered_by(TriggerClass::kTaiwan, 3), answered_by(TriggerClass::kTaiwan, 5),
        answered_by(TriggerClass::kTaiwan, 4), answered_by(TriggerClass::kIntercept, 1),
        answered_by(TriggerClass::kIntercept, 2)};
    const BaselineForecast taiwan = class_frequencies(incidents, 0, HindcastTarget::kResponse);
    CHECK(taiwan.probabilities[5] ==
          Approx((1.0 + 0.25) / 3.0));  // of two of the class, and a quarter of one
    CHECK(taiwan.probabilities[4] == Approx((1.0 + 0.25) / 3.0));
    CHECK(taiwan.probabilities[1] == Approx(0.25 / 3.0));
    CHECK(taiwan.probabilities[2] == Approx(0.25 / 3.0));
    CHECK(taiwan.probabilities[3] == 0.0);  // its own answer
    CHECK(taiwan.size == 12.0);             // (2 + 1) incidents in quarters

    incidents[3].trigger_severity = 3;
    const BaselineForecast intercept = class_frequencies(incidents, 3, HindcastTarget::kHighest);
    CHECK(intercept.probabilities[2] == 0.0);
    CHECK(intercept.probabilities[3] == Approx((1.0 + 0.25) / 2.0 + 0.25 / 2.0));  // of 2, and of 3
    CHECK(intercept.probabilities[5] == Approx(0.25 / 2.0));

    incidents.push_back(answered_by(TriggerClass::kCyber, 0));
    const BaselineForecast alone = class_frequencies(incidents, 5, HindcastTarget::kResponse);
    const BaselineForecast all = climatology(incidents, 5, HindcastTarget::kResponse);
    CHECK(alone.probabilities == all.probabilities);
    CHECK(alone.size == all.size);
}

TEST_CASE("class frequencies watch for a contact until the matter is settled") {
    std::vector<HistoricalIncident> incidents = {settled_after(9, 7, 1), settled_after(8, 2, 1),
                                                 settled_after(1, {}, 1), settled_after(20, 4, 1)};
    incidents[3].trigger_class = TriggerClass::kTaiwan;
    const BaselineForecast contact = class_frequencies(incidents, 0, HindcastTarget::kContact);
    // On day 2 one of the class is watched, which weighs 1 + 1/3, and one of another, which weighs 1/3.
    CHECK(contact.probabilities[2] == Approx(0.8));
    CHECK(contact.probabilities[4] == Approx(0.2));
}

TEST_CASE("what is still open is watched until the last day that is known") {
    std::vector<HistoricalIncident> incidents = {settled_after(40, 4, 1), settled_after(10, {}, 4),
                                                 settled_after(20, 6, 2)};
    HistoricalIncident& open = incidents[1];  // on day 10 it was not settled, and the talks were shut
    open.settled_open = true;
    open.acute_end = open.date + std::chrono::days(10);
    open.days_to_talks = 10;
    open.talks_open = true;
    incidents[0].days_to_talks = incidents[2].days_to_talks = 0;
    mark_followed(incidents);
    CHECK(incidents[0].followed_until == incidents[0].date + std::chrono::days(40));

    for (const HindcastTarget target :
         {HindcastTarget::kSettled, HindcastTarget::kTalks, HindcastTarget::kContact}) {
        INFO(to_string(target));
        CHECK(observe(open, target)->observed == 11);  // the end of its window: not within days 0 to 10
        CHECK(observe(open, target)->last == 11);
    }
    CHECK(observe(open, HindcastTarget::kResponse)->observed == 4);  // the tense phase is over
    CHECK(observe(open, HindcastTarget::kAcute)->observed == 10);
    // The others are watched for as long as the table tells, whatever became of them.
    CHECK(observe(incidents[2], HindcastTarget::kSettled)->observed == 20);
    CHECK(observe(incidents[2], HindcastTarget::kSettled)->last == 41);

    // Kaplan and Meier of days 10 (open) and 20: all that is left at day 20 goes then.
    const BaselineForecast others = climatology(incidents, 0, HindcastTarget::kSettled);
    CHECK(others.probabilities[20] == Approx(1.0));
    // Of 10 (open) and 40; and of 0 and 10 (open), which leaves half.
    CHECK(climatology(incidents, 2, HindcastTarget::kSettled).probabilities[40] == Approx(1.0));
    CHECK(climatology(incidents, 2, HindcastTarget::kTalks).probabilities[0] == Approx(0.5));
    CHECK(climatology(incidents, 2, HindcastTarget::kTalks).probabilities[365] == Approx(0.5));

    open.acute_open = true;  // what may still be done is in nobody's severities
    CHECK_FALSE(observe(open, HindcastTarget::kResponse).has_value());
    CHECK_FALSE(observe(open, HindcastTarget::kHighest).has_value());
    CHECK(observe(open, HindcastTarget::kAcute)->observed == 11);
    CHECK(observe(open, HindcastTarget::kAcute)->last == 11);
    const BaselineForecast response = climatology(incidents, 0, HindcastTarget::kResponse);
    CHECK(response.size == 1.0);
    CHECK(response.probabilities[2] == 1.0);
    const BaselineForecast class_response = class_frequencies(incidents, 0, HindcastTarget::kResponse);
    CHECK(class_response.probabilities[2] == Approx(1.0));

    open.acute_open = open.settled_open = open.talks_open = false;
    mark_followed(incidents);
    CHECK_FALSE(incidents[0].followed_until.has_value());
    CHECK(observe(incidents[2], HindcastTarget::kSettled)->last == 365);
}

TEST_CASE("a rule of thumb is as sure as it has been right about the others") {
    RuleOfThumb rule;
    rule.response = {{TriggerClass::kTaiwan, 4}, {TriggerClass::kListing, std::nullopt}};
    std::vector<HistoricalIncident> incidents = {
        answered_by(TriggerClass::kTaiwan, 5), answered_by(TriggerClass::kTaiwan, 4),
        answered_by(TriggerClass::kListing, 3), answered_by(TriggerClass::kListing, 1),
        answered_by(TriggerClass::kTaiwan, 1)};
    for (HistoricalIncident& one : incidents) one.trigger_severity = 3;
    // Of the others it was right about the second and the third; one in four was answered by 4.
    const auto taiwan = rule_forecast(rule, incidents, 0, HindcastTarget::kResponse);
    REQUIRE(taiwan);
    const double sure = (2.0 + 0.25) / 5.0;
    CHECK(taiwan->size == 4.0);
    CHECK(taiwan->probabilities[4] == Approx(sure));
    CHECK(taiwan->probabilities[3] == Approx((1.0 - sure) / 3.0));
    CHECK(taiwan->probabilities[1] == Approx(2.0 * (1.0 - sure) / 3.0));
    CHECK(taiwan->probabilities[5] == 0.0);  // its own answer
    const auto highest = rule_forecast(rule, incidents, 0, HindcastTarget::kHighest);
    REQUIRE(highest);
    CHECK(highest->probabilities[3] == Approx(1.0 - sure));
    CHECK(highest->probabilities[1] == 0.0);
    // In kind: at the trigger's severity. Right about the second alone; none of the others was answered by 3.
    const auto listing = rule_forecast(rule, incidents, 2, HindcastTarget::kResponse);
    REQUIRE(listing);
    CHECK(listing->probabilities[3] == Approx(1.0 / 5.0));
    CHECK_FALSE(rule_forecast(rule, incidents, 0, HindcastTarget::kAcute).has_value());

    for (HistoricalIncident& one : incidents) one.response_severity = 4;
    CHECK(rule_forecast(rule, incidents, 0, HindcastTarget::kResponse)->probabilities[4] == 1.0);
}

TEST_CASE("an incident never informs the baselines of itself") {
    const History history = the_record();
    for (std::size_t k = 0; k < history.incidents.size(); ++k) {
        std::vector<HistoricalIncident> otherwise = history.incidents;
        HistoricalIncident& one = otherwise[k];
        one.response_severity = 10 - one.response_severity;
        one.highest_severity = 10;
        one.acute_end += std::chrono::days(3);
        one.settled += std::chrono::days(17);
        one.days_to_senior_contact = one.days_to_senior_contact ? std::nullopt : std::optional(1);
        one.days_to_talks = one.days_to_talks.value_or(0) + 11;
        for (std::size_t t = 0; t < kHindcastTargets; ++t) {
            const auto target = static_cast<HindcastTarget>(t);
            INFO(one.id << " " << to_string(target));
            const BaselineForecast forecast = class_frequencies(history.incidents, k, target);
            CHECK(forecast.probabilities == class_frequencies(otherwise, k, target).probabilities);
            CHECK(climatology(history.incidents, k, target).probabilities ==
                  climatology(otherwise, k, target).probabilities);
            REQUIRE(history.rule);
            const auto rule = rule_forecast(*history.rule, history.incidents, k, target);
            CHECK(rule.has_value() == !is_in_days(target));
            if (rule) {
                CHECK(rule->probabilities ==
                      rule_forecast(*history.rule, otherwise, k, target)->probabilities);
                CHECK(std::accumulate(rule->probabilities.begin(), rule->probabilities.end(), 0.0) ==
                      Approx(1.0));
            }
            double sum = 0.0;
            for (const double p : forecast.probabilities) sum += p;
            CHECK(sum == Approx(1.0));
        }
    }
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
