// SPDX-License-Identifier: Apache-2.0
// Values of a scenario by their path, such as `channels.maritime.pickup.cn.base`: what stands there, and the
// scenario with something else there.
//
// A path is the keys of a scenario file from the outside in, joined by dots. Named things are entered by
// their name; rungs, timeline entries, rules and levels by their number from 0 (rungs by their name too).
// Where a value is one for each actor, a path that leaves the actor out means both. A random value without
// further keys is its base.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.hpp"
#include "engine/scenario/field.hpp"
#include "engine/scenario/units.hpp"
#include "engine/scenario/validated_scenario.hpp"

namespace offramp {

enum class ValueKind {
    kNumber,
    kInteger,
    kTruth,     ///< false is 0, true is 1
    kDuration,  ///< in hours
    kRate,      ///< per hour
    kDate,
    kName,  ///< of a thing, or of a value of an enumeration
};

/// "number", "whole number", "truth value", ...
std::string_view to_string(ValueKind kind);

/// Whether a value between two others makes sense.
constexpr bool is_continuous(ValueKind kind) {
    return kind == ValueKind::kNumber || kind == ValueKind::kDuration || kind == ValueKind::kRate;
}

/// What stands at a path.
struct ValueAt {
    ValueKind kind = ValueKind::kNumber;
    Range range;       ///< of numbers; durations in hours, rates per hour
    std::string unit;  ///< "hours", "1/hour", "payoff" or "" (none)
    std::string text;  ///< as the canonical text has it; empty: not given, or not the same for both actors
    std::optional<double> number;  ///< in `unit`; empty where `text` is, and for dates and names
};

/// A value as it is written in a scenario file, in the unit of its kind. Dates and names are no numbers.
Parsed<double> parse_value(ValueKind kind, std::string_view text);

/// The shortest text that parse_value() reads back as the same number.
std::string value_text(ValueKind kind, double number);

/// Throws InputError at `where`, with the nearest known name, where the path leads to no single value.
ValueAt value_at(const Scenario& scenario, std::string_view path, const Location& where = {});

struct Override {
    enum class How {
        kSet,
        kScale,  ///< multiplies what the scenario has; for numbers, durations and rates
    };
    std::string path;
    std::string value;  ///< as in a scenario file: `36h`, `0.03/day`, `0.5`, `true`, `lookahead`
    Location where;     ///< of the value, for messages
    How how = How::kSet;
};

/// The scenario with the overrides laid over it in order, not checked. Every unknown path and unfit value is
/// a problem, located where the override is.
Scenario laid_over(Scenario scenario, std::span<const Override> overrides, std::vector<Diagnostic>& problems);

/// The scenario with the overrides laid over it in order, checked as a whole. Throws InputError with every
/// unknown path and unfit value, located where the overrides are; without those, with every rule that the
/// result breaks.
ValidatedScenario with_overrides(const ValidatedScenario& scenario, std::span<const Override> overrides);

}  // namespace offramp
