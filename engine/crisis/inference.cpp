// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/inference.hpp"

namespace offramp {

Belief belief_after(const CrisisContext& c, const CrisisState& s, int i, const MoveList& moves,
                    const Strategy& strategy, const Observation& observed) {
    const int types = c.model->actors[at(i)].types;
    const double error = misperception_probability(c, s);
    std::array<double, kMaxTypes> likelihood{};
    for (int a = 0; a < moves.size; ++a) {
        const Move& move = moves[a];
        double p = reading_probability(move.signal, observed.seen, error, c.model->war_rung);
        if (observed.talk) {
            p *= move.terms == observed.terms ? heard_probability(c, s, i, move.channel) : 0.0;
        }
        for (int type = 0; type < types; ++type) likelihood[at(type)] += p * strategy[at(type)][at(a)];
    }
    return updated_belief(s.belief[at(i)], likelihood, types);
}

}  // namespace offramp
