// SPDX-License-Identifier: Apache-2.0
// What a side can do in a round of a crisis.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/diagnostic.hpp"
#include "engine/base/quantity.hpp"
#include "engine/scenario/field.hpp"
#include "engine/scenario/limits.hpp"
#include "engine/scenario/values.hpp"

namespace offramp {

enum class Role { kProvoker, kVictim };

template <>
inline constexpr auto kEnumNames<Role> =
    std::array{EnumName{Role::kProvoker, "provoker"}, EnumName{Role::kVictim, "victim"}};

struct Action {
    static constexpr NameKind kNamed = NameKind::kAction;
    std::string name;
    std::string title;
    int move = 0;
    std::optional<int> to_rung;
    std::optional<int> signal;
    std::vector<Reference> calls;  ///< channels in order of preference; not empty: the action is a call
    std::vector<double> terms;     ///< that such a call can carry; empty: those of the crisis
    PerActor<double> cost;
    double answers = 0.0;  ///< share of the affront that it answers
    std::vector<Reference> freezes;
    std::vector<Reference> cancels;    ///< contacts
    Hours cancels_for{};               ///< every occasion that soon after it; 0: the next, however far
    std::vector<Reference> suspends;   ///< cooperation tracks
    std::vector<Reference> actors;     ///< who may use it; empty: both
    std::optional<Role> role;          ///< only the side in this role may use it
    std::vector<Reference> incidents;  ///< where it may be used; empty: everywhere
    int lowest_rung = 0;
    std::optional<int> highest_rung;
    int from_round = 0;      ///< first round of the crisis in which it can be taken
    bool reversible = true;  ///< false: can be taken once in a crisis, and its effects stand until the end
    bool ends_incident = false;
    double tension = 0.0;
    double trust = 0.0;
    Location where;
};

void describe(auto& v, Like<Action> auto& x) {
    v(Field{.key = "title", .meaning = "name for people"}, x.title);
    v(Field{.key = "move",
            .meaning = "rungs climbed (negative: stepped down)",
            .range = {.low = -kTopRung, .high = kTopRung}},
      x.move);
    v(Field{.key = "to_rung",
            .meaning = "rung moved to, instead of a move",
            .range = {.low = 0, .high = kTopRung}},
      x.to_rung);
    v(Field{.key = "signal",
            .meaning = "rung that the other side reads from it, if not the one moved to",
            .range = {.low = 0, .high = kTopRung}},
      x.signal);
    v(Field{.key = "calls",
            .meaning = "channels in order of preference; not empty: the action is a call",
            .names = NameKind::kChannel},
      x.calls);
    v(Field{.key = "terms",
            .meaning = "terms that such a call can carry, as shares of the stakes moved to the caller, "
                       "increasing; empty: those of the crisis",
            .range = {.low = -1, .high = 1}},
      x.terms);
    v(Field{.key = "cost", .meaning = "cost of taking it once", .range = kCosts, .unit = kPayoff}, x.cost);
    v(Field{.key = "answers",
            .meaning = "share of the incident's affront to its victim that it answers, whoever takes it; the "
                       "largest share counts",
            .range = kUnit},
      x.answers);
    v(Field{.key = "freezes", .meaning = "channels frozen by it", .names = NameKind::kChannel}, x.freezes);
    v(Field{.key = "cancels", .meaning = "contacts that it calls off", .names = NameKind::kContact},
      x.cancels);
    v(Field{.key = "cancels_for",
            .meaning = "how long what it cancels is off; 0h: the next occasion, however far",
            .range = kNonNegative},
      x.cancels_for);
    v(Field{.key = "suspends", .meaning = "cooperation tracks suspended by it", .names = NameKind::kTrack},
      x.suspends);
    v(Field{.key = "actors", .meaning = "who may use it; empty: both", .names = NameKind::kActor}, x.actors);
    v(Field{.key = "role", .meaning = "only the side in this role may use it"}, x.role);
    v(Field{.key = "incidents",
            .meaning = "where it may be used; empty: everywhere",
            .names = NameKind::kIncident},
      x.incidents);
    v(Field{.key = "lowest_rung",
            .meaning = "own rung from which on it may be used",
            .range = {.low = 0, .high = kTopRung}},
      x.lowest_rung);
    v(Field{.key = "highest_rung",
            .meaning = "own rung up to which it may be used",
            .range = {.low = 0, .high = kTopRung}},
      x.highest_rung);
    v(Field{.key = "from_round",
            .meaning = "first round of the crisis in which it can be taken, counted from 0",
            .range = {.low = 0, .high = kMaxRounds}},
      x.from_round);
    v(Field{.key = "reversible",
            .meaning = "false: can be taken once in a crisis, and its effects stand until the end"},
      x.reversible);
    v(Field{.key = "ends_incident", .meaning = "ends what persists of the incident, such as an overflight"},
      x.ends_incident);
    v(Field{.key = "tension", .meaning = "added to tension", .range = {.low = -1, .high = 1}}, x.tension);
    v(Field{.key = "trust", .meaning = "added to the other side's trust", .range = {.low = -1, .high = 1}},
      x.trust);
}

}  // namespace offramp
