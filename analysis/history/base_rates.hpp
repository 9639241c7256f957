// SPDX-License-Identifier: Apache-2.0
// How comparable crises of other states went: tables computed from International Crisis Behavior data
// (Brecher, Wilkenfeld, Beardsley, James, Quinn), scenarios/history/icb_*.csv.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/diagnostic.hpp"

namespace offramp {

/// A class of crises.
struct BaseRate {
    int crises = 0;
    /// Shares without violence, with minor clashes, serious clashes, full-scale war.
    std::array<double, 4> violence{};
    int timed_crises = 0;
    double duration_mu = 0.0;     ///< mean of the logarithm of days from trigger to end
    double duration_sigma = 1.0;  ///< its standard deviation
};

/// A row of icb_trigger_by_violence.csv: crises of a subset with that trigger.
struct ViolenceRow {
    std::string subset;
    std::string trigger;
    std::array<int, 4> crises{};
};
/// A row of icb_durations.csv: a subset, whole or one degree of violence.
struct DurationRow {
    std::string subset;
    std::string split;
    int crises = 0;
    double mu = 0.0;
    double sigma = 1.0;
};

/// Throw InputError with every problem of the table.
std::vector<ViolenceRow> read_violence(const std::filesystem::path& file);
std::vector<DurationRow> read_durations(const std::filesystem::path& file);

/// Severities by base rates, spread evenly over those that a degree of violence comprises: none 0 to 7, minor
/// clashes 8, serious clashes 9, full-scale war 10.
std::vector<double> severities_of(const BaseRate& rate);

/// Whole days, nearest, of the lognormal distribution over 0, ..., last; the last holds all that is later.
std::vector<double> days_of(const BaseRate& rate, std::size_t last);

}  // namespace offramp
