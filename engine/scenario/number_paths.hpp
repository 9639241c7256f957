// SPDX-License-Identifier: Apache-2.0
// Every number that a scenario says, by its path.
#pragma once

#include <string>
#include <vector>

#include "engine/scenario/scenario.hpp"

namespace offramp {

/// The paths (override.hpp) to all numbers, durations, rates and truth values, in the order of the canonical
/// text. A value that is the same for both actors is one number, whose path leaves the actor out.
std::vector<std::string> number_paths(const Scenario& scenario);

}  // namespace offramp
