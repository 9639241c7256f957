// SPDX-License-Identifier: Apache-2.0
// What a campaign's payoff is made of.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/base/reflection.hpp"

namespace offramp {

/// Every payment to an actor belongs to exactly one part.
enum class PayoffPart : std::uint8_t {
    kStakes,         ///< what crises moved of the issues they were about
    kOpenMatters,    ///< matters that faded and stayed open
    kCalm,           ///< calm that crises spoiled
    kAffronts,       ///< affronts left unanswered
    kWar,            ///< what war costs
    kAccidents,      ///< physical harm
    kStanding,       ///< flow cost of rungs, and of an incident that persists
    kAudience,       ///< stepping down in public
    kActions,        ///< own cost of actions and of calls
    kBreaches,       ///< breaking a guardrail's rule
    kCooperation,    ///< flow of open tracks
    kOwnPresence,    ///< benefit of own presence, less its curvature
    kRivalPresence,  ///< nuisance of the other side's presence
    kStance,         ///< being unpredictable
    kUpkeep,         ///< guardrails in force
    kConcessions     ///< payments that a concession brings or costs
};

constexpr std::size_t at(PayoffPart part) {
    return static_cast<std::size_t>(part);
}

inline constexpr std::size_t kPayoffParts = enumerator_count<PayoffPart>();

/// In discounted stakes of a typical incident: by part, then by actor.
using PayoffParts = std::array<std::array<double, 2>, kPayoffParts>;

struct PayoffPartRow {
    PayoffPart part = PayoffPart::kStakes;
    std::string_view name;   ///< as in records
    std::string_view words;  ///< in a sentence
};

inline constexpr auto kPayoffPartTable = [] {
    using enum PayoffPart;
    return std::to_array<PayoffPartRow>({
        {kStakes, "stakes", "what crises moved"},
        {kOpenMatters, "open_matters", "matters left open"},
        {kCalm, "calm", "calm spoiled"},
        {kAffronts, "affronts", "unanswered affronts"},
        {kWar, "war", "war"},
        {kAccidents, "accidents", "accidents"},
        {kStanding, "standing", "standing on the ladder"},
        {kAudience, "audience", "audience costs"},
        {kActions, "actions", "costs of acting"},
        {kBreaches, "breaches", "breaches"},
        {kCooperation, "cooperation", "cooperation"},
        {kOwnPresence, "own_presence", "own presence"},
        {kRivalPresence, "rival_presence", "the rival's presence"},
        {kStance, "stance", "unpredictability"},
        {kUpkeep, "upkeep", "upkeep"},
        {kConcessions, "concessions", "concessions"},
    });
}();
static_assert(has_each_enumerator(kPayoffPartTable, &PayoffPartRow::part),
              "a part of the payoff has no name");

}  // namespace offramp
