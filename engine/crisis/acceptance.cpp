// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/acceptance.hpp"

#include "engine/crisis/inference.hpp"

namespace offramp {

AcceptanceByType acceptance(const CrisisTable& table, const CrisisContext& c, const CrisisState& s,
                            const Pair<MoveList>& moves, const Pair<Strategy>& strategies, const Round& round,
                            int caller) {
    return acceptance(c, round, caller, [&](CrisisState next, TypeValues& later) {
        for (int i = 0; i < kActors; ++i) {
            const Observation observed{next.seen[at(i)], i == caller, round.move[at(i)].terms};
            next.belief[at(i)] = belief_after(c, s, i, moves[at(i)], strategies[at(i)], observed);
        }
        table.going_on(next, later);
    });
}

}  // namespace offramp
