// SPDX-License-Identifier: Apache-2.0
// What can happen between the two sides and open a crisis.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/diagnostic.hpp"
#include "engine/base/quantity.hpp"
#include "engine/scenario/field.hpp"
#include "engine/scenario/limits.hpp"
#include "engine/scenario/values.hpp"

namespace offramp {

struct Incident {
    static constexpr NameKind kNamed = NameKind::kIncident;
    std::string name;
    std::string title;
    std::string domain;
    std::optional<Reference> issue;
    RateGlm rate;
    PerActor<double> per_presence;  ///< weights of each side's presence in a factor on the rate; all 0: none
    std::vector<Weight> excited_by;
    Hours excitation_decay{7 * kHoursPerDay};
    PerActor<double> provoker{{1.0, 1.0}};  ///< relative odds that each actor provokes it
    PerActor<double> stakes{
        {1.0, 1.0}};  ///< multiplies the issue's stakes; without an issue, the stakes themselves
    double visibility = 0.5;
    int provoker_rung = 1;
    int victim_rung = 0;
    Hours round{6};
    int rounds = 12;
    int persists = 0;  ///< rounds
    PerHour persistence_cost{};
    ProbabilityGlm accident;
    ProbabilityGlm recognised;
    int relief = 1;
    ProbabilityGlm opens_crisis = certain();
    RateGlm hazard;                  ///< of accidents while a crisis runs
    double two_rung_accident = 0.0;  ///< probability that an accident raises both rungs by two instead of one
    ProbabilityGlm harm;             ///< that an accident does physical harm
    PerActor<double> harm_cost;
    double tension = 0.0;
    double recent_weight = 1.0;  ///< what one incident adds to the feature recent_incidents
    Location where;
};

/// Whether its rate is for each unit of presence.
inline bool is_exposed(const Incident& incident) {
    return incident.per_presence[0] > 0.0 || incident.per_presence[1] > 0.0;
}

void describe(auto& v, Like<Incident> auto& x) {
    v(Field{.key = "title", .meaning = "name for people"}, x.title);
    v(Field{.key = "domain", .meaning = "air, sea, space, cyber, diplomacy: for grouping results"}, x.domain);
    v(Field{.key = "issue", .meaning = "what it is about", .names = NameKind::kIssue}, x.issue);
    v(Field{.key = "rate", .meaning = "how often it happens, before excitation", .required = true}, x.rate);
    v(Field{.key = "per_presence",
            .meaning =
                "the rate is for each unit of presence, each side's weighted by this; all 0: as it stands",
            .range = kNonNegative},
      x.per_presence);
    v(Field{.key = "excited_by",
            .meaning = "incident: how many of this type one of that type sets off on average",
            .range = kNonNegative,
            .names = NameKind::kIncident},
      x.excited_by);
    v(Field{.key = "excitation_decay",
            .meaning = "mean delay of the incidents that others set off",
            .range = kSpan},
      x.excitation_decay);
    v(Field{.key = "provoker", .meaning = "relative odds that each actor provokes it", .range = kNonNegative},
      x.provoker);
    v(Field{.key = "stakes",
            .meaning = "factor on the issue's stakes; without an issue, the stakes themselves",
            .range = kNonNegative},
      x.stakes);
    v(Field{.key = "visibility", .meaning = "factor on audience costs: how public it is", .range = kUnit},
      x.visibility);
    v(Field{.key = "provoker_rung",
            .meaning = "rung on which the provoker starts",
            .range = {.low = 0, .high = kTopRung}},
      x.provoker_rung);
    v(Field{.key = "victim_rung",
            .meaning = "rung on which the victim starts",
            .range = {.low = 0, .high = kTopRung}},
      x.victim_rung);
    v(Field{.key = "round", .meaning = "time between two decisions in the crisis", .range = kSpan}, x.round);
    v(Field{.key = "rounds",
            .meaning = "rounds after which the crisis is a stalemate that fades",
            .range = {.low = 1, .high = kMaxRounds}},
      x.rounds);
    v(Field{.key = "persists",
            .meaning = "rounds for which the incident itself goes on",
            .range = {.low = 0, .high = kMaxRounds}},
      x.persists);
    v(Field{.key = "persistence_cost",
            .meaning = "flow cost to the victim while it goes on",
            .range = kCosts,
            .unit = kPayoff},
      x.persistence_cost);
    v(Field{.key = "accident", .meaning = "probability that it was an accident"}, x.accident);
    v(Field{.key = "recognised", .meaning = "probability that the victim recognises an accident as one"},
      x.recognised);
    v(Field{.key = "relief",
            .meaning = "rungs by which the victim of a recognised accident starts lower",
            .range = {.low = 0, .high = kTopRung}},
      x.relief);
    v(Field{.key = "opens_crisis", .meaning = "probability that it opens a crisis"}, x.opens_crisis);
    v(Field{.key = "hazard", .meaning = "rate of accidents while the crisis runs"}, x.hazard);
    v(Field{.key = "two_rung_accident",
            .meaning = "probability that an accident raises both rungs by two instead of one",
            .range = kUnit},
      x.two_rung_accident);
    v(Field{.key = "harm", .meaning = "probability that an accident does physical harm"}, x.harm);
    v(Field{.key = "harm_cost", .meaning = "cost of physical harm", .range = kCosts, .unit = kPayoff},
      x.harm_cost);
    v(Field{.key = "tension", .meaning = "added to tension when it happens", .range = {.low = -1, .high = 1}},
      x.tension);
    v(Field{.key = "recent_weight",
            .meaning = "what it adds to the feature recent_incidents",
            .range = kNonNegative},
      x.recent_weight);
}

}  // namespace offramp
