// SPDX-License-Identifier: Apache-2.0
// How likely a side is to accept the terms that it hears, by logit on what going on is worth to it
// (docs/theory.md).
#pragma once

#include "engine/crisis/crisis_table.hpp"

namespace offramp {

/// By type of the side called.
using AcceptanceByType = std::array<double, kMaxTypes>;

/// @param going_on  (next, value): sets what going on from the state of the next round, whose beliefs are
/// those of this one, is worth to every type
template <class GoingOn>
AcceptanceByType acceptance(const CrisisContext& c, const Round& round, int caller, GoingOn going_on) {
    const int called = other(caller);
    const int types = c.model->actors[at(called)].types;
    TalkWorth talk{};
    std::array<Lottery, kMaxTypes> on;
    for (int type = 0; type < types; ++type) {
        on[at(type)] = Lottery(c.model->actors[at(called)].risk_aversion);
        talk.agreed[at(called)][at(type)] =
            ending_payoff(c, agreement(round, caller), round.agreed, called, type);
    }
    for_each_branch_without_terms(c, round, caller, [&](const Branch& branch) {
        TypeValues later{};
        if (branch.end.ending == Ending::kNone) going_on(branch.next, later);
        for (int type = 0; type < types; ++type) {
            on[at(type)].add(branch.probability,
                             later[at(called)][at(type)] + branch_payoff(c, branch, called, type));
        }
    });
    for (int type = 0; type < types; ++type) talk.on[at(called)][at(type)] = on[at(type)].value();
    weigh_terms(c, caller, talk);
    return talk.accepted;
}

/// The same from a solved crisis, by a side that learns from strategies what types the other may be of.
/// @param moves, strategies  from which both sides have chosen at `state`
AcceptanceByType acceptance(const CrisisTable& table, const CrisisContext& context, const CrisisState& state,
                            const Pair<MoveList>& moves, const Pair<Strategy>& strategies, const Round& round,
                            int caller);

}  // namespace offramp
