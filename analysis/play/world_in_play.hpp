// SPDX-License-Identifier: Apache-2.0
// What is played: the campaigns of a scenario, or one crisis of it alone.
#pragma once

#include <string>

#include "analysis/experiment.hpp"
#include "engine/base/diagnostic.hpp"

namespace offramp {

/// The model of a policy; where an incident is named, of the one crisis that it opens. `provoker`: the side
/// that provokes it; empty: the likelier. Throws InputError at `where` for unknown names.
Model world_in_play(PolicyCase whole, const std::string& incident, const std::string& provoker,
                    const Location& where);

}  // namespace offramp
