// SPDX-License-Identifier: Apache-2.0
// Sensitivity of outcomes to factors, and boxes of futures, as text.
#pragma once

#include <string>

#include "analysis/sensitivity/discovery.hpp"
#include "analysis/sensitivity/sweep_sensitivity.hpp"
#include "cli/outcome_table.hpp"

namespace offramp::cli {

/// A line on the whole, and a row for each factor, the most important first: indices with their intervals and
/// a bar; of second-order indices those whose interval excludes 0, at most ten.
std::string sensitivity_table(const Futures& futures, const TargetSensitivity& sensitivity, TableStyle style);

/// Each box in words, with a row for each of its limits.
std::string discovery_table(const Futures& futures, const Discovery& discovery, TableStyle style);

}  // namespace offramp::cli
