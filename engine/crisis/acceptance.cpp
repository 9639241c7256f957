// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/acceptance.hpp"

namespace offramp {

AcceptanceByType acceptance(const CrisisTable& table, const CrisisContext& c, const Round& round, int caller,
                            const Pair<LearntBeliefs>& learnt) {
    const CrisisTable* placed_in = nullptr;
    Pair<std::array<GridWeights, 3>> around;
    return acceptance(c, round, caller, [&](const CrisisState& next, auto add) {
        const CrisisTable::Place place = table.find(next);
        if (place.table != placed_in) {
            placed_in = place.table;
            for (std::size_t i = 0; i < kActors; ++i) {
                for (int k = 0; k < learnt[i].size; ++k) {
                    placed_in->grids[i].locate(learnt[i].belief[at(k)], around[i][at(k)]);
                }
            }
        }
        TypeValues later;
        for (int a = 0; a < learnt[0].size; ++a) {
            for (int b = 0; b < learnt[1].size; ++b) {
                place.table->worth_in(place.block, {&around[0][at(a)], &around[1][at(b)]}, later);
                add(learnt[0].probability[at(a)] * learnt[1].probability[at(b)], later);
            }
        }
    });
}

AcceptanceByType acceptance(const CrisisTable& table, const CrisisContext& c, const CrisisState& s,
                            const Pair<MoveList>& moves, const Pair<Strategy>& strategies, const Round& round,
                            int caller) {
    Pair<LearntBeliefs> learnt;
    for (int i = 0; i < kActors; ++i) {
        const Move& move = round.move[at(i)];
        for_each_reading(move.signal, round.misperception, c.model->war_rung, [&](int seen, double p) {
            const Observation observed{seen, i == caller, move.terms};
            learnt[at(i)].add(p, belief_after(c, s, i, moves[at(i)], strategies[at(i)], observed));
        });
    }
    return acceptance(table, c, round, caller, learnt);
}

}  // namespace offramp
