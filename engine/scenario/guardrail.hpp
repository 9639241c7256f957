// SPDX-License-Identifier: Apache-2.0
// An agreement that binds both sides.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "engine/base/diagnostic.hpp"
#include "engine/base/quantity.hpp"
#include "engine/scenario/field.hpp"
#include "engine/scenario/limits.hpp"
#include "engine/scenario/values.hpp"

namespace offramp {

struct GuardrailRule {
    std::vector<Reference> actions;
    int until_round = 0;  ///< the rule binds in rounds before this one; 0: in every round
    double breach_cost = 0.0;
    Location where;
};

void describe(auto& v, Like<GuardrailRule> auto& x) {
    v(Field{.key = "actions", .meaning = "actions ruled out", .required = true, .names = NameKind::kAction},
      x.actions);
    v(Field{.key = "until_round",
            .meaning = "binds in rounds before this one; 0: in every round",
            .range = {.low = 0, .high = kMaxRounds}},
      x.until_round);
    v(Field{.key = "breach_cost",
            .meaning = "cost of taking such an action all the same",
            .range = kCosts,
            .unit = kPayoff},
      x.breach_cost);
}

struct Guardrail {
    static constexpr NameKind kNamed = NameKind::kGuardrail;
    std::string name;
    std::string title;
    bool in_force = false;
    PerActor<ProbabilityGlm> accept{{certain(), certain()}};
    std::vector<GuardrailRule> rules;
    std::vector<Reference> opens;  ///< channels that exist only while it is in force
    PerActor<PerHour> upkeep;
    Location where;
};

void describe(auto& v, Like<Guardrail> auto& x) {
    v(Field{.key = "title", .meaning = "name for people"}, x.title);
    v(Field{.key = "in_force", .meaning = "in force at the start"}, x.in_force);
    v(Field{.key = "accept",
            .meaning = "probability that each side accepts it in a season (adoption: seasonal)"},
      x.accept);
    v(Field{.key = "rules", .meaning = "what it rules out in a crisis"}, x.rules);
    v(Field{.key = "opens",
            .meaning = "channels that exist only while it is in force",
            .names = NameKind::kChannel},
      x.opens);
    v(Field{.key = "upkeep", .meaning = "flow cost while it is in force", .range = kPayoffs, .unit = kPayoff},
      x.upkeep);
}

enum class Adoption { kInForce, kSeasonal, kNegotiated };

template <>
inline constexpr auto kEnumNames<Adoption> =
    std::array{EnumName{Adoption::kInForce, "in_force"}, EnumName{Adoption::kSeasonal, "seasonal"},
               EnumName{Adoption::kNegotiated, "negotiated"}};

}  // namespace offramp
