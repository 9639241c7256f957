// SPDX-License-Identifier: Apache-2.0
// What one side gives so that the other accepts a guardrail.
#pragma once

#include <optional>
#include <string>

#include "engine/base/diagnostic.hpp"
#include "engine/base/quantity.hpp"
#include "engine/scenario/field.hpp"
#include "engine/scenario/values.hpp"

namespace offramp {

/// What one side can give so that a guardrail becomes acceptable to the other.
struct Concession {
    static constexpr NameKind kNamed = NameKind::kConcession;
    std::string name;
    std::string title;
    Reference by;
    bool in_force = false;
    std::optional<Hours> term;                   ///< from the start of the campaign; without it, to its end
    std::optional<double> presence_cap;          ///< on the levels of `by`
    std::optional<double> unpredictability_cap;  ///< on the levels of `by`
    PerActor<PerHour> pays;                      ///< to each side; below 0: costs it
    PerActor<double> economic_pressure;          ///< added to its initial value and its mean
    Location where;
};

void describe(auto& v, Like<Concession> auto& x) {
    v(Field{.key = "title", .meaning = "name for people"}, x.title);
    v(Field{.key = "by", .meaning = "the side that concedes", .required = true, .names = NameKind::kActor},
      x.by);
    v(Field{.key = "in_force", .meaning = "in force from the start"}, x.in_force);
    v(Field{.key = "term",
            .meaning =
                "how long it holds, from the start; then what it changed returns; without it, to the end",
            .range = {.low = 1}},
      x.term);
    v(Field{.key = "presence_cap",
            .meaning = "its presence stays at or below this; the cap itself is a level it can choose",
            .range = kNonNegative},
      x.presence_cap);
    v(Field{.key = "unpredictability_cap",
            .meaning = "its unpredictability stays at or below this; the cap itself can be chosen",
            .range = kNonNegative},
      x.unpredictability_cap);
    v(Field{.key = "pays",
            .meaning = "flow to each side; below 0: what it costs",
            .range = kPayoffs,
            .unit = kPayoff},
      x.pays);
    v(Field{.key = "economic_pressure",
            .meaning = "added to the initial value and the mean of each side's economic pressure",
            .range = {.low = -1, .high = 1}},
      x.economic_pressure);
}

}  // namespace offramp
