// SPDX-License-Identifier: Apache-2.0
// The table of state features that a generalised linear model may name, and where each stands in the feature
// vector, which depends on the scenario only through its actors, guardrails and channels.
#pragma once

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/index.hpp"
#include "engine/scenario/scenario.hpp"

namespace offramp {

inline constexpr double kRecentIncidentsCap = 10.0;

/// What there is a feature for: the whole world, or each of these.
enum class FeatureOf : std::uint8_t { kWorld, kActor, kGuardrail, kChannel };

enum class FeatureRange : std::uint8_t {
    kUnit,   ///< [0, 1]
    kCount,  ///< [0, kRecentIncidentsCap]
    kPresenceLevels,
    kUnpredictabilityLevels,
    kRungs
};

/// By solved crises: at the values that `contexts` names, or always, as what belongs to the crisis itself.
enum class ToldApart : std::uint8_t { kByContext, kAlways };

struct FeatureRow {
    std::string_view name;     ///< of an actor, guardrail or channel: before a dot and that name
    std::string_view meaning;  ///< of an actor: before that name
    FeatureRange range = FeatureRange::kUnit;
    FeatureOf of = FeatureOf::kWorld;
    ToldApart told_apart = ToldApart::kByContext;
};

/// In the order of the feature vector.
inline constexpr auto kFeatures = [] {
    using enum FeatureOf;
    using enum FeatureRange;
    using enum ToldApart;
    return std::to_array<FeatureRow>({
        {"tension", "how tense relations are"},
        {"trust", "how far the other side is trusted by", kUnit, kActor},
        {"presence", "military presence of", kPresenceLevels, kActor},
        {"unpredictability", "unpredictability chosen as a stance by", kUnpredictabilityLevels, kActor},
        {"pressure.economic", "economic pressure on", kUnit, kActor},
        {"pressure.third_party", "pressure of third countries on both sides"},
        {"summit_proximity", "nearness of the next focal date, 1 on the day"},
        {"recent_incidents", "exponentially decayed count of incidents", kCount},
        {"resolve", "public belief that the most resolute type governs", kUnit, kActor},
        {"rung", "rung of the ladder on which stands", kRungs, kActor, kAlways},
        {"harm", "accidents with physical harm in the present crisis", kCount, kWorld, kAlways},
        {"guardrail", "1 while the guardrail is in force", kUnit, kGuardrail, kAlways},
        {"channel", "1 while the channel is open", kUnit, kChannel, kAlways},
    });
}();

/// Where a feature stands in the feature vector; one that is there for each actor, that of the first.
consteval int feature_index(std::string_view name) {
    int index = 0;
    for (const FeatureRow& row : kFeatures) {
        if (row.name == name) return index;
        if (row.of > FeatureOf::kActor) throw std::logic_error("where it stands depends on the scenario");
        index += row.of == FeatureOf::kActor ? kActors : 1;
    }
    throw std::logic_error("there is no such feature");
}

/// The features that code names; one for each actor where marked [2].
struct FeatureIndex {
    static constexpr int tension = feature_index("tension");
    static constexpr int trust = feature_index("trust");                          // [2]
    static constexpr int presence = feature_index("presence");                    // [2]
    static constexpr int unpredictability = feature_index("unpredictability");    // [2]
    static constexpr int economic_pressure = feature_index("pressure.economic");  // [2]
    static constexpr int third_party_pressure = feature_index("pressure.third_party");
    static constexpr int summit_proximity = feature_index("summit_proximity");
    static constexpr int recent_incidents = feature_index("recent_incidents");
    static constexpr int resolve = feature_index("resolve");  // [2]
    static constexpr int rung = feature_index("rung");        // [2]
    static constexpr int harm = feature_index("harm");
    static constexpr int first_guardrail = feature_index("guardrail");  // then the others, and the channels
};

/// A feature of one scenario.
struct Feature {
    std::string name;
    std::string meaning;
    double low = 0.0;
    double high = 1.0;
    const FeatureRow* row = nullptr;
};

/// The features of a scenario in the order of the feature vector.
std::vector<Feature> features_of(const Scenario& scenario);

}  // namespace offramp
