// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/reach.hpp"

#include <algorithm>

namespace offramp {

namespace {

constexpr double kNegligible = 1e-7;

// Moves that lead to the same stand, as one.
struct StandMixture {
    int size = 0;
    std::array<Move, kMaxMoves> of;
    std::array<int, kMaxMoves> after;  // configuration
    std::array<double, kMaxMoves> probability;
};

StandMixture mixture_of(const CrisisTable& table, int from, int i, const MoveList& moves,
                        const std::array<double, kMaxMoves>& strategy) {
    StandMixture mixture;
    for (int k = 0; k < moves.size; ++k) {
        if (strategy[at(k)] <= 0.0) continue;
        const int after = table.space.after(from, i, moves[k].action);
        int n = 0;
        while (n < mixture.size &&
               (mixture.of[at(n)].target != moves[k].target || mixture.after[at(n)] != after)) {
            ++n;
        }
        if (n == mixture.size) {
            mixture.of[at(n)] = moves[k];
            mixture.after[at(n)] = after;
            mixture.probability[at(n)] = 0.0;
            ++mixture.size;
        }
        mixture.probability[at(n)] += strategy[at(k)];
    }
    return mixture;
}

class ReachPass {
  public:
    ReachPass(const CrisisTable& table, std::vector<float>& reach)
        : t_(table), c_(table.context), war_(c_.model->war_rung), reach_(reach) {}

    void run(const Pair<int>& types, const Pair<Belief>& belief, double share) {
        now_.assign(at(t_.space.size() * war_ * war_), 0.0);
        const bool can_be_recognised = c_.incident->relief > 0;
        for (const bool recognised : {false, true}) {
            if (recognised && !can_be_recognised) continue;
            const CrisisState s = opening_state(c_, recognised, belief, ~0U);
            now_[place(t_.space.find(s), s.rungs)] += share * (can_be_recognised ? 0.5 : 1.0);
        }
        for (int round = 0; round < c_.incident->rounds; ++round) {
            then_.assign(now_.size(), 0.0);
            for (std::size_t n = 0; n < now_.size(); ++n) {
                if (now_[n] < kNegligible) continue;
                const int cell = static_cast<int>(n);
                const Pair<int> rungs = {cell / war_ % war_, cell % war_};
                const int configuration = cell / (war_ * war_);
                reach_[t_.block(round, configuration, rungs)] += static_cast<float>(now_[n]);
                go_on(round, configuration, rungs, types, belief, now_[n]);
            }
            std::swap(now_, then_);
        }
    }

  private:
    std::size_t place(int configuration, const Pair<int>& rungs) const {
        return at((configuration * war_ + rungs[0]) * war_ + rungs[1]);
    }

    void go_on(int round, int configuration, const Pair<int>& rungs, const Pair<int>& types,
               const Pair<Belief>& belief, double mass) {
        CrisisState s;
        s.round = round;
        s.rungs = rungs;
        s.belief = belief;
        t_.space[configuration].put_into(s);
        Pair<MoveList> moves;
        Pair<Strategy> play;
        t_.strategies(c_, s, moves, play);
        Pair<StandMixture> mixture;
        for (int i = 0; i < kActors; ++i) {
            mixture[at(i)] = mixture_of(t_, configuration, i, moves[at(i)], play[at(i)][at(types[at(i)])]);
        }
        for (int a = 0; a < mixture[0].size; ++a) {
            for (int b = 0; b < mixture[1].size; ++b) {
                const double p = mass * mixture[0].probability[at(a)] * mixture[1].probability[at(b)];
                if (p < kNegligible) continue;
                const Round r = enter_round(c_, s, {mixture[0].of[at(a)], mixture[1].of[at(b)]});
                const int after = t_.space.after(mixture[0].after[at(a)], 1, mixture[1].of[at(b)].action);
                for_each_outcome(
                    c_, r, [&](const RoundOutcome& o, bool harm, double share, const CrisisState&) {
                        if (o.end.ending != Ending::kNone) return;
                        then_[place(harm ? t_.space.harmed(after) : after, o.rungs)] += p * share;
                    });
            }
        }
    }

    const CrisisTable& t_;
    const CrisisContext& c_;
    int war_;
    std::vector<float>& reach_;
    std::vector<double> now_;
    std::vector<double> then_;
};

}  // namespace

std::vector<float> reach_of(const CrisisTable& table) {
    std::vector<float> reach(table.blocks(), 0.0F);
    const Model& m = *table.context.model;
    ReachPass pass(table, reach);
    for (int t0 = 0; t0 < m.actors[0].types; ++t0) {
        for (int t1 = 0; t1 < m.actors[1].types; ++t1) {
            const double share = m.actors[0].prior[at(t0)] * m.actors[1].prior[at(t1)];
            pass.run({t0, t1}, {m.actors[0].prior, m.actors[1].prior}, share);
        }
    }
    return reach;
}

float least_reach(std::vector<float> reach, double missed) {
    std::sort(reach.begin(), reach.end());
    double sum = 0.0;
    for (const float p : reach) sum += static_cast<double>(p);
    double rest = missed * sum;
    for (const float p : reach) {
        rest -= static_cast<double>(p);
        if (rest < 0.0) return p;
    }
    return 0.0F;
}

}  // namespace offramp
