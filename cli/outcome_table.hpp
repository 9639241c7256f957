// SPDX-License-Identifier: Apache-2.0
// The outcomes of one or more policies side by side, as text.
#pragma once

#include <span>
#include <string>

#include "analysis/run_record.hpp"

namespace offramp::cli {

struct TableStyle {
    int width = 100;
    bool colour = false;
    bool unicode = true;
    bool bars = false;  ///< of comparisons
};

/// As standard output can show it, without bars.
TableStyle stdout_style();

/// A row for each outcome in `wanted` (empty: all), with estimate and 95 % interval in one column for each
/// policy. The meaning of an outcome is added where it fits the width.
std::string outcome_table(const RunRecord& record, std::span<const std::string> wanted, TableStyle style);

}  // namespace offramp::cli
