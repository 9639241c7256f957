// SPDX-License-Identifier: Apache-2.0
#include "engine/agents/holding.hpp"

namespace offramp {

std::size_t Holding::place(const CrisisState& s) const {
    const int variant = (s.answered > 0.0 ? 2 : 0) + (s.incident_over ? 1 : 0);
    return at(((variant * rounds_ + s.round) * war_ + s.rungs[0]) * war_ + s.rungs[1]);
}

// `state.answered` is 0 or 1.
const TypeValues& Holding::find(const CrisisContext& c, const CrisisState& s) {
    const std::size_t k = place(s);
    if (known_[k]) return values_[k];
    const bool persisting = persists(c, s.round, s.incident_over);
    const RoundOutcomes outcomes = round_outcomes(c, s, s.rungs, persisting);
    TypeValues sum{};
    for (int rise = 0; rise < 3; ++rise) {
        const RoundOutcome& o = outcomes.by_rise[at(rise)];
        if (o.probability <= 0.0) continue;
        CrisisState after = s;
        after.rungs = o.rungs;
        const bool goes_on = o.end.ending == Ending::kNone;
        if (goes_on) ++after.round;
        const TypeValues* later = goes_on ? &find(c, after) : nullptr;
        for (int i = 0; i < kActors; ++i) {
            const double harm = rise > 0 ? outcomes.harm * c.incident->harm_cost[at(i)] : 0.0;
            for (int type = 0; type < c.model->actors[at(i)].types; ++type) {
                const double worth =
                    goes_on ? (*later)[at(i)][at(type)] : ending_payoff(c, o.end, after, i, type);
                sum[at(i)][at(type)] += o.probability * (worth - harm);
            }
        }
    }
    for (int i = 0; i < kActors; ++i) {
        const double cost = standing_cost(c, s.rungs, persisting, i).total();
        for (int type = 0; type < c.model->actors[at(i)].types; ++type) sum[at(i)][at(type)] -= cost;
    }
    known_[k] = true;
    return values_[k] = sum;
}

void Holding::evaluate(const CrisisContext& c, const CrisisState& state, TypeValues& value) {
    const CrisisNumbers& numbers = c;
    if (incident_ != c.incident || numbers != known_for_) {
        incident_ = c.incident;
        known_for_ = numbers;
        war_ = c.model->war_rung;
        rounds_ = c.incident->rounds;
        values_.resize(at(4 * rounds_ * war_ * war_));
        known_.assign(values_.size(), false);
    }
    CrisisState s = state;
    s.harms = 0;
    // Worth is linear in the share of the affront that stays unanswered.
    s.answered = 1.0;
    value = find(c, s);
    if (state.answered >= 1.0) return;
    s.answered = 0.0;
    const TypeValues& unanswered = find(c, s);
    for (int i = 0; i < kActors; ++i) {
        for (int type = 0; type < c.model->actors[at(i)].types; ++type) {
            double& x = value[at(i)][at(type)];
            x += (1.0 - state.answered) * (unanswered[at(i)][at(type)] - x);
        }
    }
}

}  // namespace offramp
