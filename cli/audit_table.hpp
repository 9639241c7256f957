// SPDX-License-Identifier: Apache-2.0
// An audit for people.
#pragma once

#include <cstddef>
#include <string>

#include "analysis/audit/audit.hpp"
#include "cli/outcome_table.hpp"

namespace offramp::cli {

/// What the answer hangs on, what does nothing, and what has no source. `rows`: of a table, at most.
std::string audit_text(const Audit& audit, double negligible, std::size_t rows, TableStyle style);

}  // namespace offramp::cli
