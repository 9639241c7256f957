// SPDX-License-Identifier: Apache-2.0
// What happens on given dates.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/diagnostic.hpp"
#include "engine/base/quantity.hpp"
#include "engine/scenario/field.hpp"
#include "engine/scenario/values.hpp"

namespace offramp {

struct TimelineEntry {
    Date date{};
    std::string label;
    std::optional<Reference> incident;
    std::optional<Reference> provoker;
    double tension = 0.0;
    PerActor<double> trust;
    PerActor<double> economic_pressure;
    double third_party_pressure = 0.0;
    std::vector<Reference> freezes;
    std::vector<Reference> thaws;
    std::vector<Reference> cuts;
    std::optional<Reference> by;
    std::vector<Reference> adopts;  ///< guardrails in force from then on, whatever else decides on them
    std::vector<Reference> ends;    ///< guardrails that are not in force from then on
    std::vector<Reference> opens_tracks;
    std::vector<Reference> suspends_tracks;
    std::vector<DatedValue> set;
    Location where;
};

void describe(auto& v, Like<TimelineEntry> auto& x) {
    constexpr Range change{.low = -1, .high = 1};
    v(Field{.key = "date", .meaning = "when", .required = true}, x.date);
    v(Field{.key = "label", .meaning = "what happened, for people"}, x.label);
    v(Field{.key = "incident", .meaning = "incident that happens then", .names = NameKind::kIncident},
      x.incident);
    v(Field{.key = "provoker", .meaning = "who provokes it; without it, drawn", .names = NameKind::kActor},
      x.provoker);
    v(Field{.key = "tension", .meaning = "added to tension", .range = change}, x.tension);
    v(Field{.key = "trust", .meaning = "added to the trust of each side", .range = change}, x.trust);
    v(Field{.key = "economic_pressure",
            .meaning = "added to the economic pressure on each side",
            .range = change},
      x.economic_pressure);
    v(Field{.key = "third_party_pressure",
            .meaning = "added to the pressure of third countries",
            .range = change},
      x.third_party_pressure);
    v(Field{.key = "freezes", .meaning = "channels frozen", .names = NameKind::kChannel}, x.freezes);
    v(Field{.key = "thaws", .meaning = "channels thawed", .names = NameKind::kChannel}, x.thaws);
    v(Field{.key = "cuts", .meaning = "channels cut", .names = NameKind::kChannel}, x.cuts);
    v(Field{.key = "by", .meaning = "who freezes or cuts them", .names = NameKind::kActor}, x.by);
    v(Field{.key = "adopts",
            .meaning = "guardrails in force from then on, whatever their adoption",
            .names = NameKind::kGuardrail},
      x.adopts);
    v(Field{.key = "ends",
            .meaning = "guardrails out of force from then on, whatever their adoption",
            .names = NameKind::kGuardrail},
      x.ends);
    v(Field{.key = "opens_tracks", .meaning = "cooperation tracks opened", .names = NameKind::kTrack},
      x.opens_tracks);
    v(Field{.key = "suspends_tracks", .meaning = "cooperation tracks suspended", .names = NameKind::kTrack},
      x.suspends_tracks);
    v(Field{.key = "set",
            .meaning = "values of the scenario from then on, by path; during a crisis, from its end on"},
      x.set);
}

}  // namespace offramp
