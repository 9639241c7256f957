// SPDX-License-Identifier: Apache-2.0
// The crisis of an incident of the record, as a scenario: the world of its date, the incident as its opening,
// and nothing that came after it.
#pragma once

#include "analysis/history/history.hpp"
#include "engine/scenario/validated_scenario.hpp"

namespace offramp {

/// Days that are simulated after an incident.
inline constexpr int kHindcastDays = 366;

/// Throws InputError with every name in the history that the scenario does not have.
void check_names(const History& history, const ValidatedScenario& scenario);

/// The scenario as it stood when the incident happened. One rule for all:
/// 1. the values that the incident's period sets, from which tension and pressures move on by their own
///    dynamics;
/// 2. postures stay as the period has them; every channel is open, except that those cannot be used which did
///    not exist yet or which a guardrail opened that was not in force, and those are frozen that the
///    incident's row says were;
/// 3. the incident opens the crisis at that date: the type of its trigger class, the first mover as provoker,
///    standing at the rung of the trigger's severity. Whether it was an accident is known; one that was
///    stands at the type's own rungs, and has done harm where the trigger was deadly;
/// 4. no other incident and no shock happens. The usual contacts go on, at times that nobody knew at that
///    date, unless tension or an action keeps them from being held; frozen channels thaw and suspended
///    cooperation reopens by them, or at the hazards of the scenario.
ValidatedScenario world_at(const History& history, const ValidatedScenario& scenario,
                           const HistoricalIncident& incident);

}  // namespace offramp
