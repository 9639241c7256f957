// SPDX-License-Identifier: Apache-2.0
// One factor of a sweep file.
#pragma once

#include <span>
#include <vector>

#include "analysis/sweep/factor.hpp"
#include "engine/scenario/config_node.hpp"
#include "engine/scenario/scenario.hpp"

namespace offramp {

/// Adds every problem to `problems`, and gives then a factor that is of no use. `scenarios`: of all policies;
/// its paths must lead to the same kind of value in each.
Factor read_factor(const ConfigEntry& entry, std::span<const Scenario* const> scenarios,
                   std::vector<Diagnostic>& problems);

}  // namespace offramp
