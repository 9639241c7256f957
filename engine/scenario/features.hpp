// The closed list of state features that a generalised linear model may name, and where each stands in the
// feature vector. It depends on the scenario only through its actors, guardrails and channels.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/scenario/scenario.hpp"

namespace offramp {

/// Positions of the features that every scenario has; one for each actor where marked [2].
struct FeatureIndex {
    static constexpr int tension = 0;               // [0, 1]
    static constexpr int trust = 1;                 // [2], [0, 1]
    static constexpr int presence = 3;              // [2], level of the posture
    static constexpr int unpredictability = 5;      // [2], level of the posture
    static constexpr int economic_pressure = 7;     // [2], [0, 1]
    static constexpr int third_party_pressure = 9;  // [0, 1]
    static constexpr int summit_proximity = 10;     // [0, 1]
    static constexpr int recent_incidents = 11;     // [0, 10], exponentially decayed count
    static constexpr int resolve = 12;  // [2], public belief that the actor is of its most resolute type
    static constexpr int rung = 14;     // [2], 0 outside crises
    static constexpr int harm = 16;     // physical harm done in the present crisis, a count
    static constexpr int first_guardrail = 17;  // then one for each guardrail: 1 while in force
    // after the guardrails: one for each channel, 1 while open
};

inline constexpr double kRecentIncidentsCap = 10.0;

struct Feature {
    std::string name;
    double low = 0.0;
    double high = 1.0;
    std::string meaning;
};

/// The features of a scenario in the order of the feature vector.
std::vector<Feature> features_of(const Scenario& scenario);

}  // namespace offramp
