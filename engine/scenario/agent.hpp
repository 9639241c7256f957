// SPDX-License-Identifier: Apache-2.0
// How an actor decides in a crisis: one of several rules, each with settings of its own.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <variant>
#include <vector>

#include "engine/base/diagnostic.hpp"
#include "engine/scenario/field.hpp"
#include "engine/scenario/values.hpp"

namespace offramp {

/// Quantal responses to the rounds ahead, and a rule of thumb for what lies beyond.
struct LookaheadRule {
    static constexpr std::string_view name = "lookahead";
    int depth = 1;
};

void describe(auto& v, Like<LookaheadRule> auto& x) {
    v(Field{.key = "depth", .meaning = "rounds looked ahead (lookahead)", .range = {.low = 1, .high = 8}},
      x.depth);
}

/// Plays from the solved crisis.
struct EquilibriumRule {
    static constexpr std::string_view name = "equilibrium";
};

void describe(auto&, Like<EquilibriumRule> auto&) {}

/// Responds to a rival who reasons one step less.
struct LevelKRule {
    static constexpr std::string_view name = "level_k";
    int level = 2;
};

void describe(auto& v, Like<LevelKRule> auto& x) {
    v(Field{.key = "level",
            .meaning = "steps of reasoning about the other side (level_k)",
            .range = {.low = 0, .high = 16}},
      x.level);
}

enum class Doctrine { kMirror, kGenerous, kGrit, kHawk, kDove, kBrinkman };

template <>
inline constexpr auto kEnumNames<Doctrine> =
    std::array{EnumName{Doctrine::kMirror, "mirror"}, EnumName{Doctrine::kGenerous, "generous"},
               EnumName{Doctrine::kGrit, "grit"},     EnumName{Doctrine::kHawk, "hawk"},
               EnumName{Doctrine::kDove, "dove"},     EnumName{Doctrine::kBrinkman, "brinkman"}};

/// Reacts by principle instead of weighing payoffs (engine/agents/doctrine.hpp).
struct DoctrineRule {
    static constexpr std::string_view name = "doctrine";
    Doctrine doctrine = Doctrine::kMirror;
    double generosity = 1.0 / 3.0;
    int resolve_rung = 5;
};

void describe(auto& v, Like<DoctrineRule> auto& x) {
    v(Field{.key = "doctrine", .meaning = "fixed rule of behaviour (doctrine)"}, x.doctrine);
    v(Field{.key = "generosity",
            .meaning = "probability of holding where mirroring would mean climbing (generous)",
            .range = kUnit},
      x.generosity);
    v(Field{.key = "resolve_rung",
            .meaning = "rung to which it climbs (hawk, brinkman)",
            .range = kNonNegative},
      x.resolve_rung);
}

/// Draws an action.
struct MixedRule {
    static constexpr std::string_view name = "mixed";
    std::vector<Weight> mix;  ///< actions
};

void describe(auto& v, Like<MixedRule> auto& x) {
    v(Field{.key = "mix",
            .meaning =
                "action: relative odds among the actions that are open; hold if none of these is (mixed)",
            .range = kNonNegative,
            .names = NameKind::kAction},
      x.mix);
}

/// Takes the action that is written down for the round.
struct ScriptedRule {
    static constexpr std::string_view name = "scripted";
    std::vector<Reference> script;
};

void describe(auto& v, Like<ScriptedRule> auto& x) {
    v(Field{.key = "script",
            .meaning = "the actions of the rounds of a crisis, in order; then hold (scripted)",
            .names = NameKind::kAction,
            .is_sequence = true},
      x.script);
}

/// Every rule that there is. What to do by it: engine/agents/decide.cpp, which does not compile without one.
using DecisionRules =
    std::tuple<LookaheadRule, EquilibriumRule, LevelKRule, DoctrineRule, MixedRule, ScriptedRule>;

/// A rule without its settings: its place among all.
enum class DecisionRule : std::size_t {};

template <class Rule>
inline constexpr DecisionRule kRule = []<class... Rules>(std::tuple<Rules...>*) {
    return DecisionRule{std::variant<std::type_identity<Rules>...>(std::type_identity<Rule>{}).index()};
}(static_cast<DecisionRules*>(nullptr));

template <>
inline constexpr auto kEnumNames<DecisionRule> = []<class... Rules>(std::tuple<Rules...>*) {
    return std::array{EnumName{kRule<Rules>, Rules::name}...};
}(static_cast<DecisionRules*>(nullptr));

/// Whether who follows it plays from solved crises (engine/crisis), which someone must then solve.
constexpr bool needs_solved_crises(DecisionRule rule) {
    return rule == kRule<EquilibriumRule>;
}

struct AgentSettings {
    DecisionRule rule = kRule<LookaheadRule>;
    DecisionRules rules;  ///< settings of each: a policy that changes the rule finds those of the new one
    double noise = 0.0;   ///< tremble: probability of a uniformly drawn action
    double stance_noise = 1.0;  ///< rationality is divided by 1 + stance_noise * unpredictability
    Location where;
};

void describe(auto& v, Like<AgentSettings> auto& x) {
    v(Field{.key = "rule", .meaning = "how the actor decides in a crisis"}, x.rule);
    const auto of_rule = [&](const Field& field, auto& member) {
        // The agent's own keys stand before this one in the canonical text, whose hash names a scenario.
        if (field.key == "resolve_rung") {
            v(Field{.key = "noise",
                    .meaning = "probability that a uniformly drawn action is taken instead",
                    .range = kUnit},
              x.noise);
            v(Field{.key = "stance_noise",
                    .meaning = "rationality is divided by 1 + stance_noise * unpredictability",
                    .range = kNonNegative},
              x.stance_noise);
        }
        v(field, member);
    };
    std::apply([&](auto&... rule) { (describe(of_rule, rule), ...); }, x.rules);
}

/// Calls `use` with the settings of the rule that is followed.
void with_rule(const AgentSettings& agent, auto&& use) {
    const auto try_one = [&]<class Rule>(const Rule& rule) {
        if (kRule<Rule> == agent.rule) use(rule);
    };
    std::apply([&](const auto&... rule) { (try_one(rule), ...); }, agent.rules);
}

}  // namespace offramp
