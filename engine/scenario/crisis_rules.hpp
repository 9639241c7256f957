// SPDX-License-Identifier: Apache-2.0
// The rules of the crisis game, the ladder it is played on and what it leaves behind.
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

struct Rung {
    std::string name;
    PerActor<PerHour> cost;      ///< flow cost of standing here
    PerActor<PerHour> pressure;  ///< flow cost to an actor of the other side's standing here
    Location where;
};

void describe(auto& v, Like<Rung> auto& x) {
    v(Field{.key = "name", .meaning = "what standing on this rung is called", .required = true}, x.name);
    v(Field{.key = "cost", .meaning = "flow cost of standing here", .range = kCosts, .unit = kPayoff},
      x.cost);
    v(Field{.key = "pressure",
            .meaning = "flow cost to a side of the other's standing here: what makes climbing coerce",
            .range = kCosts,
            .unit = kPayoff},
      x.pressure);
}

enum class Moves { kSimultaneous, kAlternating };

template <>
inline constexpr auto kEnumNames<Moves> =
    std::array{EnumName{Moves::kSimultaneous, "simultaneous"}, EnumName{Moves::kAlternating, "alternating"}};

struct CrisisRules {
    Moves moves = Moves::kSimultaneous;
    ProbabilityGlm misperception;
    ProbabilityGlm kept = certain();
    std::vector<double> terms{-0.25, 0.0, 0.25};
    double concession = 0.5;
    double sore = 0.1;
    PerActor<double> war_share;
    double first_strike = 0.0;
    double face_saving = 0.5;
    int calm_rung = 2;
    int complication_rungs = 1;
};

void describe(auto& v, Like<CrisisRules> auto& x) {
    constexpr Range share{.low = -1, .high = 1};
    v(Field{.key = "moves", .meaning = "whether both sides move at once or in turn"}, x.moves);
    v(Field{.key = "misperception",
            .meaning = "probability that an action is seen one rung off, and that the other side's stand is "
                       "taken for one rung higher for a round and answered as that"},
      x.misperception);
    v(Field{.key = "kept",
            .meaning =
                "probability, once a call is answered and times fidelity and authority of the channel, "
                "that terms agreed on are kept; what is not kept leaves the matter open"},
      x.kept);
    v(Field{.key = "terms",
            .meaning =
                "terms that a call can carry, as shares of the stakes moved to the caller, increasing; "
                "0 is a stand-still",
            .range = share},
      x.terms);
    v(Field{.key = "concession",
            .meaning = "share of the stakes that the side that backs down loses to the other",
            .range = kUnit},
      x.concession);
    v(Field{.key = "sore",
            .meaning = "share of its stakes that each side loses by a matter that fades and stays open",
            .range = kUnit},
      x.sore);
    v(Field{.key = "war_share",
            .meaning = "share of the stakes that each side can expect to gain by war; both sum to 0",
            .range = share},
      x.war_share);
    v(Field{.key = "first_strike",
            .meaning =
                "share of the stakes that war moves on to the side that chooses it where the other does "
                "not in the same round",
            .range = kUnit},
      x.first_strike);
    v(Field{.key = "face_saving",
            .meaning = "share of audience costs that terms agreed on over a channel spare",
            .range = kUnit},
      x.face_saving);
    v(Field{.key = "calm_rung",
            .meaning = "stepping down to the bottom while the other stands here or higher is backing down",
            .range = {.low = 1, .high = kTopRung}},
      x.calm_rung);
    v(Field{.key = "complication_rungs",
            .meaning = "rungs by which an incident during a crisis raises both sides, never to war",
            .range = {.low = 0, .high = kTopRung}},
      x.complication_rungs);
}

struct Aftermath {
    double per_rung = 0.0;
    double settlement = 0.0;
    double backing_down = 0.0;
    double stalemate = 0.0;
    double harm = 0.0;
    double unanswered_call = 0.0;
};

void describe(auto& v, Like<Aftermath> auto& x) {
    constexpr Range change{.low = -1, .high = 1};
    v(Field{.key = "per_rung",
            .meaning = "change for each rung of the highest rung reached",
            .range = change},
      x.per_rung);
    v(Field{.key = "settlement", .meaning = "change if it was settled", .range = change}, x.settlement);
    v(Field{.key = "backing_down", .meaning = "change if one side backed down", .range = change},
      x.backing_down);
    v(Field{.key = "stalemate", .meaning = "change if it faded", .range = change}, x.stalemate);
    v(Field{.key = "harm", .meaning = "change for each accident with physical harm", .range = change},
      x.harm);
    v(Field{.key = "unanswered_call",
            .meaning = "change for each call that was not answered",
            .range = change},
      x.unanswered_call);
}

}  // namespace offramp
