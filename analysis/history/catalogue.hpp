// SPDX-License-Identifier: Apache-2.0
// Reads the tables of the record (scenarios/history/*.csv).
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analysis/history/incident.hpp"
#include "engine/base/diagnostic.hpp"

namespace offramp {

/// Every incident of a catalogue, context rows included, in the order of the file. Throws InputError with
/// every problem of the table, each at its cell.
std::vector<HistoricalIncident> read_catalogue(const std::filesystem::path& file);

/// A suspension of official contacts (scenarios/history/channel_freezes.csv).
struct ChannelFreeze {
    std::string id;
    std::string between;  ///< "US-PRC", ...
    std::string channel;  ///< the kind, as HistoricalIncident::frozen has it
    std::chrono::sys_days start;
    std::optional<std::chrono::sys_days> partly_resumed;
    std::optional<std::chrono::sys_days> resumed;  ///< empty: still shut when the table was made
    std::string imposed_by;                        ///< us, cn, ru or both
    std::string cause;
    Verification verification = Verification::kGeneral;
    std::string source;
    Location where;
};

/// Throws InputError as read_catalogue() does.
std::vector<ChannelFreeze> read_freezes(const std::filesystem::path& file);

/// What is counted in a year or over a span of years (scenarios/history/us-soviet-rates.csv).
struct YearlyCount {
    int first_year = 0;
    int last_year = 0;  ///< not before `first_year`
    double at_least = 0;
    std::optional<double> at_most;  ///< empty: left open
    std::string counted;            ///< in words
    Verification verification = Verification::kGeneral;
    std::string source;
};

/// Throws InputError as read_catalogue() does.
std::vector<YearlyCount> read_yearly_counts(const std::filesystem::path& file);

/// Every problem of a table: incidents, suspended contacts, base rates or counted events, which its columns
/// tell apart. Empty if there is none.
std::vector<Diagnostic> check_history_table(const std::filesystem::path& file);

}  // namespace offramp
