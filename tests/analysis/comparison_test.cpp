// SPDX-License-Identifier: Apache-2.0
#include "analysis/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "analysis/comparison_record.hpp"
#include "analysis/verdict.hpp"
#include "engine/base/error.hpp"
#include "tests/analysis/synthetic.hpp"
#include "tests/catch.hpp"
#include "tests/support/sanitized.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

/// A policy that shortens crises, from 20 hours to 15 in the mean, and pays 0.5 more on average.
CampaignSummary treated(std::uint64_t campaign) {
    CampaignSummary s = synthetic_summary(campaign);
    s.crisis_hours *= 0.75;
    s.value[0] += uniform(campaign, 20);
    if (s.war && uniform(campaign, 21) < 0.5) {
        s.war = s.war_by_accident = false;
        s.highest_rung = 3;
    }
    return s;
}

void add(PairedTotals& totals, std::uint64_t campaign) {
    totals.add(campaign, std::vector{synthetic_summary(campaign), treated(campaign)});
}

const std::vector<std::string> kPolicies = {"base", "treated"};

Comparison comparison_of(const PairedTotals& totals) {
    return compare(totals, kPolicies, synthetic_names());
}

const Difference& find(const Comparison& comparison, const std::string& name) {
    const auto found = std::find_if(comparison.differences.begin(), comparison.differences.end(),
                                    [&](const Difference& d) { return d.outcome.name == name; });
    REQUIRE(found != comparison.differences.end());
    return *found;
}

std::vector<MakeRunner> synthetic_runners() {
    const auto runner = [](CampaignSummary (*summary)(std::uint64_t)) -> MakeRunner {
        return [summary]() -> CampaignRunner {
            return [summary](std::uint64_t campaign, Trajectory*) { return summary(campaign); };
        };
    };
    return {runner(synthetic_summary), runner(treated)};
}

bool covers(const Estimate& estimate, double truth) {
    return *estimate.low <= truth && truth <= *estimate.high;
}

}  // namespace

TEST_CASE("paired differences agree with sums made by hand") {
    constexpr std::uint64_t kCampaigns = 500;
    PairedTotals totals(2, kSyntheticWarRung);
    double mean = 0.0;
    double squares = 0.0;
    DiscordantPairs wars;
    wars.campaigns = kCampaigns;
    for (std::uint64_t k = 0; k < kCampaigns; ++k) {
        add(totals, k);
        const double d = treated(k).value[0] - synthetic_summary(k).value[0];
        mean += d / kCampaigns;
        squares += d * d;
        wars.baseline_only += synthetic_summary(k).war && !treated(k).war ? 1U : 0U;
    }
    const Comparison comparison = comparison_of(totals);
    const Difference& value = find(comparison, "value_us");
    const double error = std::sqrt((squares - kCampaigns * mean * mean) / (kCampaigns - 1) / kCampaigns);
    CHECK(value.difference.value.value() == Approx(mean));
    CHECK(value.difference.low.value() ==
          Approx(mean - student_quantile(kCampaigns - 1.0, kNormal975) * error));
    CHECK(value.variance_reduction.value() > 100);
    CHECK_FALSE(value.ratio.value.has_value());  // the zero of a payoff means nothing
    const Difference& war = find(comparison, "p_war");
    CHECK(war.discordant->baseline_only == wars.baseline_only);
    CHECK(war.discordant->policy_only == 0);
    CHECK(war.difference.high == paired_proportions(wars).high);
    const Difference& hours = find(comparison, "hours_to_deescalation");
    CHECK(hours.ratio.value.value() == Approx(0.75));
    CHECK(hours.ratio.high.value_or(0.75) == Approx(0.75).margin(1e-6));  // the same share of each crisis
    CHECK(comparison.critical_value > kNormal975);
    CHECK(comparison.critical_value <= bonferroni_95(comparison.family));
    CHECK(*war.simultaneous_low < *war.difference.low);
    CHECK(*war.simultaneous_high > *war.difference.high);
    const Difference& tail = find(comparison, "cvar5_value_us");
    CHECK_FALSE(tail.paired);
    CHECK(tail.difference.high.value() == Approx(*tail.of_policy.high - *tail.of_baseline.low));
    CHECK_FALSE(tail.simultaneous_low.has_value());
}

TEST_CASE("the variance reduction of a proportion is that of its discordant pairs") {
    // Theory notes, section 16: .10 against .08 with discordant shares .03 and .01.
    PairedTotals totals(2, kSyntheticWarRung);
    for (std::uint64_t k = 0; k < 1000; ++k) {
        CampaignSummary baseline;
        CampaignSummary policy;
        policy.highest_rung = k < 100 ? 2 : 0;
        baseline.highest_rung = (k >= 30 && k < 110) ? 2 : 0;
        totals.add(k, std::vector{baseline, policy});
    }
    const Difference d = find(comparison_of(totals), "p_max_rung_ge_2");
    CHECK(d.discordant->policy_only == 30);
    CHECK(d.discordant->baseline_only == 10);
    CHECK(d.variance_reduction.value() == Approx(4.1313).epsilon(1e-4));
    CHECK(d.correlation.value() == Approx(0.062 / std::sqrt(0.09 * 0.0736)));
    // At best the rarer event happens only together with the other: .02 discordant.
    CHECK(d.variance_reduction_limit.value() == Approx(0.1636 / (0.02 * 0.98)));
    CHECK(d.ratio.value.value() == Approx(1.25));
    CHECK(d.difference.high.value() - d.difference.low.value() ==
          Approx(2 * kNormal975 * std::sqrt(0.0396 / 1000)).epsilon(0.05));
}

TEST_CASE("intervals of differences cover in repeated small experiments", "[long]") {
    constexpr int kExperiments = 1000;
    const auto definitions = outcome_definitions(synthetic_names(), kSyntheticWarRung);
    const std::pair<const char*, double> truths[] = {
        {"value_us", 0.5}, {"hours_to_deescalation", -5.0}, {"p_war", -0.05}, {"cooperation_kept", 0.0}};
    std::vector<int> covered(std::size(truths), 0);
    for (std::uint64_t experiment = 0; experiment < kExperiments; ++experiment) {
        PairedTotals totals(2, kSyntheticWarRung);
        for (std::uint64_t k = 0; k < 200; ++k) add(totals, experiment * 200 + k);
        for (std::size_t t = 0; t < std::size(truths); ++t) {
            const auto definition =
                std::find_if(definitions.begin(), definitions.end(),
                             [&](const OutcomeDefinition& d) { return d.name == truths[t].first; });
            covered[t] += covers(paired_difference(totals, 1, *definition), truths[t].second) ? 1 : 0;
        }
    }
    const double slack = 4 * std::sqrt(0.95 * 0.05 / kExperiments);
    for (std::size_t t = 0; t + 1 < std::size(truths); ++t) {
        INFO(truths[t].first);
        CHECK(std::abs(covered[t] / double{kExperiments} - 0.95) < slack);
    }
    CHECK(covered.back() == kExperiments);  // the policy leaves it alone: 0 in every campaign
}

TEST_CASE("simultaneous intervals cover together") {
    constexpr int kExperiments = kSanitized ? 40 : 200;
    const std::pair<const char*, double> truths[] = {
        {"value_us", 0.5}, {"hours_to_deescalation", -5.0}, {"p_war", -0.05}};
    int covered = 0;
    for (std::uint64_t experiment = 0; experiment < kExperiments; ++experiment) {
        PairedTotals totals(2, kSyntheticWarRung);
        for (std::uint64_t k = 0; k < 300; ++k) add(totals, 1'000'000 + experiment * 300 + k);
        const Comparison comparison = comparison_of(totals);
        covered += std::all_of(std::begin(truths), std::end(truths),
                               [&](const auto& truth) {
                                   const Difference& d = find(comparison, truth.first);
                                   return *d.simultaneous_low <= truth.second &&
                                          truth.second <= *d.simultaneous_high;
                               })
                       ? 1
                       : 0;
    }
    CHECK(covered / double{kExperiments} >= 0.95 - 4 * std::sqrt(0.95 * 0.05 / kExperiments));
}

TEST_CASE("any partition of paired campaigns merges to identical totals, on any number of threads") {
    const std::vector<MakeRunner> runners = synthetic_runners();
    const auto part = [&](std::uint64_t first, std::uint64_t count, int threads) {
        return run_paired_batch(runners, kSyntheticWarRung,
                                {.first = first, .count = count, .threads = threads});
    };
    const BatchResult whole = part(0, 1500, 1);
    CHECK(whole.complete);
    CHECK(whole.totals.campaigns() == 1500);
    CHECK(part(0, 1500, 4).totals == whole.totals);
    PairedTotals forward = part(0, 700, 2).totals;
    forward.merge(part(700, 800, 2).totals);
    PairedTotals backward = part(700, 800, 1).totals;
    backward.merge(part(0, 700, 3).totals);
    CHECK(forward == whole.totals);
    CHECK(backward == whole.totals);
}

TEST_CASE("a campaign that fails under one policy is left out of all") {
    std::vector<MakeRunner> runners = synthetic_runners();
    runners[1] = []() -> CampaignRunner {
        return [](std::uint64_t campaign, Trajectory*) {
            if (campaign % 100 == 7) throw RuntimeFailure("broke");
            return treated(campaign);
        };
    };
    const PairedTotals totals =
        run_paired_batch(runners, kSyntheticWarRung, {.count = 1000, .threads = 2}).totals;
    CHECK(totals.campaigns() == 990);
    CHECK(totals.totals(0).failed() == 0);
    CHECK(totals.totals(1).failed() == 10);
    CHECK(totals.totals(1).first_failures().front().campaign == 7);
    CHECK(totals.totals(1).campaigns() == 990);
    const Comparison comparison = comparison_of(totals);
    CHECK(comparison.censored);
    for (const Difference& d : comparison.differences) {
        CHECK_FALSE(d.difference.low);
        CHECK_FALSE(d.of_baseline.low);
        CHECK_FALSE(d.simultaneous_low);
    }
    CHECK(note_of(find(comparison, "p_war").difference) == "only the 990 that did not fail");
    const std::vector<std::string> headline = {"p_war", "value_us"};
    CHECK(verdicts_of(comparison, headline, synthetic_names()).empty());
}

TEST_CASE("a campaign that fails under both policies counts under both") {
    std::vector<MakeRunner> runners = synthetic_runners();
    for (std::size_t p = 0; p < 2; ++p) {
        runners[p] = [p]() -> CampaignRunner {
            return [p](std::uint64_t campaign, Trajectory*) {
                if (campaign % 10 < 3 - p) throw RuntimeFailure("broke");
                return synthetic_summary(campaign);
            };
        };
    }
    const PairedTotals totals = run_paired_batch(runners, kSyntheticWarRung, {.count = 100}).totals;
    CHECK(totals.totals(0).failed() == 30);
    CHECK(totals.totals(1).failed() == 20);
    CHECK(totals.campaigns() == 70);
}

TEST_CASE("a tie is called a tie") {
    PairedTotals totals(2, kSyntheticWarRung);
    for (std::uint64_t k = 0; k < 60; ++k) {
        CampaignSummary policy = synthetic_summary(k);
        policy.value[0] += 0.5 + uniform(k, 30);
        totals.add(k, std::vector{synthetic_summary(k), policy});
    }
    const Comparison comparison = comparison_of(totals);
    const Difference& tension = find(comparison, "mean_tension");
    CHECK(tension.tie);
    CHECK(tension.difference.value == 0.0);
    CHECK(tension.difference.high.value() == Approx(1.0 - std::pow(0.025, 1.0 / 60)));
    CHECK_FALSE(tension.variance_reduction);
    CHECK_FALSE(tension.correlation);
    const Difference& rounds = find(comparison, "crises_per_year");
    CHECK(rounds.tie);
    CHECK_FALSE(rounds.difference.low);
    CHECK(note_of(rounds.difference) == "the same in all 60");
    CHECK_FALSE(find(comparison, "value_us").tie);
    const std::vector<std::string> wanted = {"mean_tension", "crises_per_year"};
    const std::vector<Verdict> verdicts = verdicts_of(comparison, wanted, synthetic_names());
    REQUIRE(verdicts.size() == 2);
    for (const Verdict& verdict : verdicts) {
        CHECK(verdict.strength == Strength::kTie);
        CHECK_THAT(verdict.text,
                   contains("treated and base tie in ") && contains("the same in each of 60 campaigns"));
    }
}

TEST_CASE("outcomes that do not vary count among the simultaneous intervals") {
    // Two policies that differ in one payoff only: the others are ties, and the critical value is not 1.96.
    PairedTotals totals(2, kSyntheticWarRung);
    for (std::uint64_t k = 0; k < 200; ++k) {
        CampaignSummary policy = synthetic_summary(k);
        policy.value[0] += uniform(k, 30);
        totals.add(k, std::vector{synthetic_summary(k), policy});
    }
    const Comparison comparison = comparison_of(totals);
    REQUIRE(comparison.family > 5);
    CHECK(comparison.critical_value > 0.97 * bonferroni_95(comparison.family));
}

TEST_CASE("a cancelled comparison keeps the first campaigns") {
    std::stop_source stop;
    BatchOptions options{.count = 1'000'000, .threads = 2, .cancel = stop.get_token()};
    options.progress = [&](std::uint64_t) { stop.request_stop(); };
    const std::vector<MakeRunner> runners = synthetic_runners();
    const BatchResult result = run_paired_batch(runners, kSyntheticWarRung, options);
    CHECK_FALSE(result.complete);
    CHECK(result.totals == run_paired_batch(runners, kSyntheticWarRung, {.count = result.done}).totals);
}

TEST_CASE("a policy compared with itself differs by exactly 0") {
    const std::string scenario = OFFRAMP_SOURCE_DIR "/tests/cli/strait.yaml";
    const std::vector<std::string> one = {"noisy"};
    Experiment experiment = load_experiment(scenario, one);
    experiment.cases.push_back(load_experiment(scenario, one).cases.front());
    experiment.cases.back().model.policy_name = "again";
    const ComparisonRecord record = compare_policies(experiment, {.seed = 3, .campaigns = 200, .threads = 2});
    CHECK(record.differing.at(1) == 0);
    REQUIRE(record.comparison.differences.size() > 20);
    for (const Difference& d : record.comparison.differences) {
        CHECK(d.identical);
        if (!d.of_policy.value) continue;
        CHECK(d.difference.value == 0.0);
        CHECK(d.difference.low == 0.0);
        CHECK(d.difference.high == 0.0);
    }
    for (const Verdict& verdict : record.verdicts) CHECK(verdict.strength == Strength::kIdentical);
}

TEST_CASE("a verdict names a side by its title") {
    Names names = synthetic_names();
    CHECK(subject_of("value_us", names) == "the payoff of us");
    names.actor_titles = {"United States", "China"};
    CHECK(subject_of("value_us", names) == "the payoff of United States");
    CHECK(subject_of("share_backed_down_cn", names) == "share backed down of China");
    CHECK(subject_of("p_war", names) == "P(war)");
}

TEST_CASE("what differs by the rounding of computed times alone is a tie") {
    PairedTotals totals(2, kSyntheticWarRung);
    for (std::uint64_t k = 0; k < 60; ++k) {
        CampaignSummary baseline = synthetic_summary(k);
        baseline.crises_ended = static_cast<std::int32_t>(1 + k % 3);
        baseline.crisis_hours = 4.0 * baseline.crises_ended;
        CampaignSummary policy = baseline;
        policy.crises_ended += static_cast<std::int32_t>(k % 2);
        policy.crisis_hours = (4.0 + 1e-9) * policy.crises_ended;
        totals.add(k, std::vector{baseline, policy});
    }
    const Difference d = find(comparison_of(totals), "hours_to_deescalation");
    CHECK(d.tie);
    CHECK(d.difference.value == 0.0);
    CHECK(d.simultaneous_low.value_or(0.0) <= 0.0);
    CHECK_FALSE(d.variance_reduction);
}

TEST_CASE("a difference that varies by the unit of sums alone has no variance to speak of") {
    PairedTotals totals(2, kSyntheticWarRung);
    for (std::uint64_t k = 0; k < 60; ++k) {
        CampaignSummary baseline = synthetic_summary(k);
        baseline.value[0] = 1e-4 * uniform(k, 31);
        CampaignSummary policy = baseline;
        policy.value[0] += 0.3;  // no multiple of the unit: which way it is rounded depends on the rest
        totals.add(k, std::vector{baseline, policy});
    }
    const Difference d = find(comparison_of(totals), "value_us");
    CHECK(d.difference.value.value() == Approx(0.3));
    CHECK_FALSE(d.variance_reduction);
}

TEST_CASE("a verdict is as strong as its intervals") {
    Comparison comparison;
    comparison.family = 20;
    Difference d;
    d.policy = "guardrails";
    d.baseline = "none";
    d.outcome.name = "p_max_rung_ge_6";
    d.of_baseline.value = 0.53;
    d.of_policy.value = 0.18;
    d.difference = {-0.35, -0.36, -0.34, 1000};
    d.simultaneous_low = -0.37;
    d.simultaneous_high = -0.33;
    d.discordant = DiscordantPairs{};
    const std::vector<std::string> wanted = {"p_max_rung_ge_6", "p_war"};
    const auto verdict = [&] {
        comparison.differences = {d};
        const std::vector<Verdict> verdicts = verdicts_of(comparison, wanted, synthetic_names());
        REQUIRE(verdicts.size() == 1);
        return verdicts.front();
    };
    CHECK(verdict().strength == Strength::kClear);
    CHECK(
        verdict().text ==
        "guardrails lowers P(highest rung >= 6) from 0.53 to 0.18 (-0.35, 95 % -0.36 to -0.34): 35 fewer in "
        "100 campaigns; clear");
    d.simultaneous_high = 0.01;
    CHECK(verdict().strength == Strength::kLikely);
    CHECK_THAT(verdict().text, contains("guardrails seems to lower") && contains("among 20 differences") &&
                                   !contains("clear"));
    d.difference.high = 0.001;
    CHECK(verdict().strength == Strength::kOpen);
    CHECK_THAT(verdict().text, contains("may or may not change") && !contains("lowers"));
    d.outcome.name = "p_war";
    d.of_baseline.value = 0.0;
    d.of_policy.value = 0.0004;
    d.difference = {0.0004, 0.0002, 0.0006, 1000};
    d.simultaneous_low = 0.0001;
    CHECK_THAT(verdict().text,
               contains("raises P(war) from 0 to 0.0004") && contains(": 4 more in 10000 campaigns; clear"));
    d.identical = true;
    CHECK(verdict().strength == Strength::kIdentical);
}
