// SPDX-License-Identifier: Apache-2.0
#include "analysis/play/move_worth.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "engine/crisis/acceptance.hpp"
#include "engine/crisis/crisis_distribution.hpp"
#include "engine/crisis/inference.hpp"

namespace offramp {

namespace {

// What lies ahead is told to two digits.
constexpr DistributionOptions kCoarsely = {.belief_cells = 4, .seldom = 1e-2};
constexpr double kNotLookedAhead = std::numeric_limits<double>::quiet_NaN();

struct Worth {
    const SeatView& view;
    const CrisisTable& table;
    int rung;
    const CrisisContext& c = table.context;
    int i = view.side;
    Pair<int> types = {c.model->actors[0].types, c.model->actors[1].types};
    Pair<MoveList> moves = {};
    Pair<Strategy> play = {};
    Strategy rival = {};                // what the other side does, which may itself misread
    int answer = 0;                     // that is looked at
    std::vector<StateOdds> ahead = {};  // states that the round leads to, by answer

    void find_play() {
        table.strategies(c, view.state, moves, play);
        rival = play[at(other(i))];
        const CrisisState seen = misread(c, view.state, other(i));
        const double error = misperception_probability(c, view.state);
        if (error <= 0.0 || seen.rungs == view.state.rungs) return;
        Pair<MoveList> open;
        Pair<Strategy> imagined;
        table.strategies(c, seen, open, imagined);
        for (int t = 0; t < types[at(other(i))]; ++t) {
            for (int b = 0; b < moves[at(other(i))].size; ++b) {
                double& p = rival[at(t)][at(b)];
                p += error * (imagined[at(other(i))][at(t)][at(b)] - p);
            }
        }
    }

    /// It ends in this round, with probability p.
    void add_end(double p, const End& end, const CrisisState& s, double harm, MoveWorth& w) const {
        w.value += p * (ending_payoff(c, end, s, i, view.type) - harm);
        if (is_war(end.ending)) {
            w.war += p;
            w.war_ahead += p;
        } else if (end.ending == Ending::kOffRamp) {
            w.agreed += p;
        } else {
            w.settled += p;
        }
        if (std::max(s.rungs[0], s.rungs[1]) >= rung) w.high_ahead += p;
    }

    /// No terms are agreed on; `caller` had been heard (-1: nobody).
    void go_on(double p, const Round& round, int caller, MoveWorth& w) {
        if (p <= 0.0) return;
        if (!is_war_by_choice(round)) w.accident += p * round.outcomes.accident;
        for_each_branch_without_terms(c, round, caller, [&](const Branch& branch) {
            const double q = p * branch.probability;
            const double harm = branch.harm ? c.incident->harm_cost[at(i)] : 0.0;
            if (branch.end.ending != Ending::kNone) {
                add_end(q, branch.end, branch.next, harm, w);
                return;
            }
            CrisisState next = branch.next;
            for (int k = 0; k < kActors; ++k) {
                next.belief[at(k)] = belief_after(c, view.state, k, moves[at(k)], play[at(k)],
                                                  {next.seen[at(k)], k == caller, round.move[at(k)].terms});
            }
            TypeValues later;
            table.going_on(next, later);
            w.value += q * (later[at(i)][at(view.type)] - harm);
            ahead.push_back({q, next, answer});
        });
    }

    /// Both have moved. `likelihood`: of this move of the rival by its type, times the belief in the type.
    void add_round(const Pair<Move>& move, const Belief& likelihood, MoveWorth& w) {
        double p = 0.0;
        for (int t = 0; t < types[at(other(i))]; ++t) p += likelihood[at(t)];
        if (p <= 0.0) return;
        const Round round = enter_round(c, view.state, move);
        const StandingCost cost = standing_cost(c, round.after.rungs, round.persists, i);
        w.value -= p * (cost_of(c, move[at(i)], i, view.type) + cost.total());
        const Pair<double> talk = talk_probabilities(c, round);
        go_on(p * (1.0 - talk[0] - talk[1]), round, -1, w);
        for (int caller = 0; caller < kActors; ++caller) {
            const double heard = talk[at(caller)];
            if (heard <= 0.0) continue;
            const AcceptanceByType by_type = acceptance(table, c, view.state, moves, play, round, caller);
            double agreed = 0.0;
            if (caller == i) {
                for (int t = 0; t < types[at(other(i))]; ++t) agreed += likelihood[at(t)] * by_type[at(t)];
            } else {
                agreed = p * by_type[at(view.type)];
            }
            add_end(heard * agreed, agreement(round, caller), round.agreed, 0.0, w);
            go_on(heard * (p - agreed), round, caller, w);
        }
    }
};

/// Of the two answers to terms; the round's costs are the same for both and left out.
std::vector<MoveWorth> worth_of_answers(Worth& of, const Talk& talk) {
    const Round round = enter_round(of.c, of.view.state, talk.move);
    const AcceptanceByType by_type =
        acceptance(of.table, of.c, of.view.state, of.moves, of.play, round, talk.caller);
    const double accepted = by_type[at(of.view.type)];
    std::vector<MoveWorth> worth(2);
    worth[0].solved = accepted;
    worth[1].solved = 1.0 - accepted;
    of.add_end(1.0, agreement(round, talk.caller), round.agreed, 0.0, worth[0]);
    of.answer = 1;
    of.go_on(1.0, round, talk.caller, worth[1]);
    return worth;
}

std::vector<MoveWorth> worth_in_round(Worth& of, const SeatQuestion& question) {
    if (question.talk) return worth_of_answers(of, *question.talk);
    const int i = of.i;
    const int rival = other(i);
    std::vector<MoveWorth> worth(question.answers.size());
    for (int a = 0; a < question.view.moves.size; ++a) {
        MoveWorth& w = worth[at(a)];
        w.solved = of.play[at(i)][at(of.view.type)][at(a)];
        of.answer = a;
        for (int b = 0; b < of.moves[at(rival)].size; ++b) {
            Belief likelihood{};
            for (int t = 0; t < of.types[at(rival)]; ++t) {
                likelihood[at(t)] = of.view.state.belief[at(rival)][at(t)] * of.rival[at(t)][at(b)];
            }
            Pair<Move> move;
            move[at(i)] = question.view.moves[a];
            move[at(rival)] = of.moves[at(rival)][b];
            of.add_round(move, likelihood, w);
        }
    }
    return worth;
}

}  // namespace

int usual_rung(const Model& model) {
    return std::max(1, model.war_rung / 2);
}

std::vector<MoveWorth> worth_of_moves(const SeatQuestion& question, const CrisisTable& table, int rung,
                                      std::span<const int> looked_ahead) {
    Worth of{question.view, table, rung};
    of.find_play();
    std::vector<MoveWorth> worth = worth_in_round(of, question);
    std::vector<int> origin(worth.size(), -1);
    int origins = 0;
    for (const int a : looked_ahead) origin[at(a)] = origins++;
    std::erase_if(of.ahead, [&](const StateOdds& odds) { return origin[at(odds.origin)] < 0; });
    for (StateOdds& odds : of.ahead) odds.origin = origin[at(odds.origin)];
    const auto highest = highest_rungs(table, of.ahead, origins, kCoarsely);
    const int war = table.context.model->war_rung;
    for (std::size_t a = 0; a < worth.size(); ++a) {
        if (origin[a] < 0) {
            worth[a].war_ahead = worth[a].high_ahead = kNotLookedAhead;
            continue;
        }
        const auto& reached = highest[at(origin[a])];
        worth[a].war_ahead += reached[at(war)];
        for (int h = rung; h <= war; ++h) worth[a].high_ahead += reached[at(h)];
    }
    return worth;
}

std::vector<MoveWorth> worth_of_moves(const SeatQuestion& question, const CrisisTable& table, int rung) {
    std::vector<int> all(question.answers.size());
    std::iota(all.begin(), all.end(), 0);
    return worth_of_moves(question, table, rung, all);
}

SolvedCrises::SolvedCrises(const Model& model, std::shared_ptr<TableLibrary> tables)
    : model_(&model), tables_(std::move(tables)) {}

const CrisisTable& SolvedCrises::of(const SeatView& view) {
    const Model& m = *view.context.model;  // what holds when the crisis opens
    if (tables_ && plays_from_tables(m)) {
        int change = 0;
        while (&model_from(*model_, change) != &m) ++change;
        return TableLibrary::from(tables_, change)->find(view.table);
    }
    const SolverOptions options = solver_options(m);
    const std::uint32_t channels = view.state.channels_open;
    std::string name = table_name(view.context, channels, options);
    for (const auto& [known, table] : own_) {
        if (known == name) return *table;
    }
    own_.emplace_back(std::move(name), solve_crisis(view.context, channels, options));
    return *own_.back().second;
}

}  // namespace offramp
