// SPDX-License-Identifier: Apache-2.0
// One crisis by itself, in the world in which a scenario begins.
#pragma once

#include "engine/scenario/scenario.hpp"

namespace offramp {

/// The scenario with that incident at its start, and no other incident, contact or shock. What moves by
/// itself (tension, pressures, thaws) goes on.
///
/// @param incident  by its position in the scenario
/// @param provoker  0 or 1
Scenario only_incident(Scenario scenario, int incident, int provoker);

/// A scenario in which that incident opens a crisis at the start and nothing else happens: no other incident,
/// contact, drift, thaw or change of posture, and no payoff but those of the crisis. What a campaign of it is
/// worth is what the crisis was worth, without cooperation lost. Crises of intended incidents: nobody
/// recognises an accident.
///
/// @param incident  by its position in the scenario
/// @param provoker  0 or 1
Scenario crisis_alone(const Scenario& scenario, int incident, int provoker);

}  // namespace offramp
