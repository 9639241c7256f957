// SPDX-License-Identifier: Apache-2.0
// A comparison of policies as text.
#pragma once

#include <span>
#include <string>

#include "analysis/comparison_record.hpp"
#include "cli/outcome_table.hpp"

namespace offramp::cli {

/// For each policy, where campaigns failed, how many, and a row for each outcome in `wanted`: both levels,
/// the difference with its 95 % interval
/// ('*' where the simultaneous one excludes 0, '~' where the interval is not a paired one), the ratio, the
/// variance reduction, and on a terminal a bar of the relative change.
std::string comparison_table(const ComparisonRecord& record, std::span<const std::string> wanted,
                             TableStyle style);

/// A row for each policy: hours until a quarter, half and three quarters of the crises are de-escalated.
std::string survival_table(const ComparisonRecord& record, TableStyle style);

/// For each policy a row for each kind of crisis: how many ended, and the shares that were settled, in which
/// a side backed down, and so on.
std::string endings_table(const ComparisonRecord& record, TableStyle style);

/// For each policy a row for war and for each rung that some policy reaches in fewer than one campaign in
/// ten: both levels with their intervals, difference, ratio, and how many times longer plain campaigns would
/// take.
std::string rare_table(const RareComparison& rare, TableStyle style);

}  // namespace offramp::cli
