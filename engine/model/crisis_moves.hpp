// SPDX-License-Identifier: Apache-2.0
// The public state of a crisis, and what each side can do in it.
#pragma once

#include <array>
#include <cstdint>

#include "engine/model/crisis_context.hpp"

namespace offramp {

using Belief = std::array<double, kMaxTypes>;

/// The public state of a crisis, and what each side saw the other do last (which doctrines react to).
struct CrisisState {
    Pair<int> rungs{};
    int round = 0;
    int harms = 0;
    bool incident_over = false;       ///< an action ended what had persisted
    double answered = 0.0;            ///< share of the affront that has been answered
    std::uint32_t channels_open = 0;  ///< a bit each
    Pair<std::uint32_t> taken{};      ///< actions that can be taken once and were, a bit each
    Pair<Belief> belief{};            ///< public belief about each actor's type
    Pair<int> seen{};                 ///< rung that the other side saw each actor express last
    Pair<int> seen_before{};          ///< and the time before
};

struct Move {
    int action = 0;
    int target = 0;         ///< rung on which the actor then stands
    int signal = 0;         ///< rung that it expresses
    int channel = -1;       ///< over which it calls; -1: no call
    double terms = 0.0;     ///< that the call carries: share of the stakes moved to the caller
    double cost = 0.0;      ///< own cost, breach of rules, channel; of this:
    double breach = 0.0;    ///< breach of rules
    double audience = 0.0;  ///< audience cost of stepping down, beside the cost; times the type's factor
    bool climbs = false;
    bool ends_incident = false;
};

struct MoveList {
    int size = 0;
    std::array<Move, kMaxMoves> moves;
    const Move& operator[](int k) const { return moves[static_cast<std::size_t>(k)]; }
};

/// The state in which an incident opens; beliefs and channels are the campaign's. What is recognised as an
/// accident is no affront.
CrisisState opening_state(const CrisisContext& context, bool recognised_accident, const Pair<Belief>& belief,
                          std::uint32_t channels_open);

/// While this holds, standing down on both sides does not end the crisis.
inline bool persists(const CrisisContext& context, int round, bool incident_over) {
    return !incident_over && round < context.incident->persists;
}

/// Whether an actor may ever take an action in this crisis, whatever its state.
bool may_take(const CrisisContext& context, int actor, int action);

/// The moves open to an actor. With alternating moves the side that is not to move can only hold.
void list_moves(const CrisisContext& context, const CrisisState& state, int actor, MoveList& list);

/// The move that keeps an actor on its rung without a call. Throws InternalError where there is none.
int holding_move(const MoveList& moves, int rung);

/// The state as a side takes it to be that misreads the other's stand as one rung higher; as it is where
/// there is nothing to misread: at the bottom, and where the next rung is war.
CrisisState misread(const CrisisContext& context, const CrisisState& state, int actor);

/// What an action does to the state of the crisis besides moving on the ladder: what can be done once is
/// spent, the affront is answered, the incident may be over, channels freeze.
void take_action(const Model& model, CrisisState& state, int actor, int action);

}  // namespace offramp
