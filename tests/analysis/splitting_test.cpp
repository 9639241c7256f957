// SPDX-License-Identifier: Apache-2.0
// Row 2 of the verification table; theory notes, section 13.
#include "analysis/splitting.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "analysis/rare_comparison.hpp"
#include "analysis/replicated_interval.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

constexpr double kRuin = 5.8264369e-8;
constexpr double kBusyPeriod = 9.5367523e-7;

std::vector<int> every_rung(const Model& model) {
    std::vector<int> levels;
    for (int rung = 1; rung <= model.war_rung; ++rung) levels.push_back(rung);
    return levels;
}

Mean probability_of(const SplittingRun& run, int rung) {
    Mean mean;
    for (const SplittingReplication& r : run.replications) mean.add(r.probability[at(rung)]);
    return mean;
}

/// P(highest rung >= k) by splitting with few campaigns a level agrees with plain campaigns, for every k.
void check_unbiased(const Model& model, int campaigns, const SplittingOptions& options) {
    std::vector<int> reached(at(model.war_rung) + 1, 0);
    int wars = 0;
    for_each_campaign(model, campaigns, [&](const CampaignSummary& s) {
        for (int k = 0; k <= s.highest_rung; ++k) ++reached[at(k)];
        wars += s.war ? 1 : 0;
    });
    CHECK(wars == reached.back());
    const SplittingRun run = split_campaigns(model, options);
    REQUIRE(run.complete);
    for (int rung = 1; rung <= model.war_rung; ++rung) {
        const Mean split = probability_of(run, rung);
        const double plain = reached[at(rung)] / double(campaigns);
        const double plain_error = std::sqrt(std::max(plain, split.mean()) / campaigns);
        INFO(model.scenario_name << ' ' << model.policy_name << ", rung " << rung << ": " << split.mean()
                                 << " +- " << split.error() << " by splitting, " << plain
                                 << " by plain campaigns");
        CHECK(std::abs(split.mean() - plain) <= 4.0 * std::hypot(split.error(), plain_error));
    }
}

void check_pausing(const Model& model) {
    Simulator simulator(model);
    std::uint64_t campaign = 0;
    while (!simulator.run_until_rung({1, campaign}, 2)) ++campaign;
    const PausedCampaign paused = simulator.pause();
    CHECK(paused.highest_rung() >= 2);
    Simulator other(model);  // has met no crisis yet
    std::set<std::uint64_t> lengths;
    for (std::uint64_t k = 0; k < 20; ++k) {
        const bool here = simulator.resume_until_rung(paused, {2, k}, model.war_rung);
        const std::uint64_t steps = simulator.steps();
        CHECK(other.resume_until_rung(paused, {2, k}, model.war_rung) == here);
        CHECK(other.steps() == steps);
        other.run_until_rung({9, k}, model.war_rung);  // leaves nothing behind
        lengths.insert(steps);
    }
    CHECK(lengths.size() > 5);  // fresh draws each time
    CHECK(paused.highest_rung() >= 2);
    // A state that already stands above a level has reached it without a step.
    CHECK(simulator.resume_until_rung(paused, {2, 99}, 1));
    CHECK(simulator.steps() == 0);
    // Run to the end in this way, a campaign is the same as any.
    const CampaignSummary whole = simulator.run({1, campaign});
    simulator.run_until_rung({1, campaign}, 1000);
    CHECK(simulator.highest_rung() == whole.highest_rung);
}

}  // namespace

TEST_CASE("splitting finds a ruin that plain campaigns would see once in 17 million") {
    const Model model = model_of("scenarios/theory/gamblers-ruin.yaml", {"twenty-rungs"});
    const SplittingRun run = split_campaigns(model, {.seed = 1, .effort = 500, .replications = 20});
    const RareOutcome war = rare_outcomes(run).back();
    CHECK(war.name == "p_war");
    CHECK(std::abs(*war.estimate.value - kRuin) < 4.0 * *war.standard_error);
    CHECK(*war.standard_error < 0.1 * kRuin);
    CHECK(*war.estimate.low < kRuin);
    CHECK(*war.estimate.high > kRuin);
    CHECK(*war.relative_efficiency > 1000.0);
    CHECK(run.levels.size() > 10);
    CHECK(run.levels.back() == 20);
}

TEST_CASE("splitting of a busy period has the stages and the variance that theory gives", "[long]") {
    const Model model = model_of("scenarios/theory/gamblers-ruin.yaml", {"busy-period"});
    constexpr int kEffort = 200;
    constexpr int kReplications = 150;
    const SplittingRun run = split_campaigns(
        model, {.seed = 3, .effort = kEffort, .replications = kReplications, .levels = every_rung(model)});
    const Mean war = probability_of(run, 20);
    CHECK(war.deviation(kBusyPeriod) < 4.0);
    double relative_variance = 1.0;
    double first_order = 0.0;
    for (std::size_t k = 1; k < 20; ++k) {
        const double p = (std::exp2(k) - 1.0) / (std::exp2(k + 1) - 1.0);
        relative_variance *= 1.0 + (1.0 - p) / p / kEffort;
        first_order += (1.0 - p) / p;
        Mean passed;
        for (const SplittingReplication& r : run.replications) passed.add(r.passed[k]);
        CHECK(passed.deviation(p) < 4.0);
    }
    CHECK(first_order == Approx(20.6067).epsilon(1e-5));
    relative_variance -= 1.0;
    // The estimate is close to lognormal; its sample variance has a relative error of about sqrt(2.8 / n).
    CHECK(war.variance() / (kBusyPeriod * kBusyPeriod) ==
          Approx(relative_variance).epsilon(4.0 * std::sqrt(2.8 / kReplications)));
}

TEST_CASE("intervals of splitting cover", "[long]") {
    const Model model = model_of("scenarios/theory/gamblers-ruin.yaml");
    constexpr double kTruth = 0.1282523488;
    constexpr int kExperiments = 150;
    int covered = 0;
    for (std::uint64_t seed = 0; seed < kExperiments; ++seed) {
        const SplittingRun run = split_campaigns(
            model, {.seed = seed, .effort = 50, .replications = 8, .levels = {4, 5, 6, 7, 8, 9, 10}});
        const Estimate war = rare_outcomes(run).back().estimate;
        covered += *war.low <= kTruth && kTruth <= *war.high ? 1 : 0;
    }
    CHECK(std::abs(covered / double{kExperiments} - 0.95) < 4.0 * std::sqrt(0.95 * 0.05 / kExperiments));
}

TEST_CASE("splitting is unbiased, however few campaigns it starts, whatever the state holds", "[long]") {
    const Model compact = model_of("tests/fixtures/compact.yaml");
    check_unbiased(compact, 8000,
                   {.seed = 5, .effort = 20, .replications = 150, .levels = every_rung(compact)});
    // Fewer levels, with rungs in between.
    check_unbiased(compact, 8000, {.seed = 6, .effort = 50, .replications = 50});
}

TEST_CASE("splitting agrees with plain campaigns of a rich scenario", "[long]") {
    for (const char* policy : {"no-guardrails", "guardrails-negotiated"}) {
        const Model model = rich_model({policy});
        check_unbiased(model, 2000,
                       {.seed = 7, .effort = 50, .replications = 30, .levels = {6, 7, 8, model.war_rung}});
    }
}

TEST_CASE("splitting works with agents that play from solved crises") {
    const Model model = solving_model();
    check_unbiased(model, 4000, {.seed = 8, .effort = 50, .replications = 30, .levels = every_rung(model)});
}

TEST_CASE("a paused campaign stays as it was and goes on as often as one likes") {
    check_pausing(model_of("tests/fixtures/compact.yaml"));
    check_pausing(solving_model());
}

TEST_CASE("splitting does not depend on threads and pairs policies by replication") {
    const Model model = model_of("tests/fixtures/compact.yaml");
    const SplittingOptions one{.seed = 11, .effort = 40, .replications = 12};
    SplittingOptions four = one;
    four.threads = 4;
    int calls = 0;
    four.progress = [&](int done) { CHECK(done == ++calls); };
    const SplittingRun a = split_campaigns(model, one);
    const SplittingRun b = split_campaigns(model, four);
    CHECK(calls == 12);
    REQUIRE(a.replications.size() == b.replications.size());
    CHECK(a.levels == b.levels);
    for (std::size_t r = 0; r < a.replications.size(); ++r) {
        CHECK(a.replications[r].probability == b.replications[r].probability);
        CHECK(a.replications[r].steps == b.replications[r].steps);
    }
    CHECK(a.replications[0].probability != a.replications[1].probability);
    const Model* models[] = {&model, &model};
    const RareComparison same = compare_rare(models, one);
    for (const RareDifference& d : same.differences) {
        CHECK(d.difference.value == 0.0);
        CHECK(d.difference.low == 0.0);
        CHECK(d.difference.high == 0.0);
        if (d.ratio.value) CHECK(d.ratio.value == 1.0);
    }
    std::stop_source stop;
    SplittingOptions stopped = one;
    stopped.cancel = stop.get_token();
    stopped.progress = [&](int done) {
        if (done == 3) stop.request_stop();
    };
    const RareComparison part = compare_rare(models, stopped);
    CHECK_FALSE(part.complete);
}

TEST_CASE("where no campaign came, the estimate says how little is known") {
    const Model model = model_of("scenarios/theory/gamblers-ruin.yaml", {"twenty-rungs"});
    // One level: plain campaigns.
    const SplittingRun run =
        split_campaigns(model, {.seed = 1, .effort = 100, .replications = 5, .levels = {20}});
    const RareOutcome war = rare_outcomes(run).back();
    CHECK(war.estimate.value == 0.0);
    CHECK(war.estimate.low == 0.0);
    CHECK(*war.estimate.high > kRuin);
    CHECK(*war.estimate.high < 1.0);
    CHECK_FALSE(war.standard_error.has_value());
    CHECK_FALSE(war.relative_efficiency.has_value());
}
