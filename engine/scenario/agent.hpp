// How an actor decides in a crisis.
#pragma once

#include <array>
#include <vector>

#include "engine/base/diagnostic.hpp"
#include "engine/scenario/field.hpp"
#include "engine/scenario/values.hpp"

namespace offramp {

enum class DecisionRule { kLookahead, kEquilibrium, kLevelK, kDoctrine, kMixed, kScripted };
enum class Doctrine { kMirror, kGenerous, kGrit, kHawk, kDove, kBrinkman };

template <>
inline constexpr auto kEnumNames<DecisionRule> = std::array{
    EnumName{DecisionRule::kLookahead, "lookahead"}, EnumName{DecisionRule::kEquilibrium, "equilibrium"},
    EnumName{DecisionRule::kLevelK, "level_k"},      EnumName{DecisionRule::kDoctrine, "doctrine"},
    EnumName{DecisionRule::kMixed, "mixed"},         EnumName{DecisionRule::kScripted, "scripted"}};

template <>
inline constexpr auto kEnumNames<Doctrine> =
    std::array{EnumName{Doctrine::kMirror, "mirror"}, EnumName{Doctrine::kGenerous, "generous"},
               EnumName{Doctrine::kGrit, "grit"},     EnumName{Doctrine::kHawk, "hawk"},
               EnumName{Doctrine::kDove, "dove"},     EnumName{Doctrine::kBrinkman, "brinkman"}};

struct AgentSettings {
    DecisionRule rule = DecisionRule::kLookahead;
    int depth = 1;
    int level = 2;
    Doctrine doctrine = Doctrine::kMirror;
    double generosity = 1.0 / 3.0;
    double noise = 0.0;         ///< tremble: probability of a uniformly drawn action
    double stance_noise = 1.0;  ///< rationality is divided by 1 + stance_noise * unpredictability
    int resolve_rung = 5;
    std::vector<Weight> mix;  ///< actions
    std::vector<Reference> script;
    Location where;
};

void describe(auto& v, Like<AgentSettings> auto& x) {
    v(Field{.key = "rule", .meaning = "how the actor decides in a crisis"}, x.rule);
    v(Field{.key = "depth", .meaning = "rounds looked ahead (lookahead)", .range = {.low = 1, .high = 8}},
      x.depth);
    v(Field{.key = "level",
            .meaning = "steps of reasoning about the other side (level_k)",
            .range = {.low = 0, .high = 16}},
      x.level);
    v(Field{.key = "doctrine", .meaning = "fixed rule of behaviour (doctrine)"}, x.doctrine);
    v(Field{.key = "generosity",
            .meaning = "probability of holding where mirroring would mean climbing (generous)",
            .range = kUnit},
      x.generosity);
    v(Field{.key = "noise",
            .meaning = "probability that a uniformly drawn action is taken instead",
            .range = kUnit},
      x.noise);
    v(Field{.key = "stance_noise",
            .meaning = "rationality is divided by 1 + stance_noise * unpredictability",
            .range = kNonNegative},
      x.stance_noise);
    v(Field{.key = "resolve_rung",
            .meaning = "rung to which it climbs (hawk, brinkman)",
            .range = kNonNegative},
      x.resolve_rung);
    v(Field{.key = "mix",
            .meaning =
                "action: relative odds among the actions that are open; hold if none of these is (mixed)",
            .range = kNonNegative,
            .names = NameKind::kAction},
      x.mix);
    v(Field{.key = "script",
            .meaning = "the actions of the rounds of a crisis, in order; then hold (scripted)",
            .names = NameKind::kAction},
      x.script);
}

}  // namespace offramp
