// SPDX-License-Identifier: Apache-2.0
#include "analysis/report/sweep_data.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "analysis/report/rounded.hpp"

namespace offramp {
namespace {

using Json = nlohmann::ordered_json;

Json triple(const Estimate& estimate) {
    if (!estimate.value) return nullptr;
    return {rounded(estimate.value), rounded(estimate.low), rounded(estimate.high)};
}

bool is_central(const std::string& outcome) {
    return outcome == "p_war" || outcome == "cooperation_kept" || outcome.starts_with("value_") ||
           outcome.starts_with("p_max_rung_ge_");
}

/// Positions of the outcomes that are kept: all, or where those are too many, the central ones.
std::vector<std::size_t> outcomes_to_keep(const StoreInfo& info, bool all) {
    std::vector<std::size_t> kept;
    for (std::size_t o = 0; o < info.outcomes.size(); ++o) {
        if (all || is_central(info.outcomes[o].name)) kept.push_back(o);
    }
    if (kept.empty() && !info.outcomes.empty()) kept.push_back(0);
    return kept;
}

/// Truth values by name: they are no numbers to put on an axis.
Json setting_json(const FactorValue& value, const StoredFactor& factor) {
    const bool is_named = factor.kind == to_string(ValueKind::kTruth);
    if (value.number && !is_named) return rounded(*value.number, 6);
    return value.text.empty() ? Json(nullptr) : Json(value.text);
}

}  // namespace

static void to_json(Json& json, const StoredPolicy& policy) {
    json = {{"name", policy.name}, {"title", policy.title}};
}

static void to_json(Json& json, const StoredOutcome& outcome) {
    json = {{"name", outcome.name}, {"meaning", outcome.meaning}, {"unit", outcome.unit}};
}

static void to_json(Json& json, const StoredFactor& factor) {
    json = {{"name", factor.name},
            {"title", factor.title},
            {"kind", factor.kind},
            {"unit", factor.unit},
            {"scale", factor.scales}};
}

Json sweep_data_json(const StoreReader& store, std::size_t at_most) {
    const StoreInfo& info = store.info();
    const std::vector<StoredPoint> points = store.points();
    const std::size_t results = points.size() * std::max<std::size_t>(1, info.policies.size());
    const std::vector<std::size_t> outcomes =
        outcomes_to_keep(info, results * info.outcomes.size() <= at_most);
    const std::size_t stride = 1 + results * outcomes.size() / (at_most + 1);

    Json json = {
        {"name", info.sweep},
        {"title", info.title},
        {"scenario", {{"name", info.scenario}, {"title", info.scenario_title}, {"hash", info.scenario_hash}}},
        {"hash", info.hash},
        {"version", info.version},
        {"seed", info.seed},
        {"campaigns", info.campaigns},
        {"points_wanted", info.points_wanted},
        {"points_finished", points.size()},
        {"combine", info.crossed ? "crossed" : "paired"},
        {"shard", info.shard},
        {"factors", info.factors},
        {"policies", info.policies},
        {"outcomes", Json::array()},
        {"outcomes_left_out", info.outcomes.size() - outcomes.size()},
        {"points", Json::array()},
        {"settings", Json::array()},
        {"estimates", Json::array()},
        {"differences", Json::array()}};
    for (const std::size_t o : outcomes) json["outcomes"].push_back(info.outcomes[o]);
    std::vector<const StoredPoint*> shown;
    for (std::size_t k = 0; k < points.size(); k += stride) shown.push_back(&points[k]);
    for (const StoredPoint* point : shown) json["points"].push_back(point->point);
    for (std::size_t f = 0; f < info.factors.size(); ++f) {
        Json values = Json::array();
        for (const StoredPoint* point : shown)
            values.push_back(setting_json(point->settings.at(f), info.factors[f]));
        json["settings"].push_back(std::move(values));
    }
    for (std::size_t p = 0; p < info.policies.size(); ++p) {
        Json by_outcome = Json::array();
        Json difference_by_outcome = Json::array();
        for (const std::size_t o : outcomes) {
            Json estimates = Json::array();
            Json against_first = Json::array();
            for (const StoredPoint* point : shown) {
                const std::vector<Estimate>& list = point->estimates.at(p);
                estimates.push_back(list.empty() ? Json(nullptr) : triple(list.at(o)));
                const std::optional<Estimate>& difference = point->differences.at(p).at(o);
                against_first.push_back(difference ? triple(*difference) : Json(nullptr));
            }
            by_outcome.push_back(std::move(estimates));
            if (p > 0) difference_by_outcome.push_back(std::move(against_first));
        }
        json["estimates"].push_back(std::move(by_outcome));
        json["differences"].push_back(std::move(difference_by_outcome));
    }
    return json;
}

}  // namespace offramp
