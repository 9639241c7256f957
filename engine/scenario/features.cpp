// SPDX-License-Identifier: Apache-2.0
#include "engine/scenario/features.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace offramp {
namespace {

std::pair<double, double> ends_of(const std::vector<double>& levels) {
    if (levels.empty()) return {0.0, 0.0};
    const auto [low, high] = std::minmax_element(levels.begin(), levels.end());
    return {*low, *high};
}

/// `whose`: of an actor's feature, the actor.
std::pair<double, double> bounds(FeatureRange range, const Scenario& scenario, const Actor* whose) {
    switch (range) {
        case FeatureRange::kUnit:
            return {0.0, 1.0};
        case FeatureRange::kCount:
            return {0.0, kRecentIncidentsCap};
        case FeatureRange::kPresenceLevels:
            return ends_of(whose->posture.presence.levels);
        case FeatureRange::kUnpredictabilityLevels:
            return ends_of(whose->posture.unpredictability.levels);
        case FeatureRange::kRungs:
            break;
    }
    return {0.0, std::max<double>(1.0, static_cast<double>(scenario.ladder.size()) - 1.0)};
}

}  // namespace

std::vector<Feature> features_of(const Scenario& scenario) {
    std::vector<Feature> features;
    for (const FeatureRow& row : kFeatures) {
        const auto add = [&](const std::string& name, const Actor* whose) {
            const auto [low, high] = bounds(row.range, scenario, whose);
            features.push_back(
                {name.empty() ? std::string(row.name) : fmt::format("{}.{}", row.name, name),
                 whose ? fmt::format("{} {}", row.meaning, whose->name) : std::string(row.meaning), low, high,
                 &row});
        };
        switch (row.of) {
            case FeatureOf::kWorld:
                add("", nullptr);
                break;
            case FeatureOf::kActor:
                for (const Actor& actor : scenario.actors) add(actor.name, &actor);
                break;
            case FeatureOf::kGuardrail:
                for (const Guardrail& guardrail : scenario.guardrails) add(guardrail.name, nullptr);
                break;
            case FeatureOf::kChannel:
                for (const Channel& channel : scenario.channels) add(channel.name, nullptr);
                break;
        }
    }
    return features;
}

}  // namespace offramp
