// SPDX-License-Identifier: Apache-2.0
// What a crisis costs while it lasts, and what its end is worth: all of it as the difference from the world
// in which the incident had not happened. An end moves a share of the stakes from one side to the other, or
// nothing; whatever else there is, is a loss.
#pragma once

#include <array>
#include <cstdint>
#include <utility>

#include "engine/model/crisis_moves.hpp"
#include "engine/trajectory/event.hpp"
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

/// How a crisis ends.
struct End {
    Ending ending = Ending::kNone;
    int by = -1;         ///< whose terms were agreed on, who backed down, or who alone chose war
    double terms = 0.0;  ///< agreed on: share of the stakes moved to `by`
};

/// Whether a crisis that ends in this way has come to war.
inline bool is_war(Ending ending) {
    return ending == Ending::kWarByChoice || ending == Ending::kWarByAccident;
}

/// As records call it; throws InternalError for none.
Detail detail_of(Ending ending);

/// What a round costs an actor whatever comes of it, besides its own move.
struct StandingCost {
    double rung = 0.0;         ///< standing on the rung moved to
    double pressure = 0.0;     ///< of the rung that the other side moved to
    double cooperation = 0.0;  ///< lost at the higher of the two rungs
    double incident = 0.0;     ///< on the victim, while the incident persists

    double total() const { return rung + pressure + cooperation + incident; }
};

inline StandingCost standing_cost(const CrisisContext& c, const Pair<int>& moved, bool persists, int actor) {
    return {c.incident->flow_cost[at(actor)][at(moved[at(actor)])],
            c.incident->pressure[at(actor)][at(moved[at(other(actor))])],
            c.lost_cooperation[at(actor)][at(moved[0] > moved[1] ? moved[0] : moved[1])],
            persists && actor != c.provoker ? c.incident->persistence_cost : 0.0};
}

/// What a move costs a government of a type.
inline double cost_of(const CrisisContext& c, const Move& move, int actor, int type) {
    return move.cost + c.model->actors[at(actor)].audience[at(type)] * move.audience;
}

/// Share of the stakes that an end moves to an actor; those of both sum to 0.
double share_moved(const CrisisContext& context, const End& end, int actor);

/// Payoff of an end to an actor of a type. Of the state it looks at the rungs on which both stood and at what
/// has been answered of the affront.
double ending_payoff(const CrisisContext& context, const End& end, const CrisisState& state, int actor,
                     int type);

/// A payment to an actor, and the parts that it is the sum of.
struct Payment {
    double amount = 0.0;
    int size = 0;
    std::array<std::pair<PayoffPart, double>, 5> parts{};

    void add(PayoffPart which, double share) {
        parts[at(size++)] = {which, share};
        amount += share;
    }
};

/// What a side is paid for a round: what its move costs, and standing. Not lost cooperation, which a campaign
/// pays as a flow.
Payment round_payment(const CrisisContext& context, const Move& move, const StandingCost& standing, int actor,
                      int type);

/// ending_payoff() by its parts.
Payment ending_payment(const CrisisContext& context, const End& end, const CrisisState& state, int actor,
                       int type);

}  // namespace offramp
