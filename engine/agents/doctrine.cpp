// SPDX-License-Identifier: Apache-2.0
#include "engine/agents/doctrine.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <tuple>

namespace offramp {

namespace {

// The plain move (no call, nothing irreversible if it can be helped) that ends nearest to a rung; the lower
// of two that are equally near, and the first in the scenario's order among equals.
int move_towards(const Model& m, const MoveList& moves, int rung) {
    int best = -1;
    const auto worse = [&](int a, int b) {
        const auto rank = [&](int k) {
            const Move& move = moves[k];
            const ActionModel& action = m.actions[at(move.action)];
            const bool plain = move.channel < 0 && !action.once && !action.ends_incident &&
                               action.freezes == 0 && action.cancels == 0 && action.suspends == 0;
            return std::tuple(std::abs(move.target - rung), plain ? 0 : 1, move.target);
        };
        return rank(b) < rank(a);
    };
    for (int k = 0; k < moves.size; ++k) {
        if (best < 0 || worse(best, k)) best = k;
    }
    return best;
}

int call_or_step_down(const Model& m, const CrisisState& s, int actor, const MoveList& moves) {
    // The first call, with the terms that move least.
    int call = -1;
    for (int k = 0; k < moves.size; ++k) {
        if (moves[k].channel < 0 || (call >= 0 && moves[k].action != moves[call].action)) continue;
        if (call < 0 || std::abs(moves[k].terms) < std::abs(moves[call].terms)) call = k;
    }
    if (call >= 0) return call;
    return move_towards(m, moves, s.rungs[at(actor)] - 1);
}

void play(Strategy& strategy, int types, int move, double probability = 1.0) {
    for (int type = 0; type < types; ++type) strategy[at(type)][at(move)] += probability;
}

// The probability that the coming round brings disaster if both stay: war by accident, or harm.
double round_risk(const CrisisContext& c, const CrisisState& s) {
    return accident_probability(c, s.rungs, s.harms);
}

}  // namespace

double critical_risk(double stand, double yield, double war) {
    if (stand <= war) return 1.0;
    return std::clamp((stand - yield) / (stand - war), 0.0, 1.0);
}

double optimal_generosity(double temptation, double reward, double punishment, double sucker) {
    return std::min(1.0 - (temptation - reward) / (reward - sucker),
                    (reward - punishment) / (temptation - punishment));
}

void doctrine_strategy(const DoctrineRule& rule, const CrisisContext& c, const CrisisState& s, int actor,
                       const MoveList& moves, Strategy& strategy) {
    const Model& m = *c.model;
    const ActorModel& self = m.actors[at(actor)];
    for (auto& p : strategy) p.fill(0.0);
    const int own = s.rungs[at(actor)];
    const int seen = s.seen[at(other(actor))];
    const bool saw_climb = seen > s.seen_before[at(other(actor))];
    switch (rule.doctrine) {
        case Doctrine::kMirror:
            play(strategy, self.types, move_towards(m, moves, seen));
            return;
        case Doctrine::kGenerous: {
            const double forgive = seen >= own ? rule.generosity : 0.0;
            play(strategy, self.types, move_towards(m, moves, seen), 1.0 - forgive);
            play(strategy, self.types, move_towards(m, moves, seen > own ? own : own - 1), forgive);
            return;
        }
        case Doctrine::kGrit:
            play(strategy, self.types,
                 saw_climb ? move_towards(m, moves, seen) : call_or_step_down(m, s, actor, moves));
            return;
        case Doctrine::kHawk:
            play(strategy, self.types, move_towards(m, moves, own < rule.resolve_rung ? own + 1 : own));
            return;
        case Doctrine::kDove:
            play(strategy, self.types, call_or_step_down(m, s, actor, moves));
            return;
        case Doctrine::kBrinkman:
            for (int type = 0; type < self.types; ++type) {
                const double stand = ending_payoff(c, {Ending::kBackedDown, other(actor)}, s, actor, type);
                const double yield = ending_payoff(c, {Ending::kBackedDown, actor}, s, actor, type) -
                                     self.audience[at(type)] * c.incident->climb_down[at(actor)][at(own)];
                const double war = ending_payoff(c, {Ending::kWarByAccident}, s, actor, type);
                const bool bearable = round_risk(c, s) < critical_risk(stand, yield, war);
                const int goal = !bearable ? own - 1 : own < rule.resolve_rung ? own + 1 : own;
                strategy[at(type)][at(move_towards(m, moves, goal))] = 1.0;
            }
            return;
    }
}

}  // namespace offramp
