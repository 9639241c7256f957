// SPDX-License-Identifier: Apache-2.0
#include "analysis/crisis_alone.hpp"

#include "engine/base/index.hpp"

namespace offramp {

namespace {

void hold_still(MeanReverting& process) {
    process.mean = process.initial;
    process.volatility = 0.0;
}

void leave_to_the_crisis(Actor& actor) {
    hold_still(actor.economic_pressure);
    actor.trust.baseline = actor.trust.initial;
    actor.discount = {};
    PresencePosture& presence = actor.posture.presence;
    presence.benefit = presence.curvature = presence.nuisance = 0.0;
    actor.posture.unpredictability.cost = 0.0;
    actor.posture.choice = PostureChoice::kFixed;
}

}  // namespace

Scenario only_incident(Scenario s, int incident, int provoker) {
    for (Incident& other : s.incidents) {
        other.rate = {};
        other.excited_by.clear();
    }
    s.timeline.assign(1, {});
    TimelineEntry& opening = s.timeline.front();
    opening.date = s.start;
    opening.label = s.incidents[at(incident)].name;
    opening.incident = Reference{opening.label, {}};
    opening.provoker = Reference{s.actors[at(provoker)].name, {}};
    return s;
}

Scenario crisis_alone(const Scenario& scenario, int incident, int provoker) {
    Scenario s = only_incident(scenario, incident, provoker);
    hold_still(s.tension);
    hold_still(s.third_party_pressure);
    for (Actor& actor : s.actors) leave_to_the_crisis(actor);
    for (Channel& channel : s.channels) channel.thaw = {};
    for (Action& action : s.actions) {
        action.suspends.clear();
        action.cancels.clear();
        action.cancels_for = {};
    }
    s.contacts.clear();
    s.tracks.clear();
    Incident& chosen = s.incidents[at(incident)];
    chosen.accident = {};
    chosen.tension = 0.0;
    chosen.recent_weight = 0.0;
    for (Guardrail& guardrail : s.guardrails) guardrail.upkeep = {};
    s.adoption = Adoption::kInForce;
    s.contexts.clear();  // it is solved in the world that it opens in
    s.concessions.clear();
    s.outcomes.clear();
    s.end = {s.start.hours + chosen.round.value * (chosen.rounds + 1)};
    s.season = s.tick = s.recent_memory = Hours{s.end.hours - s.start.hours};
    return s;
}

}  // namespace offramp
