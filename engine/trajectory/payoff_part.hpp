// What a campaign's payoff is made of.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace offramp {

/// Every payment to an actor belongs to exactly one part.
enum class PayoffPart : std::uint8_t {
    kStakes,         ///< shares of what crises were about, and the bonus of a quiet end
    kWar,            ///< war: its cost, less the share of the stakes it brings
    kAccidents,      ///< physical harm; and the loss expected of presence, where the scenario pays that
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

inline constexpr std::size_t kPayoffParts = at(PayoffPart::kConcessions) + 1;

/// In discounted stakes of a typical incident: by part, then by actor.
using PayoffParts = std::array<std::array<double, 2>, kPayoffParts>;

/// As in records: "rival_presence".
constexpr std::string_view to_string(PayoffPart part) {
    constexpr std::array<std::string_view, kPayoffParts> kNames = {
        "stakes",      "war",          "accidents",      "standing", "audience", "actions",    "breaches",
        "cooperation", "own_presence", "rival_presence", "stance",   "upkeep",   "concessions"};
    return kNames.at(at(part));
}

}  // namespace offramp
