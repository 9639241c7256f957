// SPDX-License-Identifier: Apache-2.0
#include "engine/model/crisis_moves.hpp"

#include <algorithm>

#include "engine/base/error.hpp"

namespace offramp {

CrisisState opening_state(const CrisisContext& c, bool recognised_accident, const Pair<Belief>& belief,
                          std::uint32_t channels_open) {
    CrisisState s;
    const IncidentModel& n = *c.incident;
    const int relief = recognised_accident ? n.relief : 0;
    s.rungs[at(c.provoker)] = n.provoker_rung;
    s.rungs[at(other(c.provoker))] = std::max(0, n.victim_rung - relief);
    s.answered = recognised_accident ? 1.0 : 0.0;
    s.channels_open = channels_open;
    s.belief = belief;
    s.seen = s.seen_before = s.rungs;
    return s;
}

bool may_take(const CrisisContext& c, int actor, int action) {
    const ActionModel& a = c.model->actions[at(action)];
    const int role = actor == c.provoker ? 0 : 1;
    return a.may_use[at(actor)] && (a.role < 0 || a.role == role);
}

void list_moves(const CrisisContext& c, const CrisisState& s, int actor, MoveList& list) {
    const Model& m = *c.model;
    const int rung = s.rungs[at(actor)];
    const RungPayoffs& climb_down = c.incident->climb_down[at(actor)];
    const bool waits =
        m.crisis.written.moves == Moves::kAlternating && (s.round % 2 == 0) != (actor == c.provoker);
    list.size = 0;
    for (const int k : c.incident->actions) {
        const ActionModel& a = m.actions[at(k)];
        if (!may_take(c, actor, k)) continue;
        if (rung < a.lowest_rung || rung > a.highest_rung || s.round < a.from_round) continue;
        if (a.once && (s.taken[at(actor)] >> k & 1U) != 0) continue;
        if (a.ends_incident && !persists(c, s.round, s.incident_over)) continue;
        if (a.move < 0 && rung == 0) continue;
        Move move;
        if (!a.calls.empty()) {
            for (const int channel : a.calls) {
                if ((s.channels_open >> channel & 1U) != 0 && m.channels[at(channel)].may_call[at(actor)]) {
                    move.channel = channel;
                    break;
                }
            }
            if (move.channel < 0) continue;
        }
        move.action = k;
        move.target = a.to_rung >= 0 ? a.to_rung : std::clamp(rung + a.move, 0, m.war_rung);
        move.signal = a.signal >= 0 ? a.signal : move.target;
        move.climbs = move.target > rung;
        move.ends_incident = a.ends_incident;
        if (waits && (move.target != rung || move.channel >= 0 || a.once || a.ends_incident)) continue;
        move.cost = a.cost[at(actor)];
        if (s.round < c.breach_until[at(k)]) move.cost += move.breach = c.breach_cost[at(k)];
        if (move.target < rung) move.audience = climb_down[at(rung)] - climb_down[at(move.target)];
        if (move.channel < 0) {
            list.moves[at(list.size++)] = move;
            continue;
        }
        move.cost += m.channels[at(move.channel)].cost[at(actor)];
        for (const double terms : a.terms) {
            move.terms = terms;
            list.moves[at(list.size++)] = move;
        }
    }
}

int holding_move(const MoveList& moves, int rung) {
    for (int k = 0; k < moves.size; ++k) {
        if (moves[k].target == rung && moves[k].channel < 0) return k;
    }
    throw InternalError("an actor has no move that holds");
}

CrisisState misread(const CrisisContext& c, const CrisisState& s, int actor) {
    CrisisState seen = s;
    int& rung = seen.rungs[at(other(actor))];
    if (rung > 0 && rung + 1 < c.model->war_rung) ++rung;
    return seen;
}

void take_action(const Model& m, CrisisState& s, int actor, int k) {
    const ActionModel& action = m.actions[at(k)];
    if (action.once) s.taken[at(actor)] |= 1U << k;
    if (action.ends_incident) s.incident_over = true;
    s.answered = std::max(s.answered, action.answers);
    s.channels_open &= ~action.freezes;
}

}  // namespace offramp
