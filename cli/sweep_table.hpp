// SPDX-License-Identifier: Apache-2.0
// A sweep in a few numbers as text.
#pragma once

#include <span>
#include <string>

#include "analysis/store/sweep_summary.hpp"

namespace offramp::cli {

/// A row for each policy and each outcome in `wanted` that was kept: its mean over the points, and the
/// lowest and the highest with the points where they are.
std::string sweep_table(const SweepSummary& summary, std::span<const std::string> wanted, bool colour);

}  // namespace offramp::cli
