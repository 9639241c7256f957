// SPDX-License-Identifier: Apache-2.0
// What a sweep varies.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/sweep/distribution.hpp"
#include "engine/base/diagnostic.hpp"
#include "engine/scenario/config_node.hpp"
#include "engine/scenario/override.hpp"
#include "engine/scenario/scenario.hpp"

namespace offramp {

/// The value of a factor at a point.
struct FactorValue {
    std::string text;              ///< as in a scenario file; empty: what the scenario itself has
    std::optional<double> number;  ///< in the factor's unit; empty for names, dates and where `text` is

    friend bool operator==(const FactorValue&, const FactorValue&) = default;
};

/// One value, or several that move together.
struct Factor {
    std::string name;
    std::string title;
    std::vector<std::string> paths;        ///< values that take the factor's (or are multiplied by it)
    std::vector<std::string> complements;  ///< values that take one minus the factor's
    Override::How how = Override::How::kSet;
    ValueKind kind = ValueKind::kNumber;  ///< of the factor's value: a number where it scales
    std::string unit;
    std::vector<std::string> levels;  ///< for designs that enumerate; may be empty
    std::optional<Distribution>
        distribution;  ///< for designs that sample; without: the levels, equally likely
    Location where;
};

/// Reads a factor of a sweep file. Adds every problem to `problems`, and gives then a factor that is of no
/// use. `scenarios`: of all policies; its paths must lead to the same kind of value in each.
Factor read_factor(const ConfigEntry& entry, std::span<const Scenario* const> scenarios,
                   std::vector<Diagnostic>& problems);

FactorValue level_value(const Factor& factor, std::size_t level);

/// Whether its values are names, which have no order. Truth values are such.
bool is_nominal(const Factor& factor);

/// Where a share `u`, in (0, 1), of what the factor may be lies below. A whole number has all that rounds to
/// it, half a unit beyond the ends too, so that those of a uniform distribution are equally likely.
FactorValue sampled_value(const Factor& factor, double u);

/// A number as a value of the factor; rounded where that is a whole one.
FactorValue numeric_value(const Factor& factor, double number);

/// Adds what the value means for the scenario; nothing where the scenario keeps its own.
void append_overrides(std::vector<Override>& overrides, const Factor& factor, const FactorValue& value);

}  // namespace offramp
