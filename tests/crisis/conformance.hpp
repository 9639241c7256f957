// SPDX-License-Identifier: Apache-2.0
// What must hold of the rules of a crisis, whatever they say: probabilities of branches sum to 1, what is
// drawn in play comes as often as its branch is probable, payments are the sum of their parts, and no state
// leaves the game. Rules are played at random from an opening on; what does not hold is listed. (OpenSpiel
// holds its games to such a suite: Lanctot et al. 2019.)
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "engine/model/crisis.hpp"

namespace offramp {

/// The rules of the engine, in the form in which the suite asks for them. Another set of rules, or a broken
/// one, is a class that hides some of these.
struct EngineRules {
    MoveList moves(const CrisisContext& c, const CrisisState& s, int actor) const {
        MoveList list;
        list_moves(c, s, actor, list);
        return list;
    }
    Round round(const CrisisContext& c, const CrisisState& s, const Pair<Move>& move) const {
        return enter_round(c, s, move);
    }
    std::vector<Branch> branches(const CrisisContext& c, const Round& round) const {
        std::vector<Branch> list;
        for_each_branch(c, round, [&](const Branch& branch) { list.push_back(branch); });
        return list;
    }
    Payment pay_round(const CrisisContext& c, const Round& round, int actor) const {
        return round_payment(round.move[at(actor)],
                             standing_cost(c, round.after.rungs, round.persists, actor));
    }
    Payment pay_end(const CrisisContext& c, const Branch& branch, int actor, int type) const {
        return ending_payment(c, branch.ending, branch.loser, actor, type, branch.next.rungs[at(actor)]);
    }
    double worth(const CrisisContext& c, const Branch& branch, int actor, int type) const {
        return branch_payoff(c, branch, actor, type);
    }

    /// A branch as play draws it.
    template <class Random>
    Branch draw(const CrisisContext& c, const Round& round, Random& random) const {
        std::uniform_real_distribution<double> uniform;
        if (is_war_by_choice(round)) return {1.0, false, Ending::kWarByChoice, -1, round.after};
        Pair<bool> answered{};
        for (int i = 0; i < kActors; ++i) {
            const int channel = round.move[at(i)].channel;
            if (channel < 0) continue;
            answered[at(i)] = draw_answer(c, channel, other(i), uniform(random), uniform(random)).in_time;
        }
        if (draw_off_ramp(round, answered, uniform(random))) {
            return {1.0, false, Ending::kOffRamp, -1, round.after};
        }
        const std::array<double, 3> u = {uniform(random), uniform(random), uniform(random)};
        const Accident accident = draw_accident(c, round, u.data());
        const RoundOutcome& outcome = round.outcomes.by_rise[at(accident.rise)];
        Branch branch{1.0, accident.harm, outcome.ending, outcome.loser, state_after(c, round, accident)};
        if (branch.ending != Ending::kNone) return branch;
        ++branch.next.round;
        branch.next.seen_before = branch.next.seen;
        for (int i = 0; i < kActors; ++i) {
            branch.next.seen[at(i)] = draw_reading(round.move[at(i)].signal, round.misperception,
                                                   c.model->war_rung, uniform(random));
        }
        return branch;
    }
};

/// What tells one branch of a round from another.
using BranchKey = std::tuple<Ending, int, bool, Pair<int>, Pair<int>>;

inline BranchKey key_of(const Branch& b) {
    const bool goes_on = b.ending == Ending::kNone;
    return {b.ending, b.loser, b.harm, b.next.rungs, goes_on ? b.next.seen : Pair<int>{}};
}

template <class Rules>
class Conformance {
  public:
    Conformance(const Rules& rules, const CrisisContext& context, std::uint64_t seed)
        : rules_(rules), c_(context), random_(seed) {}

    /// Plays a crisis a number of times by random moves; the problems found, each once.
    std::vector<std::string> play(const CrisisState& opening, int times) {
        for (int k = 0; k < times; ++k) {
            CrisisState s = opening;
            for (bool over = false; !over;) over = play_round(s);
        }
        std::vector<std::string> list;
        for (const auto& [problem, count] : problems_) {
            list.push_back(fmt::format("{} ({} times)", problem, count));
        }
        return list;
    }

  private:
    static constexpr int kDraws = 2000;
    static constexpr double kErrors = 4.5;  // standard errors: one false alarm in 150,000 for each frequency
    static constexpr int kFrequencies = 6;  // rounds whose frequencies are looked at

    void expect(bool holds, const char* what) {
        if (!holds) ++problems_[what];
    }
    static bool near(double a, double b) { return std::abs(a - b) <= 1e-12 * (1.0 + std::abs(a)); }

    bool play_round(CrisisState& s) {
        Pair<Move> move;
        for (int i = 0; i < kActors; ++i) {
            const MoveList list = rules_.moves(c_, s, i);
            if (list.size == 0) {
                expect(false, "a side has no move");
                return true;
            }
            bool holds = false;
            for (int k = 0; k < list.size; ++k) {
                check_move(s, i, list[k]);
                holds |= list[k].target == s.rungs[at(i)] && list[k].channel < 0;
            }
            expect(holds, "a side cannot hold");
            move[at(i)] = list[std::uniform_int_distribution<int>(0, list.size - 1)(random_)];
        }
        const Round round = rules_.round(c_, s, move);
        const std::vector<Branch> branches = rules_.branches(c_, round);
        double sum = 0.0;
        for (const Branch& branch : branches) {
            sum += branch.probability;
            check_branch(s, branch);
        }
        expect(std::abs(sum - 1.0) <= 1e-12, "probabilities do not sum to 1");
        for (int i = 0; i < kActors; ++i) check_sum(rules_.pay_round(c_, round, i));
        if (frequencies_ < kFrequencies && branches.size() > 1) {
            ++frequencies_;
            check_frequencies(round, branches);
        }
        const Branch drawn = rules_.draw(c_, round, random_);
        s = drawn.next;
        return drawn.ending != Ending::kNone || s.round > c_.incident->rounds;
    }

    bool on_ladder(int rung) const { return rung >= 0 && rung <= c_.model->war_rung; }

    void check_move(const CrisisState& s, int i, const Move& move) {
        expect(on_ladder(move.target) && on_ladder(move.signal), "a move leads off the ladder");
        expect(move.climbs == (move.target > s.rungs[at(i)]), "a move climbs that does not, or the reverse");
        expect(std::isfinite(move.cost), "a cost is not finite");
        expect(move.channel < 0 || (s.channels_open >> move.channel & 1U) != 0,
               "a call over a closed channel");
    }

    void check_branch(const CrisisState& s, const Branch& b) {
        const int war = c_.model->war_rung;
        const CrisisState& next = b.next;
        const bool ends = b.ending != Ending::kNone;
        const bool is_war = b.ending == Ending::kWarByChoice || b.ending == Ending::kWarByAccident;
        expect(b.probability > 0.0 && b.probability <= 1.0 + 1e-12, "a branch without a probability");
        expect(on_ladder(next.rungs[0]) && on_ladder(next.rungs[1]), "a branch leads off the ladder");
        expect(is_war == (std::max(next.rungs[0], next.rungs[1]) >= war),
               "war without its rung, or the reverse");
        expect((b.loser >= 0) == (b.ending == Ending::kBackedDown), "a loser who did not back down");
        expect(next.round == s.round + (ends ? 0 : 1), "the round is not the next one");
        expect(ends || next.round < c_.incident->rounds, "play goes on beyond the last round");
        expect(next.harms == s.harms + (b.harm ? 1 : 0), "harms are miscounted");
        expect((next.channels_open & ~s.channels_open) == 0, "a round opens a channel");
        for (int i = 0; i < kActors; ++i) {
            expect((s.taken[at(i)] & ~next.taken[at(i)]) == 0, "what was spent comes back");
            for (int type = 0; type < c_.model->actors[at(i)].types; ++type) {
                double worth = 0.0;
                if (ends) {
                    const Payment payment = rules_.pay_end(c_, b, i, type);
                    check_sum(payment);
                    worth = payment.amount;
                }
                if (b.harm) worth -= c_.incident->harm_cost[at(i)];
                expect(near(worth, rules_.worth(c_, b, i, type)), "a branch is not worth what is paid");
            }
        }
    }

    void check_sum(const Payment& payment) {
        double sum = 0.0;
        for (int k = 0; k < payment.size; ++k) sum += payment.parts[at(k)].second;
        expect(std::isfinite(payment.amount), "a payment is not finite");
        expect(near(sum, payment.amount), "a payment is not the sum of its parts");
    }

    void check_frequencies(const Round& round, const std::vector<Branch>& branches) {
        std::map<BranchKey, double> probability;
        for (const Branch& branch : branches) probability[key_of(branch)] += branch.probability;
        std::map<BranchKey, int> drawn;
        for (int k = 0; k < kDraws; ++k) ++drawn[key_of(rules_.draw(c_, round, random_))];
        for (const auto& [key, count] : drawn) {
            expect(probability.contains(key), "play draws what is no branch");
        }
        for (const auto& [key, p] : probability) {
            const double error = std::sqrt(p * (1.0 - p) / kDraws);
            const double frequency = static_cast<double>(drawn[key]) / kDraws;
            expect(std::abs(frequency - p) <= kErrors * error + 1.0 / kDraws, "drawn more or less often");
        }
    }

    const Rules& rules_;
    const CrisisContext& c_;
    std::mt19937_64 random_;
    std::map<std::string, int> problems_;
    int frequencies_ = 0;
};

}  // namespace offramp
