// SPDX-License-Identifier: Apache-2.0
#include "analysis/store/sweep_summary.hpp"

#include <algorithm>

#include "analysis/estimate_json.hpp"

namespace offramp {

static void add(OutcomeSpread& spread, std::uint64_t point, const std::optional<double>& value) {
    if (!value) return;
    ++spread.points;
    spread.mean = spread.mean.value_or(0.0) + *value;
    if (!spread.lowest || *value < *spread.lowest) {
        spread.lowest = value;
        spread.lowest_at = point;
    }
    if (!spread.highest || *value > *spread.highest) {
        spread.highest = value;
        spread.highest_at = point;
    }
}

static void add_failures(SweepSummary& summary, std::uint64_t point, const std::string& policy,
                         const StoredResult& result) {
    summary.campaigns_failed += result.failed;
    for (const FailedCampaign& failed : result.failures) {
        const bool is_known = std::ranges::find(summary.failures, failed.message, &SweepFailure::message) !=
                              summary.failures.end();
        if (is_known || summary.failures.size() == Failures::kKept) continue;
        summary.failures.push_back({failed.message, point, policy, failed.campaign});
    }
}

SweepSummary summarise(const StoreReader& store) {
    SweepSummary summary;
    summary.info = store.info();
    for (const StoredPolicy& policy : summary.info.policies) {
        PolicySpread& spread = summary.policies.emplace_back(PolicySpread{policy.name, {}});
        for (const StoredOutcome& outcome : summary.info.outcomes)
            spread.outcomes.emplace_back().name = outcome.name;
    }
    // In the order of the points, so that the mean is the same to the last digit whoever wrote them when.
    store.each_point([&](const StoredPoint& point) {
        ++summary.points;
        for (std::size_t p = 0; p < point.results.size(); ++p) {
            if (point.results[p])
                add_failures(summary, point.point, summary.policies[p].name, *point.results[p]);
            for (std::size_t o = 0; o < point.estimates[p].size(); ++o)
                add(summary.policies[p].outcomes[o], point.point, point.estimates[p][o].value);
        }
    });
    for (PolicySpread& policy : summary.policies) {
        for (OutcomeSpread& spread : policy.outcomes) {
            if (spread.mean) *spread.mean /= static_cast<double>(spread.points);
        }
    }
    return summary;
}

static void to_json(nlohmann::ordered_json& json, const SweepFailure& failure) {
    json = {{"message", failure.message},
            {"point", failure.point},
            {"policy", failure.policy},
            {"campaign", failure.campaign}};
}

static void to_json(nlohmann::ordered_json& json, const OutcomeSpread& spread) {
    json = {{"name", spread.name},
            {"points", spread.points},
            {"mean", spread.mean},
            {"lowest", spread.lowest},
            {"lowest_at", spread.lowest_at},
            {"highest", spread.highest},
            {"highest_at", spread.highest_at}};
}

static void to_json(nlohmann::ordered_json& json, const PolicySpread& policy) {
    json = {{"name", policy.name}, {"outcomes", policy.outcomes}};
}

nlohmann::ordered_json to_json(const SweepSummary& summary) {
    const StoreInfo& info = summary.info;
    return {{"offramp", info.version},
            {"scenario", {{"name", info.scenario}, {"hash", info.scenario_hash}}},
            {"sweep", {{"name", info.sweep}, {"hash", info.hash}}},
            {"seed", info.seed},
            {"campaigns", info.campaigns},
            {"points", info.points_wanted},
            {"points_finished", summary.points},
            {"campaigns_failed", summary.campaigns_failed},
            {"failures", summary.failures},
            {"shard", info.shard},
            {"policies", summary.policies}};
}

}  // namespace offramp
