// SPDX-License-Identifier: Apache-2.0
#include "engine/model/crisis_round.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "engine/model/duration.hpp"

namespace offramp {

double off_ramp_probability(const CrisisContext& c, const CrisisState& s, int channel) {
    const ChannelModel& over = c.model->channels[at(channel)];
    const double factor = c.model->crisis.off_ramp.factor(s.rungs[0], s.rungs[1], s.harms);
    return probability_at_odds(c.off_ramp_odds * factor) * over.fidelity * over.authority;
}

double exit_probability(const CrisisContext& c, const CrisisState& s, int caller, int channel) {
    return channel < 0 ? 0.0 : c.answer[at(channel)][at(other(caller))] * off_ramp_probability(c, s, channel);
}

double accident_probability(const CrisisContext& c, const Pair<int>& rungs, int harms) {
    return -std::expm1(-c.accident_exposure * c.incident->hazard.factor(rungs[0], rungs[1], harms));
}

double harm_probability(const CrisisContext& c, const Pair<int>& rungs, int harms) {
    return probability_at_odds(c.harm_odds * c.incident->harm.factor(rungs[0], rungs[1], harms));
}

double misperception_probability(const CrisisContext& c, const CrisisState& s) {
    return probability_at_odds(c.misperception_odds *
                               c.model->crisis.misperception.factor(s.rungs[0], s.rungs[1], s.harms));
}

double reading_probability(int signal, int seen, double error, int war_rung) {
    if (seen == signal) {
        const int off_ladder = (signal == 0 ? 1 : 0) + (signal == war_rung ? 1 : 0);
        return 1.0 - error + 0.5 * error * off_ladder;
    }
    return std::abs(seen - signal) == 1 ? 0.5 * error : 0.0;
}

Ending ending_of(const CrisisContext& c, int round, const Pair<int>& before, const Pair<int>& moved,
                 const Pair<int>& after, bool persists, int& loser) {
    const int war = c.model->war_rung;
    loser = -1;
    if (moved[0] >= war || moved[1] >= war) return Ending::kWarByChoice;
    if (after[0] >= war || after[1] >= war) return Ending::kWarByAccident;
    if (after[0] == 0 && after[1] == 0 && !persists) return Ending::kStoodDown;
    for (int i = 0; i < kActors; ++i) {
        const bool stepped_down = before[at(i)] > 0 && after[at(i)] == 0;
        if (stepped_down && after[at(other(i))] >= c.model->crisis.written.calm_rung) {
            loser = i;
            return Ending::kBackedDown;
        }
    }
    return round + 1 >= c.incident->rounds ? Ending::kFaded : Ending::kNone;
}

Belief updated_belief(const Belief& prior, const std::array<double, kMaxTypes>& likelihood, int types) {
    Belief posterior{};
    double sum = 0.0;
    for (int type = 0; type < types; ++type) {
        sum += posterior[at(type)] = prior[at(type)] * likelihood[at(type)];
    }
    if (!(sum > 0.0)) return prior;
    for (int type = 0; type < types; ++type) posterior[at(type)] /= sum;
    return posterior;
}

RoundOutcomes round_outcomes(const CrisisContext& c, const CrisisState& s, const Pair<int>& moved,
                             bool persists) {
    const int war = c.model->war_rung;
    const bool last_round = s.round + 1 >= c.incident->rounds;
    RoundOutcomes outcomes;
    outcomes.accident = std::max(moved[0], moved[1]) >= war ? 0.0 : accident_probability(c, moved, s.harms);
    if (outcomes.accident > 0.0) outcomes.harm = harm_probability(c, moved, s.harms);
    const double two = outcomes.accident * c.incident->two_rung_accident;
    outcomes.by_rise[0].probability = 1.0 - outcomes.accident;
    outcomes.by_rise[1].probability = outcomes.accident - two;
    outcomes.by_rise[2].probability = two;
    for (int rise = 0; rise < 3; ++rise) {
        RoundOutcome& o = outcomes.by_rise[at(rise)];
        if (o.probability <= 0.0) continue;
        o.rungs = {std::min(moved[0] + rise, war), std::min(moved[1] + rise, war)};
        // What the rule comes to nearly everywhere, seen at once.
        const bool goes_on =
            !last_round && std::min(o.rungs[0], o.rungs[1]) > 0 && std::max(o.rungs[0], o.rungs[1]) < war;
        if (!goes_on) o.ending = ending_of(c, s.round, s.rungs, moved, o.rungs, persists, o.loser);
    }
    return outcomes;
}

Round enter_round(const CrisisContext& c, const CrisisState& s, const Pair<Move>& move) {
    Round round{move, s};
    for (int i = 0; i < kActors; ++i) {
        const Move& m = move[at(i)];
        take_action(*c.model, round.after, i, m.action);
        round.after.rungs[at(i)] = m.target;
        if (m.channel >= 0 && !move[at(other(i))].climbs) {
            round.off_ramp[at(i)] = off_ramp_probability(c, s, m.channel);
        }
    }
    round.persists = persists(c, s.round, round.after.incident_over);
    round.misperception = misperception_probability(c, s);
    round.outcomes = round_outcomes(c, s, round.after.rungs, round.persists);
    return round;
}

double branch_payoff(const CrisisContext& c, const Branch& branch, int actor, int type) {
    double payoff = branch.harm ? -c.incident->harm_cost[at(actor)] : 0.0;
    if (branch.ending != Ending::kNone) {
        payoff += ending_payoff(c, branch.ending, branch.loser, actor, type, branch.next.rungs[at(actor)]);
    }
    return payoff;
}

Answer draw_answer(const CrisisContext& c, int channel, int called, double pickup, double latency) {
    const ChannelModel& over = c.model->channels[at(channel)];
    const double hours =
        duration_quantile(over.family, over.shape, c.latency_scale[at(channel)][at(called)], latency);
    return {pickup < c.pickup[at(channel)][at(called)] && hours <= c.incident->round_hours, hours};
}

bool draw_off_ramp(const Round& round, const Pair<bool>& answered, double u) {
    double no_exit = 1.0;
    for (int i = 0; i < kActors; ++i) {
        if (answered[at(i)]) no_exit *= 1.0 - round.off_ramp[at(i)];
    }
    return u >= no_exit;
}

Accident draw_accident(const CrisisContext& c, const Round& round, const double* u) {
    if (u[0] >= round.outcomes.accident) return {};
    return {u[1] < c.incident->two_rung_accident ? 2 : 1, u[2] < round.outcomes.harm};
}

int draw_reading(int signal, double error, int war_rung, double u) {
    if (u >= error) return signal;
    const int off = signal + (u < 0.5 * error ? -1 : 1);
    return off >= 0 && off <= war_rung ? off : signal;
}

CrisisState state_after(const CrisisContext& c, const Round& round, const Accident& accident) {
    CrisisState state = round.after;
    for (int& rung : state.rungs) rung = std::min(rung + accident.rise, c.model->war_rung);
    if (accident.harm) ++state.harms;
    return state;
}

}  // namespace offramp
