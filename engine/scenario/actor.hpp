// SPDX-License-Identifier: Apache-2.0
// One of the two sides: who may govern it, what it feels at home and how it decides.
#pragma once

#include <string>
#include <vector>

#include "engine/base/diagnostic.hpp"
#include "engine/base/quantity.hpp"
#include "engine/scenario/agent.hpp"
#include "engine/scenario/field.hpp"
#include "engine/scenario/posture.hpp"
#include "engine/scenario/values.hpp"

namespace offramp {

struct ResolveType {
    static constexpr NameKind kNamed = NameKind::kType;
    std::string name;
    double prior = 1.0;
    double war_cost = 10.0;
    double stakes = 1.0;
    double audience = 1.0;
    Location where;
};

void describe(auto& v, Like<ResolveType> auto& x) {
    v(Field{.key = "prior",
            .meaning = "probability of this type when types are drawn; those of an actor sum to 1",
            .range = {.low = 0, .high = 1, .without_low = true}},
      x.prior);
    v(Field{.key = "war_cost",
            .meaning = "what war costs a government of this type; the lower, the more resolute",
            .range = kCosts,
            .unit = kPayoff},
      x.war_cost);
    v(Field{.key = "stakes",
            .meaning = "factor on what every issue is worth to a government of this type",
            .range = kNonNegative},
      x.stakes);
    v(Field{.key = "audience",
            .meaning = "factor on its audience costs: of climbing down, and of affronts left unanswered",
            .range = kNonNegative},
      x.audience);
}

struct AudienceCost {
    double scale = 0.0;
    double exponent = 1.0;
    double affront = 0.0;
};

void describe(auto& v, Like<AudienceCost> auto& x) {
    v(Field{.key = "scale",
            .meaning = "cost of stepping down from rung 1 to 0 in full view",
            .range = kCosts,
            .unit = kPayoff},
      x.scale);
    v(Field{.key = "exponent",
            .meaning = "stepping down from rung k to k - 1 costs visibility * scale * k^exponent",
            .range = {.low = 0, .high = 10}},
      x.exponent);
    v(Field{.key = "affront",
            .meaning = "cost of leaving an incident wholly unanswered in full view; times visibility and the "
                       "share of it that no action answered",
            .range = kCosts,
            .unit = kPayoff},
      x.affront);
}

struct TrustDynamics {
    double initial = 0.3;
    double baseline = 0.3;
    Hours relaxation{kHoursPerYear};
    double gain = 1.0;
    double loss = 1.0;
};

void describe(auto& v, Like<TrustDynamics> auto& x) {
    v(Field{.key = "initial", .meaning = "trust in the other side at the start", .range = kUnit}, x.initial);
    v(Field{.key = "baseline", .meaning = "trust to which it slowly returns", .range = kUnit}, x.baseline);
    v(Field{.key = "relaxation", .meaning = "time constant of the return to the baseline", .range = kSpan},
      x.relaxation);
    v(Field{.key = "gain", .meaning = "factor on every rise of trust", .range = kNonNegative}, x.gain);
    v(Field{.key = "loss",
            .meaning = "factor on every fall of trust; above the gain: trust is slow up and fast down",
            .range = kNonNegative},
      x.loss);
}

struct Actor {
    static constexpr NameKind kNamed = NameKind::kActor;
    std::string name;
    std::string title;
    std::vector<ResolveType> types;
    double rationality = 1.0;
    double risk_aversion = 0.0;
    PerHour discount{};
    Hours type_renewal{5 * kHoursPerYear};
    TrustDynamics trust;
    MeanReverting economic_pressure;
    AudienceCost audience_cost;
    ScoreGlm calm_value;  ///< what a crisis spoils that fades or ends in war; not below 0
    Posture posture;
    AgentSettings agent;
    Location where;
};

void describe(auto& v, Like<Actor> auto& x) {
    v(Field{.key = "title", .meaning = "name for people"}, x.title);
    v(Field{.key = "types",
            .meaning = "kinds of government it may have; the other side does not know which",
            .required = true,
            .names = NameKind::kType},
      x.types);
    v(Field{.key = "rationality",
            .meaning = "sharpness of decisions in a crisis; 0: every action equally likely",
            .range = kSharpness},
      x.rationality);
    v(Field{.key = "risk_aversion",
            .meaning = "constant absolute risk aversion; 0: neutral, below 0: risk seeking"},
      x.risk_aversion);
    v(Field{.key = "discount",
            .meaning = "rate at which later payoffs of a campaign count less",
            .range = kNonNegative},
      x.discount);
    v(Field{.key = "type_renewal",
            .meaning = "mean time until the type is drawn anew and beliefs return to the prior",
            .range = {.low = 1}},
      x.type_renewal);
    v(Field{.key = "trust", .meaning = "its trust in the other side"}, x.trust);
    v(Field{.key = "economic_pressure", .meaning = "economic pressure on it at home"}, x.economic_pressure);
    v(Field{.key = "audience_cost", .meaning = "what backing down, and not answering, cost at home"},
      x.audience_cost);
    v(Field{.key = "calm_value",
            .meaning = "what the calm is worth to it that a crisis spoils which fades or ends in war; counts "
                       "as 0 where it is less",
            .range = kPayoffs,
            .unit = kPayoff},
      x.calm_value);
    v(Field{.key = "posture", .meaning = "what it chooses season by season"}, x.posture);
    v(Field{.key = "agent", .meaning = "how it decides"}, x.agent);
}

}  // namespace offramp
