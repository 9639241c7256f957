// SPDX-License-Identifier: Apache-2.0
// Trajectories as comma-separated values: a row for each event, quoted as RFC 4180 says, lines ended by LF.
#pragma once

#include <string>
#include <string_view>

#include "engine/trajectory/event.hpp"
#include "engine/trajectory/names.hpp"

namespace offramp {

/// Appends one field, in quotes where it needs them.
void append_csv_field(std::string& out, std::string_view text);

/// The column names as one line. Columns that exist once for each actor end in the actor's name.
std::string csv_header(const Names& names);

/// Appends a row for each event. Numbers are the shortest that read back as the same value; what an event
/// does not have (actor, label, detail, crisis, round) is empty.
void append_csv(std::string& out, const Trajectory& trajectory, const Names& names);

}  // namespace offramp
