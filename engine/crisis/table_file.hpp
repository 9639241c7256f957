// SPDX-License-Identifier: Apache-2.0
// A solved crisis as bytes, to be kept.
#pragma once

#include <string>
#include <string_view>

#include "engine/crisis/crisis_table.hpp"

namespace offramp {

/// What the solver found, with a checksum; for machines with the same order of bytes.
std::string table_bytes(const CrisisTable& table);

/// Fills `table`, made for the same context and settings, from table_bytes(). False, and nothing filled,
/// where the bytes are damaged or belong to a table of another size.
bool read_table(std::string_view bytes, CrisisTable& table);

}  // namespace offramp
