// SPDX-License-Identifier: Apache-2.0
#include "analysis/store/sweep_summary.hpp"

#include <algorithm>

#include "analysis/estimate_json.hpp"

namespace offramp {

SweepSummary summarise(const StoreReader& store) {
    SweepSummary summary;
    summary.info = store.info();
    summary.points = store.points_finished();
    summary.campaigns_failed =
        static_cast<std::uint64_t>(store.database().number("SELECT TOTAL(failed) FROM result"));
    Statement failures = store.database().prepare(
        "SELECT message, point, name, campaign FROM failure JOIN policy USING (policy) ORDER BY point, "
        "policy, "
        "campaign");
    while (summary.failures.size() < Failures::kKept && failures.step()) {
        SweepFailure failure{failures.text(0), static_cast<std::uint64_t>(failures.integer(1)),
                             failures.text(2), static_cast<std::uint64_t>(failures.integer(3))};
        if (std::ranges::find(summary.failures, failure.message, &SweepFailure::message) ==
            summary.failures.end())
            summary.failures.push_back(std::move(failure));
    }
    for (const StoredPolicy& policy : summary.info.policies) {
        PolicySpread& spread = summary.policies.emplace_back(PolicySpread{policy.name, {}});
        for (const StoredOutcome& outcome : summary.info.outcomes)
            spread.outcomes.emplace_back().name = outcome.name;
    }
    // In the order of the points, so that the mean is the same to the last digit whoever wrote them when.
    Statement rows =
        store.database().prepare("SELECT point, policy, outcome, estimate FROM estimate ORDER BY point");
    while (rows.step()) {
        const std::optional<double> value = rows.real(3);
        if (!value) continue;
        const auto point = static_cast<std::uint64_t>(rows.integer(0));
        OutcomeSpread& spread = summary.policies.at(static_cast<std::size_t>(rows.integer(1)))
                                    .outcomes.at(static_cast<std::size_t>(rows.integer(2)));
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
