// SPDX-License-Identifier: Apache-2.0
// What a number of a scenario is moved to, to see what hangs on it.
#pragma once

#include <string>
#include <vector>

#include "analysis/sweep/factor.hpp"
#include "engine/scenario/override.hpp"
#include "engine/scenario/scenario.hpp"

namespace offramp {

/// A value that a number is tried at, lower or higher than what the scenario has.
struct AuditTrial {
    std::string value;  ///< as in a scenario file
    std::vector<Override> overrides;
};

/// A value of a scenario to four digits, which are enough to say where a number was.
std::string shown(const ValueAt& value);

/// Where nobody states a range: half and double; of a probability or share half and double the odds, of a
/// whole number half as much less and more, and at least 1; the other truth value. Within what the format
/// allows; none for a zero that no share is. A prior takes what it needs from the other types of its actor,
/// or gives to them, in proportion.
std::vector<AuditTrial> usual_trials(const Scenario& scenario, const std::string& path);

/// The ends of a range that somebody states.
std::vector<AuditTrial> trials_between(const Scenario& scenario, const std::string& path, double low,
                                       double high);

/// The ends of what a factor of a sweep or a calibration says of the number at its path: the outermost of its
/// levels, or where 5 % and 95 % of its distribution lie.
std::vector<AuditTrial> stated_trials(const Scenario& scenario, const std::string& path,
                                      const Factor& factor);

/// Whether the factor moves the number at the path, and by itself alone.
bool states_range_of(const Factor& factor, const std::string& path);

/// What moves the number at the path to a value that it was tried at.
AuditTrial trial_of(const Scenario& scenario, const std::string& path, const std::string& value);

/// Half way back to what the scenario has; none where that is as near as can be written, or no number.
std::vector<AuditTrial> nearer(const Scenario& scenario, const std::string& path, const AuditTrial& trial);

}  // namespace offramp
