// SPDX-License-Identifier: Apache-2.0
// Checks a table of the record without being told which one it is.
#pragma once

#include <filesystem>
#include <vector>

#include "engine/base/diagnostic.hpp"

namespace offramp {

/// Every problem of a table: incidents, suspended contacts, base rates or counted events, which its columns
/// tell apart. Empty if there is none.
std::vector<Diagnostic> check_history_table(const std::filesystem::path& file);

}  // namespace offramp
