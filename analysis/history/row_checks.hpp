// SPDX-License-Identifier: Apache-2.0
// What a row of the record needs its history to say.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "analysis/history/history.hpp"
#include "engine/base/diagnostic.hpp"

namespace offramp {

/// What the history does not say of its incidents; each at the row, with what to add.
std::vector<Diagnostic> problems_of_rows(const History& history);

/// Incidents that lie beyond the day up to which the periods were looked at, and are simulated in the world
/// of the last one; and what a row has frozen otherwise than the table of suspensions.
std::vector<Diagnostic> warnings_of(const History& history);
/// The first of these for a single day, said at `where`.
std::vector<Diagnostic> warnings_of(const History& history, std::chrono::sys_days day, const Location& where);

/// The kinds of channel that were frozen the day before an incident: by the table of suspensions for all that
/// it has between the two sides, by the row for others, and for all without such a table.
std::vector<std::string> frozen_before(const History& history, const HistoricalIncident& incident);

/// The kinds of channel that a suspension between the two sides had frozen the day before, and that did not
/// open on the day itself; in the order of the table.
std::vector<std::string> frozen_at(const History& history, std::chrono::sys_days day);

}  // namespace offramp
