// SPDX-License-Identifier: Apache-2.0
// Estimates as cells of a table.
#pragma once

#include <optional>
#include <string>

#include "analysis/interval.hpp"

namespace offramp::cli {

std::string dash(bool unicode);  ///< for what is not known

std::string value_text(const std::optional<double>& value, bool unicode);

/// "[low, high]"; empty where an end is not known.
std::string interval_text(const std::optional<double>& low, const std::optional<double>& high);

/// The same of an estimate; without an interval, why there is none.
std::string interval_or_note(const Estimate& estimate);

/// "value [low, high]"; without an interval, the value alone.
std::string with_interval(const Estimate& estimate, bool unicode);

/// A bar of `share` of `cells` cells; empty for nothing and for what is not a number.
std::string bar_text(double share, int cells, bool unicode);

}  // namespace offramp::cli
