// SPDX-License-Identifier: Apache-2.0
// How likely a side is to accept the terms that it hears, by logit on what going on is worth to it
// (docs/theory.md).
#pragma once

#include "engine/crisis/crisis_table.hpp"
#include "engine/crisis/inference.hpp"
#include "engine/crisis/lottery.hpp"

namespace offramp {

/// By type of the side called.
using AcceptanceByType = std::array<double, kMaxTypes>;

/// @param going_on  (next, add): calls add(probability, value) for everything that going on from the state of
/// the next round (with beliefs and readings of this one) may be worth to every type
template <class GoingOn>
AcceptanceByType acceptance(const CrisisContext& c, const Round& round, int caller, GoingOn going_on) {
    const int called = other(caller);
    const int types = c.model->actors[at(called)].types;
    TalkWorth talk{};
    std::array<Lottery<double>, kMaxTypes> on;
    for (int type = 0; type < types; ++type) {
        on[at(type)] = Lottery<double>(c.model->actors[at(called)].risk_aversion);
        talk.agreed[at(called)][at(type)] =
            ending_payoff(c, agreement(round, caller), round.agreed, called, type);
    }
    for_each_outcome(c, round, [&](const RoundOutcome& o, bool hurt, double p, const CrisisState& next) {
        const double harm = hurt ? c.incident->harm_cost[at(called)] : 0.0;
        if (o.end.ending != Ending::kNone) {
            for (int type = 0; type < types; ++type) {
                on[at(type)].add(p, ending_payoff(c, o.end, next, called, type) - harm);
            }
            return;
        }
        going_on(next, [&](double share, const TypeValues& later) {
            for (int type = 0; type < types; ++type) {
                on[at(type)].add(p * share, later[at(called)][at(type)] - harm);
            }
        });
    });
    for (int type = 0; type < types; ++type) talk.on[at(called)][at(type)] = on[at(type)].value();
    weigh_terms(c, caller, talk);
    return talk.accepted;
}

/// The same from a solved crisis.
/// @param learnt  what can be believed of both sides once the terms were heard
AcceptanceByType acceptance(const CrisisTable& table, const CrisisContext& context, const Round& round,
                            int caller, const Pair<LearntBeliefs>& learnt);

/// The same by a side that learns from strategies what types the other may be of.
/// @param moves, strategies  from which both sides have chosen at `state`
AcceptanceByType acceptance(const CrisisTable& table, const CrisisContext& context, const CrisisState& state,
                            const Pair<MoveList>& moves, const Pair<Strategy>& strategies, const Round& round,
                            int caller);

}  // namespace offramp
