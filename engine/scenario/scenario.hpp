// SPDX-License-Identifier: Apache-2.0
// What a scenario says, as plain values. Filled by the YAML reader (read_scenario.hpp), checked by check.hpp,
// turned into arrays by engine/model. Each part has a header of its own (actor.hpp, channel.hpp, ...), where
// the meaning, unit, range and default of every member stands once, in its describe() (see field.hpp).
#pragma once

#include <string>
#include <vector>

#include "engine/base/diagnostic.hpp"
#include "engine/base/quantity.hpp"
#include "engine/scenario/action.hpp"
#include "engine/scenario/actor.hpp"
#include "engine/scenario/channel.hpp"
#include "engine/scenario/concession.hpp"
#include "engine/scenario/contact.hpp"
#include "engine/scenario/crisis_rules.hpp"
#include "engine/scenario/field.hpp"
#include "engine/scenario/guardrail.hpp"
#include "engine/scenario/incident.hpp"
#include "engine/scenario/issue.hpp"
#include "engine/scenario/posture.hpp"
#include "engine/scenario/solver_settings.hpp"
#include "engine/scenario/timeline.hpp"
#include "engine/scenario/track.hpp"
#include "engine/scenario/values.hpp"

namespace offramp {

struct PolicyInfo {
    std::string name = "base";
    std::string title;
};

void describe(auto& v, Like<PolicyInfo> auto& x) {
    v(Field{.key = "name", .meaning = "name of the policy, in results"}, x.name);
    v(Field{.key = "title", .meaning = "name for people"}, x.title);
}

struct Scenario {
    std::string name;
    std::string title;
    std::string description;
    PolicyInfo policy;
    Date start{};
    Date end{};
    Hours season{90 * kHoursPerDay};
    Hours tick{kHoursPerDay};
    Hours recent_memory{30 * kHoursPerDay};
    MeanReverting tension;
    MeanReverting third_party_pressure;
    std::vector<Rung> ladder;
    std::vector<Actor> actors;
    std::vector<Issue> issues;
    std::vector<Channel> channels;
    std::vector<Action> actions;
    std::vector<Incident> incidents;
    CrisisRules crisis;
    SolverSettings solver;
    std::vector<ContextFeature> contexts;
    Aftermath aftermath_tension;
    Aftermath aftermath_trust;
    std::vector<Guardrail> guardrails;
    Adoption adoption = Adoption::kInForce;
    std::vector<Concession> concessions;
    std::vector<Contact> contacts;
    Readouts readouts;
    std::vector<Track> tracks;
    std::vector<TimelineEntry> timeline;
    std::vector<Reference> outcomes;
    Location where;
};

void describe(auto& v, Like<Scenario> auto& x) {
    v(Field{.key = "name", .meaning = "name of the scenario, in results", .required = true}, x.name);
    v(Field{.key = "title", .meaning = "name for people"}, x.title);
    v(Field{.key = "description", .meaning = "what it is about, and its sources"}, x.description);
    v(Field{.key = "policy", .meaning = "the policy that is in place"}, x.policy);
    v.group(Field{.key = "time", .meaning = "the campaign", .required = true}, [&] {
        v(Field{.key = "start", .meaning = "first moment", .required = true}, x.start);
        v(Field{.key = "end", .meaning = "last moment", .required = true}, x.end);
        v(Field{.key = "season",
                .meaning = "time between two choices of posture and guardrails",
                .range = kSpan},
          x.season);
        v(Field{.key = "tick", .meaning = "time step of tension, trust and pressures", .range = kSpan},
          x.tick);
        v(Field{.key = "recent_memory",
                .meaning = "time constant with which recent_incidents forgets",
                .range = kSpan},
          x.recent_memory);
    });
    v(Field{.key = "tension", .meaning = "how tense relations are"}, x.tension);
    v(Field{.key = "third_party_pressure", .meaning = "pressure of third countries on both sides"},
      x.third_party_pressure);
    v(Field{.key = "ladder",
            .meaning = "rungs of escalation from the bottom (0) to war, the last",
            .required = true},
      x.ladder);
    v(Field{.key = "actors", .meaning = "the two sides", .required = true, .names = NameKind::kActor},
      x.actors);
    v(Field{.key = "issues", .meaning = "what they contend for", .names = NameKind::kIssue}, x.issues);
    v(Field{.key = "channels", .meaning = "lines of communication", .names = NameKind::kChannel}, x.channels);
    v(Field{.key = "actions",
            .meaning = "what a side can do in a round of a crisis",
            .required = true,
            .names = NameKind::kAction},
      x.actions);
    v(Field{.key = "incidents",
            .meaning = "what can happen and open a crisis; timeline incidents always open one",
            .required = true,
            .names = NameKind::kIncident},
      x.incidents);
    v(Field{.key = "crisis", .meaning = "rules of the crisis game"}, x.crisis);
    v(Field{.key = "solver", .meaning = "how finely the crisis game is solved (equilibrium)"}, x.solver);
    v(Field{.key = "contexts",
            .meaning =
                "features that solved crises tell apart (equilibrium); others are held at the value with "
                "which the campaign begins. Guardrails and open channels are always told apart"},
      x.contexts);
    v.group(Field{.key = "aftermath", .meaning = "what a crisis leaves behind"}, [&] {
        v(Field{.key = "tension", .meaning = "changes of tension"}, x.aftermath_tension);
        v(Field{.key = "trust", .meaning = "changes of both trusts"}, x.aftermath_trust);
    });
    v(Field{.key = "guardrails", .meaning = "agreements that bind both sides", .names = NameKind::kGuardrail},
      x.guardrails);
    v(Field{.key = "adoption",
            .meaning = "whether guardrails stay as given, are accepted season by season, or are those that "
                       "both sides accept in the guardrail game"},
      x.adoption);
    v(Field{.key = "concessions",
            .meaning = "what a side can give so that the other accepts a guardrail",
            .names = NameKind::kConcession},
      x.concessions);
    v(Field{.key = "contacts", .meaning = "the diplomatic calendar", .names = NameKind::kContact},
      x.contacts);
    v(Field{.key = "readouts", .meaning = "what each side says after a contact"}, x.readouts);
    v(Field{.key = "tracks", .meaning = "cooperation", .names = NameKind::kTrack}, x.tracks);
    v(Field{.key = "timeline", .meaning = "what happens on given dates"}, x.timeline);
    v(Field{.key = "outcomes", .meaning = "outcomes to report first", .names = NameKind::kOutcome},
      x.outcomes);
}

}  // namespace offramp
