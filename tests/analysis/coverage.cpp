// SPDX-License-Identifier: Apache-2.0
#include "tests/analysis/coverage.hpp"

#include <cmath>
#include <iterator>

#include "analysis/chunks.hpp"
#include "analysis/comparison.hpp"
#include "analysis/experiment.hpp"
#include "tests/analysis/synthetic.hpp"

namespace offramp::testing {
namespace {

using Campaigns = std::vector<std::vector<CampaignSummary>>;

bool holds(const std::optional<double>& low, const std::optional<double>& high, double truth) {
    const double rounding = 1e-9 * (1.0 + std::abs(truth));
    return *low <= truth + rounding && truth <= *high + rounding;
}

void count(Coverage& coverage, const Estimate& estimate, const Estimate& truth) {
    ++coverage.batches;
    if (!estimate.low) {
        ++coverage.none;
    } else if (truth.value && !holds(estimate.low, estimate.high, *truth.value)) {
        ++coverage.missed;
    }
}

Comparison comparison_of(const CampaignPool& pool, const PairedTotals& totals) {
    return compare(totals, pool.policies, pool.names);
}

/// The rows of all outcomes that are compared.
PoolCoverage no_batches(const Comparison& truth) {
    PoolCoverage coverage;
    for (const Difference& d : truth.differences) coverage.outcomes.push_back({d.outcome.name, {}, {}, {}});
    return coverage;
}

}  // namespace

void Coverage::merge(const Coverage& other) {
    batches += other.batches;
    none += other.none;
    missed += other.missed;
}

void PoolCoverage::merge(const PoolCoverage& other) {
    for (std::size_t k = 0; k < outcomes.size(); ++k) {
        outcomes[k].baseline.merge(other.outcomes[k].baseline);
        outcomes[k].policy.merge(other.outcomes[k].policy);
        outcomes[k].difference.merge(other.outcomes[k].difference);
    }
    together.merge(other.together);
}

CampaignPool simulate_pool(const std::filesystem::path& scenario, const std::vector<std::string>& policies,
                           std::uint64_t count, int threads) {
    const Experiment experiment = load_experiment(scenario, policies, threads);
    std::vector<MakeRunner> makers;
    for (const PolicyCase& policy : experiment.cases) makers.push_back(simulators_of(policy.model, 1));
    CampaignPool pool{
        {}, policies, experiment.cases.front().model.names, experiment.cases.front().model.war_rung};
    run_chunks(
        {.count = count, .threads = threads},
        [&] {
            std::vector<CampaignRunner> runners;
            for (const MakeRunner& make : makers) runners.push_back(make());
            return runners;
        },
        [](std::vector<CampaignRunner>& runners, ChunkRange range) {
            Campaigns part;
            for (std::uint64_t campaign = range.begin; campaign < range.end; ++campaign) {
                part.emplace_back();
                for (CampaignRunner& run : runners) part.back().push_back(run(campaign, nullptr));
            }
            return part;
        },
        [&](Campaigns& part) {
            pool.campaigns.insert(pool.campaigns.end(), std::make_move_iterator(part.begin()),
                                  std::make_move_iterator(part.end()));
        });
    return pool;
}

PoolCoverage coverage_in(const CampaignPool& pool, std::uint64_t campaigns, std::uint64_t batches,
                         int threads) {
    PairedTotals all(pool.policies.size(), pool.war_rung);
    for (std::size_t k = 0; k < pool.campaigns.size(); ++k) all.add(k, pool.campaigns[k]);
    const Comparison truth = comparison_of(pool, all);
    const auto add = [&](int, std::uint64_t batch, PoolCoverage& coverage) {
        PairedTotals totals(pool.policies.size(), pool.war_rung);
        const std::uint64_t seed = mixed(mixed(campaigns) + batch);
        for (std::uint64_t k = 0; k < campaigns; ++k)
            totals.add(k, pool.campaigns[mixed(seed + k) % pool.campaigns.size()]);
        const Comparison comparison = comparison_of(pool, totals);
        bool all_hold = true;
        for (std::size_t k = 0; k < comparison.differences.size(); ++k) {
            const Difference& d = comparison.differences[k];
            const Difference& t = truth.differences[k];
            count(coverage.outcomes[k].baseline, d.of_baseline, t.of_baseline);
            count(coverage.outcomes[k].policy, d.of_policy, t.of_policy);
            count(coverage.outcomes[k].difference, d.difference, t.difference);
            if (d.simultaneous_low && t.difference.value)
                all_hold = all_hold && holds(d.simultaneous_low, d.simultaneous_high, *t.difference.value);
        }
        coverage.together.merge({1, 0, all_hold ? 0U : 1U});
    };
    return reduce_batch(
               {.count = batches, .threads = threads, .chunk = 4}, no_batches(truth), [] { return 0; }, add)
        .totals;
}

}  // namespace offramp::testing
