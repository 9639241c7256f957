// SPDX-License-Identifier: Apache-2.0
// What a crisis costs while it lasts, and what its end is worth.
#pragma once

#include <array>
#include <cstdint>
#include <utility>

#include "engine/model/crisis_moves.hpp"
#include "engine/trajectory/payoff_part.hpp"

namespace offramp {

enum class Ending : std::uint8_t {
    kNone,
    kOffRamp,
    kStoodDown,
    kBackedDown,
    kFaded,
    kWarByChoice,
    kWarByAccident
};

/// What a round costs an actor whatever comes of it, besides its own move.
struct StandingCost {
    double rung = 0.0;         ///< standing on the rung moved to
    double cooperation = 0.0;  ///< lost at the higher of the two rungs
    double incident = 0.0;     ///< on the victim, while the incident persists

    double total() const { return rung + cooperation + incident; }
};

inline StandingCost standing_cost(const CrisisContext& c, const Pair<int>& moved, bool persists, int actor) {
    return {c.incident->flow_cost[at(actor)][at(moved[at(actor)])],
            c.lost_cooperation[at(actor)][at(moved[0] > moved[1] ? moved[0] : moved[1])],
            persists && actor != c.provoker ? c.incident->persistence_cost : 0.0};
}

/// Payoff of an ending to an actor of a type; `rung` is where the actor stood (for an off-ramp, the rung from
/// which it then steps down). `loser` is who backed down (kBackedDown).
double ending_payoff(const CrisisContext& context, Ending ending, int loser, int actor, int type, int rung);

/// A payment to an actor, and the parts that it is the sum of.
struct Payment {
    double amount = 0.0;
    int size = 0;
    std::array<std::pair<PayoffPart, double>, 4> parts{};

    void part(PayoffPart which, double share) { parts[at(size++)] = {which, share}; }
};

/// What a side is paid for a round: what its move costs, and standing. Not lost cooperation, which a campaign
/// pays as a flow.
Payment round_payment(const Move& move, const StandingCost& standing);

/// ending_payoff() by its parts.
Payment ending_payment(const CrisisContext& context, Ending ending, int loser, int actor, int type, int rung);

}  // namespace offramp
