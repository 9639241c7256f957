// SPDX-License-Identifier: Apache-2.0
#include "analysis/outcomes.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>
#include <random>

#include "engine/base/error.hpp"
#include "tests/analysis/synthetic.hpp"
#include "tests/catch.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

OutcomeTotals totals_of(std::span<const std::uint64_t> campaigns) {
    OutcomeTotals totals(kSyntheticWarRung);
    for (const std::uint64_t campaign : campaigns) {
        if (campaign % 97 == 5) {
            totals.add_failure({campaign, "campaign " + std::to_string(campaign)});
        } else {
            totals.add(outcome_sample(synthetic_summary(campaign)));
        }
    }
    return totals;
}

std::string bytes_of(const OutcomeTotals& totals) {
    return nlohmann::ordered_json(outcomes_of(totals, synthetic_names())).dump() +
           std::to_string(totals.failed());
}

const Outcome& find(const std::vector<Outcome>& outcomes, const std::string& name) {
    const auto found =
        std::find_if(outcomes.begin(), outcomes.end(), [&](const Outcome& o) { return o.name == name; });
    REQUIRE(found != outcomes.end());
    return *found;
}

}  // namespace

TEST_CASE("any partition merged in any order gives identical totals") {
    std::vector<std::uint64_t> campaigns(1000);
    std::iota(campaigns.begin(), campaigns.end(), 0);
    const OutcomeTotals whole = totals_of(campaigns);
    std::mt19937_64 generator(1);
    for (int trial = 0; trial < 20; ++trial) {
        std::shuffle(campaigns.begin(), campaigns.end(), generator);
        std::vector<OutcomeTotals> parts;
        for (std::size_t begin = 0; begin < campaigns.size();) {
            const std::size_t size = std::min<std::size_t>(1 + generator() % 300, campaigns.size() - begin);
            parts.push_back(totals_of(std::span(campaigns).subspan(begin, size)));
            begin += size;
        }
        // Merge neighbours at random until one is left: any bracketing, not only left to right.
        while (parts.size() > 1) {
            const std::size_t at = generator() % (parts.size() - 1);
            parts[at].merge(parts[at + 1]);
            parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(at) + 1);
        }
        REQUIRE(parts.front() == whole);
        REQUIRE(bytes_of(parts.front()) == bytes_of(whole));
    }
}

TEST_CASE("merging with nothing changes nothing") {
    const std::vector<std::uint64_t> campaigns = {1, 2, 3};
    OutcomeTotals totals = totals_of(campaigns);
    totals.merge(OutcomeTotals(kSyntheticWarRung));
    CHECK(totals == totals_of(campaigns));
    CHECK_THROWS_AS(totals.merge(OutcomeTotals(kSyntheticWarRung + 1)), InternalError);
}

TEST_CASE("outcomes agree with sums made by hand") {
    OutcomeTotals totals(kSyntheticWarRung);
    CampaignSummary calm;
    calm.observed_hours = 8766.0;  // a year
    calm.highest_rung = 2;
    calm.crises = 3;
    calm.crises_ended = 2;
    calm.settled = 1;
    calm.crisis_hours = 50.0;
    calm.frozen_hours = 48.0;
    calm.cooperation_kept = 0.75;
    calm.value = {1.0, -2.0};
    CampaignSummary war = calm;
    war.observed_hours = 4383.0;
    war.highest_rung = kSyntheticWarRung;
    war.war = true;
    war.war_by_accident = true;
    war.crises = 1;
    war.cooperation_kept = 0.25;
    totals.add(outcome_sample(calm));
    totals.add(outcome_sample(war));
    const auto outcomes = outcomes_of(totals, synthetic_names());
    CHECK(find(outcomes, "p_war").estimate.value == 0.5);
    CHECK(find(outcomes, "p_max_rung_ge_2").estimate.value == 1.0);
    CHECK(find(outcomes, "p_max_rung_ge_3").estimate.value == 0.5);
    CHECK(find(outcomes, "p_max_rung_ge_4").estimate.value == 0.5);
    CHECK(find(outcomes, "crises_per_year").estimate.value.value() == Approx(4.0 / 1.5));
    CHECK(find(outcomes, "days_with_frozen_channel_per_year").estimate.value.value() == Approx(4.0 / 1.5));
    CHECK(find(outcomes, "cooperation_kept").estimate.value.value() == Approx(0.5));
    CHECK(find(outcomes, "value_cn").estimate.value.value() == Approx(-2.0));
    CHECK(find(outcomes, "hours_to_deescalation").estimate.value.value() == Approx(25.0));
    CHECK(find(outcomes, "share_settled").estimate.value.value() == Approx(0.5));
    CHECK(find(outcomes, "accident_share_of_wars").estimate.value == 1.0);
    CHECK(find(outcomes, "accident_share_of_wars").estimate.sample_size == 1);
}

TEST_CASE("an outcome without data is null") {
    OutcomeTotals totals(kSyntheticWarRung);
    totals.add(outcome_sample(CampaignSummary{}));
    const nlohmann::ordered_json json = outcomes_of(totals, synthetic_names());
    const auto share = std::find_if(json.begin(), json.end(),
                                    [](const auto& row) { return row["name"] == "accident_share_of_wars"; });
    REQUIRE(share != json.end());
    CHECK((*share)["estimate"].is_null());
    CHECK((*share)["low"].is_null());
    CHECK((*share)["n"] == 0);
}

TEST_CASE("the lowest numbers of failed campaigns are kept") {
    OutcomeTotals totals(kSyntheticWarRung);
    for (std::uint64_t campaign = 20; campaign > 0; --campaign) totals.add_failure({campaign, "broke"});
    CHECK(totals.failed() == 20);
    REQUIRE(totals.first_failures().size() == Failures::kKept);
    CHECK(totals.first_failures().front().campaign == 1);
    CHECK(totals.first_failures().back().campaign == Failures::kKept);
}

TEST_CASE("a summary that cannot be summed is refused whole") {
    CampaignSummary broken;
    broken.value[1] = 1e300;
    CHECK_THROWS_AS(outcome_sample(broken), RuntimeFailure);
}

TEST_CASE("a campaign with a game that was not solved fails") {
    CampaignSummary summary = synthetic_summary(1);
    summary.residual = 1e-6;
    CHECK_NOTHROW(outcome_sample(summary));
    for (const double residual : {2e-6, 0.75, std::nan("")}) {
        summary.residual = residual;
        CHECK_THROWS_AS(outcome_sample(summary), RuntimeFailure);
    }
}

TEST_CASE("what was not seen has a bound within the outcome's range, or a note") {
    OutcomeTotals totals(kSyntheticWarRung);
    for (std::uint64_t campaign = 0; campaign < 50; ++campaign) {
        CampaignSummary s;
        s.planned_hours = s.observed_hours = 8766.0;
        s.incidents = static_cast<std::int32_t>(5 + campaign % 3);
        s.cooperation_kept = 1.0;
        s.value = {static_cast<double>(campaign % 2), -3.0};
        s.war_cost = {12.0, 8.0};
        totals.add(outcome_sample(s));
    }
    const double unseen = 1.0 - std::pow(0.025, 1.0 / 50);  // exact bound of 0 in 50
    const auto outcomes = outcomes_of(totals, synthetic_names());
    const auto of = [&](const char* name) { return find(outcomes, name).estimate; };
    CHECK(of("p_war").low == 0.0);
    CHECK(of("p_war").high.value() == Approx(unseen));
    CHECK(of("days_with_frozen_channel_per_year").low == 0.0);
    CHECK(of("days_with_frozen_channel_per_year").high.value() == Approx(365.25 * unseen));
    CHECK(of("cooperation_kept").high == 1.0);
    CHECK(of("cooperation_kept").low.value() == Approx(1.0 - unseen));
    CHECK(note_of(of("harms_per_year")) == "none seen in 50");
    CHECK_FALSE(of("harms_per_year").low);
    CHECK(of("incidents_per_year").low.value() > 5.0);
    // A half with t = 2.0096 and an error of 0.5 / 7; wars that were not seen lower it by up to 12 each.
    CHECK(of("value_us").high.value() == Approx(0.5 + 2.0096 * 0.5 / 7).epsilon(1e-4));
    CHECK(of("value_us").low.value() ==
          Approx(0.5 - std::hypot(2.0096 * 0.5 / 7, 12.0 * unseen)).epsilon(1e-4));
    CHECK(note_of(of("value_cn")) == "the same in all 50");
    const nlohmann::ordered_json json = outcomes;
    for (const auto& row : json) {
        if (row["name"] == "harms_per_year") CHECK(row["note"] == "none seen in 50");
        if (row["name"] == "p_war") CHECK(row["note"].is_null());
    }
}

TEST_CASE("where campaigns failed or were left out no outcome has an interval") {
    OutcomeTotals totals(kSyntheticWarRung);
    for (std::uint64_t campaign = 0; campaign < 100; ++campaign)
        totals.add(outcome_sample(synthetic_summary(campaign)));
    CHECK_FALSE(totals.censored());
    OutcomeTotals failed = totals;
    failed.add_failure({100, "broke"});
    OutcomeTotals left_out = totals;
    left_out.leave_out();
    for (const OutcomeTotals& missing : {failed, left_out}) {
        CHECK(missing.censored());
        for (const Outcome& outcome : outcomes_of(missing, synthetic_names())) {
            CHECK_FALSE(outcome.estimate.low);
            if (outcome.estimate.value) CHECK(note_of(outcome.estimate).starts_with("only the "));
        }
    }
    OutcomeTotals merged(kSyntheticWarRung);
    merged.merge(left_out);
    CHECK(merged == left_out);
}

TEST_CASE("unknown outcome names are reported where they stand, with the nearest name") {
    const std::vector<Reference> wanted = {
        {"p_war", {"s.yaml", 1, 1}}, {"value_usa", {"s.yaml", 2, 5}}, {"p_max_rung_ge_9", {"s.yaml", 3, 5}}};
    try {
        check_outcome_names(wanted, synthetic_names(), kSyntheticWarRung);
        FAIL("accepted");
    } catch (const InputError& error) {
        REQUIRE(error.diagnostics().size() == 2);
        CHECK(error.diagnostics()[0].where.line == 2);
        CHECK(error.diagnostics()[0].hint == "did you mean 'value_us'?");
        CHECK_THAT(error.diagnostics()[1].hint, contains("p_max_rung_ge_"));
    }
}

TEST_CASE("a selection keeps the order in which it was asked for") {
    const OutcomeTotals totals(kSyntheticWarRung);
    const std::vector<std::string> wanted = {"value_cn", "p_war"};
    const auto selected = select_outcomes(outcomes_of(totals, synthetic_names()), wanted);
    REQUIRE(selected.size() == 2);
    CHECK(selected[0].name == "value_cn");
    CHECK(select_outcomes(outcomes_of(totals, synthetic_names()), {}).size() > 20);
}
