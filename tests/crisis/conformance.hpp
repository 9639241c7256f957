// SPDX-License-Identifier: Apache-2.0
// What must hold of the rules of a crisis, whatever they say: probabilities of branches sum to 1, what is
// drawn in play comes as often as its branch is probable, payments are the sum of their parts, what an end
// moves to one side it moves from the other, an end that moves nothing is no gain to anybody, and no state
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
    std::vector<Branch> branches(const CrisisContext& c, const Round& round,
                                 const Pair<double>& accepted) const {
        std::vector<Branch> list;
        for_each_branch(c, round, accepted, [&](const Branch& branch) { list.push_back(branch); });
        return list;
    }
    Payment pay_round(const CrisisContext& c, const Round& round, int actor, int type) const {
        return round_payment(c, round.move[at(actor)],
                             standing_cost(c, round.after.rungs, round.persists, actor), actor, type);
    }
    Payment pay_end(const CrisisContext& c, const Branch& branch, int actor, int type) const {
        return ending_payment(c, branch.end, branch.next, actor, type);
    }
    double worth(const CrisisContext& c, const Branch& branch, int actor, int type) const {
        return branch_payoff(c, branch, actor, type);
    }
    double moved(const CrisisContext& c, const End& end, int actor) const {
        return share_moved(c, end, actor);
    }

    /// A branch as play draws it.
    template <class Random>
    Branch draw(const CrisisContext& c, const Round& round, const Pair<double>& accepted,
                Random& random) const {
        std::uniform_real_distribution<double> uniform;
        Pair<bool> answered{};
        for (int i = 0; i < kActors; ++i) {
            const int channel = round.move[at(i)].channel;
            if (channel < 0) continue;
            answered[at(i)] = draw_answer(c, channel, other(i), uniform(random), uniform(random)).in_time;
        }
        const int caller = draw_talk(round, answered, uniform(random));
        if (caller >= 0 && uniform(random) < accepted[at(caller)]) {
            return {1.0, false, agreement(round, caller), -1, round.agreed};
        }
        if (is_war_by_choice(round)) {
            return {1.0, false, round.outcomes.by_rise[0].end, caller, round.after};
        }
        const std::array<double, 3> u = {uniform(random), uniform(random), uniform(random)};
        const Accident accident = draw_accident(c, round, u.data());
        const RoundOutcome& outcome = round.outcomes.by_rise[at(accident.rise)];
        Branch branch{1.0, accident.harm, outcome.end, caller, state_after(c, round, accident)};
        if (branch.end.ending != Ending::kNone) return branch;
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
using BranchKey = std::tuple<Ending, int, double, int, bool, Pair<int>, Pair<int>>;

inline BranchKey key_of(const Branch& b) {
    const bool goes_on = b.end.ending == Ending::kNone;
    return {b.end.ending,
            b.end.by,
            b.end.terms,
            b.refused,
            b.harm,
            b.next.rungs,
            goes_on ? b.next.seen : Pair<int>{}};
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
        std::uniform_real_distribution<double> uniform;
        const Pair<double> accepted = {uniform(random_), uniform(random_)};
        const std::vector<Branch> branches = rules_.branches(c_, round, accepted);
        double sum = 0.0;
        for (const Branch& branch : branches) {
            sum += branch.probability;
            check_branch(s, branch);
        }
        expect(std::abs(sum - 1.0) <= 1e-12, "probabilities do not sum to 1");
        check_talks(round, branches, accepted);
        for (int i = 0; i < kActors; ++i) {
            for (int type = 0; type < c_.model->actors[at(i)].types; ++type) {
                const Payment payment = rules_.pay_round(c_, round, i, type);
                check_sum(payment);
                expect(payment.amount <= 0.0, "a round pays");
            }
        }
        if (frequencies_ < kFrequencies && branches.size() > 1) {
            ++frequencies_;
            check_frequencies(round, branches, accepted);
        }
        const Branch drawn = rules_.draw(c_, round, accepted, random_);
        s = drawn.next;
        return drawn.end.ending != Ending::kNone || s.round > c_.incident->rounds;
    }

    // A round has one talk at most: that of a side takes place in the branches in which its terms are agreed
    // on or refused, as often as its call is heard and accepted.
    void check_talks(const Round& round, const std::vector<Branch>& branches, const Pair<double>& accepted) {
        Pair<double> agreed{};
        Pair<double> refused{};
        for (const Branch& b : branches) {
            if (b.end.ending == Ending::kOffRamp) {
                agreed[at(b.end.by)] += b.probability;
                expect(b.end.terms == round.move[at(b.end.by)].terms,
                       "terms are agreed on that nobody offered");
            }
            if (b.refused >= 0) refused[at(b.refused)] += b.probability;
        }
        Pair<double> heard{};
        for (int i = 0; i < kActors; ++i) {
            const Move& move = round.move[at(i)];
            if (move.channel < 0 || round.move[at(other(i))].climbs) continue;
            heard[at(i)] = c_.answer[at(move.channel)][at(other(i))] * round.talk[at(i)];
        }
        for (int i = 0; i < kActors; ++i) {
            // Where both calls would be heard each is the one half of the time.
            const double talk = heard[at(i)] * (1.0 - heard[at(other(i))]) + 0.5 * heard[0] * heard[1];
            expect(near(agreed[at(i)], talk * accepted[at(i)]),
                   "terms are not agreed on as often as accepted");
            expect(near(refused[at(i)], talk * (1.0 - accepted[at(i)])),
                   "terms are not refused as often as not");
        }
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
        const Ending ending = b.end.ending;
        const bool ends = ending != Ending::kNone;
        const bool agreed = ending == Ending::kOffRamp;
        expect(b.probability > 0.0 && b.probability <= 1.0 + 1e-12, "a branch without a probability");
        expect(on_ladder(next.rungs[0]) && on_ladder(next.rungs[1]), "a branch leads off the ladder");
        expect(is_war(ending) == (std::max(next.rungs[0], next.rungs[1]) >= war),
               "war without its rung, or the reverse");
        if (ending != Ending::kWarByChoice) {
            expect((b.end.by >= 0) == (agreed || ending == Ending::kBackedDown), "an end by the wrong side");
        }
        expect(agreed || b.end.terms == 0.0, "terms of what was not agreed on");
        expect(next.round == s.round + (ends ? 0 : 1), "the round is not the next one");
        expect(ends || next.round < c_.incident->rounds, "play goes on beyond the last round");
        expect(next.harms == s.harms + (b.harm ? 1 : 0), "harms are miscounted");
        expect((next.channels_open & ~s.channels_open) == 0, "a round opens a channel");
        expect(next.answered >= s.answered && next.answered <= 1.0, "an answer is taken back");
        const Pair<double> moved = {rules_.moved(c_, b.end, 0), rules_.moved(c_, b.end, 1)};
        expect(std::abs(moved[0] + moved[1]) <= 1e-12, "what one side gains the other does not lose");
        expect(ends || moved[0] == 0.0, "something is moved where nothing ended");
        for (int i = 0; i < kActors; ++i) {
            expect((s.taken[at(i)] & ~next.taken[at(i)]) == 0, "what was spent comes back");
            for (int type = 0; type < c_.model->actors[at(i)].types; ++type) {
                double worth = 0.0;
                if (ends) {
                    const Payment payment = rules_.pay_end(c_, b, i, type);
                    check_sum(payment);
                    worth = payment.amount;
                    expect(moved[at(i)] != 0.0 || worth <= 0.0, "an end that moves nothing is a gain");
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

    void check_frequencies(const Round& round, const std::vector<Branch>& branches,
                           const Pair<double>& accepted) {
        std::map<BranchKey, double> probability;
        for (const Branch& branch : branches) probability[key_of(branch)] += branch.probability;
        std::map<BranchKey, int> drawn;
        for (int k = 0; k < kDraws; ++k) ++drawn[key_of(rules_.draw(c_, round, accepted, random_))];
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
