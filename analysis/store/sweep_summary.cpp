// SPDX-License-Identifier: Apache-2.0
#include "analysis/store/sweep_summary.hpp"

#include <nlohmann/json.hpp>

namespace offramp {
namespace {

template <class T>
nlohmann::ordered_json or_null(const std::optional<T>& value) {
    return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

}  // namespace

SweepSummary summarise(const StoreReader& store) {
    SweepSummary summary;
    summary.info = store.info();
    summary.points = store.points_finished();
    summary.campaigns_failed =
        static_cast<std::uint64_t>(store.database().number("SELECT TOTAL(failed) FROM result"));
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

nlohmann::ordered_json to_json(const SweepSummary& summary) {
    using Json = nlohmann::ordered_json;
    const StoreInfo& info = summary.info;
    Json policies = Json::array();
    for (const PolicySpread& policy : summary.policies) {
        Json outcomes = Json::array();
        for (const OutcomeSpread& spread : policy.outcomes) {
            outcomes.push_back({{"name", spread.name},
                                {"points", spread.points},
                                {"mean", or_null(spread.mean)},
                                {"lowest", or_null(spread.lowest)},
                                {"lowest_at", or_null(spread.lowest_at)},
                                {"highest", or_null(spread.highest)},
                                {"highest_at", or_null(spread.highest_at)}});
        }
        policies.push_back({{"name", policy.name}, {"outcomes", outcomes}});
    }
    return {{"offramp", info.version},
            {"scenario", {{"name", info.scenario}, {"hash", info.scenario_hash}}},
            {"sweep", {{"name", info.sweep}, {"hash", info.hash}}},
            {"seed", info.seed},
            {"campaigns", info.campaigns},
            {"points", info.points_wanted},
            {"points_finished", summary.points},
            {"campaigns_failed", summary.campaigns_failed},
            {"shard", info.shard},
            {"policies", policies}};
}

}  // namespace offramp
