// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/crisis_forecast.hpp"

#include <algorithm>
#include <random>

#include "engine/crisis/acceptance.hpp"
#include "engine/crisis/inference.hpp"
#include "engine/model/aftermath.hpp"

namespace offramp {

namespace {

constexpr int kPlays = 256;

class Dice {
  public:
    double operator()() { return static_cast<double>(engine_() >> 11U) * 0x1p-53; }

    /// An index by its probability; the last that is possible where rounding leaves none.
    template <class Probabilities>
    int pick(const Probabilities& p, int size) {
        double rest = (*this)();
        int last = 0;
        for (int k = 0; k < size; ++k) {
            if (p[at(k)] <= 0.0) continue;
            last = k;
            rest -= p[at(k)];
            if (rest < 0.0) break;
        }
        return last;
    }

  private:
    std::mt19937_64 engine_{1};
};

class Play {
  public:
    Play(const CrisisTable& table, Dice& dice) : c_(table.context), table_(table), dice_(dice) {
        Pair<Belief> belief;
        for (int i = 0; i < kActors; ++i) {
            const ActorModel& actor = c_.model->actors[at(i)];
            belief[at(i)] = actor.prior;
            type_[at(i)] = dice.pick(actor.prior, actor.types);
        }
        state_ = opening_state(c_, false, belief, table.space[0].channels);
        rise(state_);
    }

    CrisisForecast run() {
        while (end_.ending == Ending::kNone) play_round();
        const Model& m = *c_.model;
        const auto left = [&](const Aftermath& a) {
            return aftermath(a, peak_, result_.harms, unanswered_, end_.ending);
        };
        result_.steps.add(kTension, left(m.aftermath_tension));
        for (int i = 0; i < kActors; ++i) trust(i, left(m.aftermath_trust));
        return result_;
    }

  private:
    void trust(int i, double amount) {
        result_.steps.add(kTrust + i, trust_step(c_.model->actors[at(i)].trust, amount));
    }

    void suspend(std::uint32_t tracks) {
        for (std::size_t k = 0; k < c_.model->tracks.size(); ++k) {
            if ((tracks >> k & 1U) != 0) result_.suspended[k] = 1.0;
        }
    }

    void rise(const CrisisState& s) {
        peak_ = std::max({peak_, s.rungs[0], s.rungs[1]});
        for (std::size_t k = 0; k < c_.model->tracks.size(); ++k) {
            if (peak_ >= c_.model->tracks[k].written.suspend_rung) result_.suspended[k] = 1.0;
        }
    }

    void act(int i, const Move& move) {
        const ActionModel& action = c_.model->actions[at(move.action)];
        result_.steps.add(kTension, action.tension);
        trust(other(i), action.trust);
        suspend(action.suspends);
        if (move.channel >= 0) unanswered_ += 1.0 - c_.answer[at(move.channel)][at(other(i))];
    }

    // What side i does that may take the other's stand for one rung higher.
    const Move& choose(int i, double error) {
        const Strategy* strategy = &strategies_[at(i)];
        if (const CrisisState seen = misread(c_, state_, i); seen.rungs != state_.rungs && dice_() < error) {
            table_.strategies(c_, seen, imagined_moves_, imagined_);
            strategy = &imagined_[at(i)];
        }
        const MoveList& open = moves_[at(i)];
        return open[dice_.pick((*strategy)[at(type_[at(i)])], open.size)];
    }

    void play_round() {
        table_.strategies(c_, state_, moves_, strategies_);
        const double error = misperception_probability(c_, state_);
        Pair<Move> move;
        for (int i = 0; i < kActors; ++i) act(i, move[at(i)] = choose(i, error));
        const Round round = enter_round(c_, state_, move);
        const int height = std::max(round.after.rungs[0], round.after.rungs[1]);
        for (int i = 0; i < kActors; ++i) {
            result_.lost_cooperation[at(i)] += c_.lost_cooperation[at(i)][at(height)];
        }
        result_.hours += c_.incident->round_hours;
        Pair<double> accepted{};
        for (int caller = 0; caller < kActors; ++caller) {
            if (round.talk[at(caller)] <= 0.0) continue;
            accepted[at(caller)] = acceptance(table_, c_, state_, moves_, strategies_, round,
                                              caller)[at(type_[at(other(caller))])];
        }
        double rest = dice_();
        Branch taken;
        for_each_branch(c_, round, accepted, [&](const Branch& branch) {
            if (branch.harm) result_.harms += branch.probability;
            if (rest >= 0.0) taken = branch;
            rest -= branch.probability;
        });
        end_ = taken.end;
        const CrisisState before = state_;
        state_ = taken.next;
        rise(state_);
        if (end_.ending != Ending::kNone) return;
        for (int i = 0; i < kActors; ++i) {
            const Observation observed{state_.seen[at(i)], taken.refused == i, move[at(i)].terms};
            state_.belief[at(i)] = belief_after(c_, before, i, moves_[at(i)], strategies_[at(i)], observed);
        }
    }

    const CrisisContext& c_;
    const CrisisTable& table_;
    Dice& dice_;
    Pair<int> type_{};
    CrisisState state_;
    int peak_ = 0;
    double unanswered_ = 0.0;
    End end_;
    CrisisForecast result_;
    Pair<MoveList> moves_;
    Pair<Strategy> strategies_;
    Pair<MoveList> imagined_moves_;
    Pair<Strategy> imagined_;
};

}  // namespace

CrisisForecast forecast_crisis(const CrisisTable& table) {
    CrisisForecast mean;
    Dice dice;
    constexpr double kShare = 1.0 / kPlays;
    for (int n = 0; n < kPlays; ++n) {
        const CrisisForecast one = Play(table, dice).run();
        mean.hours += kShare * one.hours;
        mean.harms += kShare * one.harms;
        mean.steps.add(one.steps, kShare);
        for (std::size_t i = 0; i < kActors; ++i)
            mean.lost_cooperation[i] += kShare * one.lost_cooperation[i];
        for (std::size_t k = 0; k < kMaxTracks; ++k) mean.suspended[k] += kShare * one.suspended[k];
    }
    return mean;
}

}  // namespace offramp
