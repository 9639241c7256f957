// SPDX-License-Identifier: Apache-2.0
// What payoffs come to that a scenario gives in factors: one formula for those who check and who compile it.
#pragma once

#include <vector>

#include "engine/base/elementary.hpp"
#include "engine/base/find_named.hpp"
#include "engine/scenario/actor.hpp"
#include "engine/scenario/incident.hpp"
#include "engine/scenario/issue.hpp"

namespace offramp {

/// What stepping down from a rung to the one below costs at home, to a type whose factor is 1.
inline double step_down_cost(const AudienceCost& audience, double visibility, int rung) {
    if (rung == 0) return 0.0;
    return visibility * audience.scale * elementary::pow(static_cast<double>(rung), audience.exponent);
}

/// What leaving an incident wholly unanswered costs at home, to a type whose factor is 1.
inline double affront_cost(const AudienceCost& audience, double visibility) {
    return visibility * audience.affront;
}

/// What an incident is about for an actor, to a type whose factor is 1.
inline double stakes_of(const Incident& incident, const std::vector<Issue>& issues, int actor) {
    const Issue* issue = incident.issue ? find_named(issues, incident.issue->name) : nullptr;
    return incident.stakes[actor] * (issue ? issue->stakes[actor] : 1.0);
}

}  // namespace offramp
