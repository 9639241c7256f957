// SPDX-License-Identifier: Apache-2.0
// The rules of the crisis game, the ladder it is played on and what it leaves behind.
#pragma once

#include <array>
#include <string>

#include "engine/base/diagnostic.hpp"
#include "engine/base/quantity.hpp"
#include "engine/scenario/field.hpp"
#include "engine/scenario/limits.hpp"
#include "engine/scenario/values.hpp"

namespace offramp {

struct Rung {
    std::string name;
    PerActor<PerHour> cost;  ///< flow cost of standing here
    Location where;
};

void describe(auto& v, Like<Rung> auto& x) {
    v(Field{.key = "name", .meaning = "what standing on this rung is called", .required = true}, x.name);
    v(Field{.key = "cost", .meaning = "flow cost of standing here", .range = kNonNegative, .unit = kPayoff},
      x.cost);
}

enum class Moves { kSimultaneous, kAlternating };

template <>
inline constexpr auto kEnumNames<Moves> =
    std::array{EnumName{Moves::kSimultaneous, "simultaneous"}, EnumName{Moves::kAlternating, "alternating"}};

struct CrisisRules {
    Moves moves = Moves::kSimultaneous;
    ProbabilityGlm misperception;
    ProbabilityGlm off_ramp = certain();
    double settlement_share = 0.5;
    double victory_share = 1.0;
    double defeat_share = 0.0;
    double stalemate_share = 0.4;
    double war_share = 0.5;
    double face_saving = 0.5;
    int calm_rung = 2;
    int complication_rungs = 1;
    double leaf_war_risk = 0.2;
};

void describe(auto& v, Like<CrisisRules> auto& x) {
    v(Field{.key = "moves", .meaning = "whether both sides move at once or in turn"}, x.moves);
    v(Field{.key = "misperception", .meaning = "probability that an action is seen one rung off"},
      x.misperception);
    v(Field{.key = "off_ramp",
            .meaning = "probability, times fidelity and authority of the channel, that an answered call "
                       "settles the crisis"},
      x.off_ramp);
    v(Field{.key = "settlement_share",
            .meaning = "share of its stakes that each side gets in a settlement",
            .range = kUnit},
      x.settlement_share);
    v(Field{.key = "victory_share",
            .meaning = "share of its stakes for the side that stood firm",
            .range = kUnit},
      x.victory_share);
    v(Field{.key = "defeat_share",
            .meaning = "share of its stakes for the side that backed down",
            .range = kUnit},
      x.defeat_share);
    v(Field{.key = "stalemate_share",
            .meaning = "share of its stakes that each side gets in a stalemate",
            .range = kUnit},
      x.stalemate_share);
    v(Field{.key = "war_share",
            .meaning = "share of its stakes that each side gets from a war",
            .range = kUnit},
      x.war_share);
    v(Field{.key = "face_saving",
            .meaning = "share of the audience cost that an off-ramp over a channel spares",
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
    v(Field{.key = "leaf_war_risk",
            .meaning =
                "risk of war beyond the horizon of lookahead: leaf_war_risk * (higher rung / war rung)^2",
            .range = kUnit},
      x.leaf_war_risk);
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
