// SPDX-License-Identifier: Apache-2.0
// What a valid scenario says in vain.
#pragma once

#include <vector>

#include "engine/base/diagnostic.hpp"
#include "engine/scenario/scenario.hpp"

namespace offramp {

/// Parts of a valid scenario that do nothing or can never come about: each with its place. Mistakes mostly,
/// and no reason to refuse it.
std::vector<Diagnostic> idle_parts(const Scenario& scenario);

}  // namespace offramp
