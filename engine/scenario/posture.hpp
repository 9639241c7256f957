// SPDX-License-Identifier: Apache-2.0
// What a side chooses season by season: military presence and unpredictability.
#pragma once

#include <array>
#include <vector>

#include "engine/base/diagnostic.hpp"
#include "engine/scenario/field.hpp"

namespace offramp {

enum class PostureChoice { kFixed, kQuantalResponse };

template <>
inline constexpr auto kEnumNames<PostureChoice> = std::array{
    EnumName{PostureChoice::kFixed, "fixed"}, EnumName{PostureChoice::kQuantalResponse, "quantal_response"}};

struct PresencePosture {
    std::vector<double> levels{0.0};
    double initial = 0.0;
    double benefit = 0.0;
    double curvature = 0.0;
    double nuisance = 0.0;
    double dread = 1.0;
    Location where;
};

void describe(auto& v, Like<PresencePosture> auto& x) {
    v(Field{.key = "levels",
            .meaning = "levels of military presence to choose from, increasing",
            .range = kNonNegative},
      x.levels);
    v(Field{.key = "initial", .meaning = "level at the start, one of the levels", .range = kNonNegative},
      x.initial);
    v(Field{.key = "benefit",
            .meaning = "value of one unit of own presence a season",
            .range = kPayoffs,
            .unit = kPayoff},
      x.benefit);
    v(Field{.key = "curvature",
            .meaning = "loss of curvature / 2 * presence squared: its benefit flattens",
            .range = kCosts,
            .unit = kPayoff},
      x.curvature);
    v(Field{.key = "nuisance",
            .meaning = "cost of one unit of the other side's presence a season",
            .range = kCosts,
            .unit = kPayoff},
      x.nuisance);
    v(Field{.key = "dread",
            .meaning =
                "factor on what the crises that a season may bring are reckoned to cost; 1: as simulated",
            .range = kNonNegative},
      x.dread);
}

struct StancePosture {
    std::vector<double> levels{0.0};
    double initial = 0.0;
    double cost = 0.0;
    Location where;
};

void describe(auto& v, Like<StancePosture> auto& x) {
    v(Field{.key = "levels",
            .meaning = "levels of unpredictability to choose from, increasing",
            .range = kNonNegative},
      x.levels);
    v(Field{.key = "initial", .meaning = "level at the start, one of the levels", .range = kNonNegative},
      x.initial);
    v(Field{.key = "cost",
            .meaning = "cost of one unit of unpredictability a season",
            .range = kPayoffs,
            .unit = kPayoff},
      x.cost);
}

struct Posture {
    PostureChoice choice = PostureChoice::kFixed;
    double rationality = 1.0;
    PresencePosture presence;
    StancePosture unpredictability;
};

void describe(auto& v, Like<Posture> auto& x) {
    v(Field{.key = "choice", .meaning = "whether the levels stay as they are or are chosen anew each season"},
      x.choice);
    v(Field{.key = "rationality",
            .meaning = "sharpness of the seasonal choice; 0: every level equally likely",
            .range = kSharpness},
      x.rationality);
    v(Field{.key = "presence", .meaning = "military presence near the other side"}, x.presence);
    v(Field{.key = "unpredictability", .meaning = "unpredictability as a stance"}, x.unpredictability);
}

}  // namespace offramp
