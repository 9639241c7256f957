// SPDX-License-Identifier: Apache-2.0
#include "engine/model/crisis_round.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "engine/base/elementary.hpp"
#include "engine/model/duration.hpp"

namespace offramp {

double talk_probability(const CrisisContext& c, const CrisisState& s, int channel) {
    const ChannelModel& over = c.model->channels[at(channel)];
    const double factor = c.model->crisis.kept.factor(s.rungs[0], s.rungs[1], s.harms);
    return probability_at_odds(c.kept_odds * factor) * over.fidelity * over.authority;
}

double heard_probability(const CrisisContext& c, const CrisisState& s, int caller, int channel) {
    return channel < 0 ? 0.0 : c.answer[at(channel)][at(other(caller))] * talk_probability(c, s, channel);
}

double accident_probability(const CrisisContext& c, const Pair<int>& rungs, int harms) {
    return -elementary::expm1(-c.accident_exposure * c.incident->hazard.factor(rungs[0], rungs[1], harms));
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

End end_of(const CrisisContext& c, int round, const Pair<int>& before, const Pair<int>& moved,
           const Pair<int>& after, bool persists) {
    const int war = c.model->war_rung;
    if (moved[0] >= war || moved[1] >= war) {
        const bool both = moved[0] >= war && moved[1] >= war;
        return {Ending::kWarByChoice, both ? -1 : moved[0] >= war ? 0 : 1};
    }
    if (after[0] >= war || after[1] >= war) return {Ending::kWarByAccident};
    if (after[0] == 0 && after[1] == 0 && !persists) return {Ending::kStoodDown};
    for (int i = 0; i < kActors; ++i) {
        const bool stepped_down = before[at(i)] > 0 && after[at(i)] == 0;
        if (stepped_down && after[at(other(i))] >= c.model->crisis.written.calm_rung) {
            return {Ending::kBackedDown, i};
        }
    }
    return {round + 1 >= c.incident->rounds ? Ending::kFaded : Ending::kNone};
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
        if (!goes_on) o.end = end_of(c, s.round, s.rungs, moved, o.rungs, persists);
    }
    return outcomes;
}

Round enter_round(const CrisisContext& c, const CrisisState& s, const Pair<Move>& move) {
    Round round{move, s, s};
    for (int i = 0; i < kActors; ++i) {
        const Move& m = move[at(i)];
        take_action(*c.model, round.after, i, m.action);
        round.after.rungs[at(i)] = m.target;
        if (m.channel >= 0 && !move[at(other(i))].climbs) {
            round.talk[at(i)] = talk_probability(c, s, m.channel);
        }
    }
    round.agreed = round.after;
    for (std::size_t i = 0; i < kActors; ++i) {
        round.agreed.rungs[i] = std::min(round.after.rungs[i], s.rungs[i]);
    }
    round.persists = persists(c, s.round, round.after.incident_over);
    round.misperception = misperception_probability(c, s);
    round.outcomes = round_outcomes(c, s, round.after.rungs, round.persists);
    return round;
}

double branch_payoff(const CrisisContext& c, const Branch& branch, int actor, int type) {
    const double harm = branch.harm ? c.incident->harm_cost[at(actor)] : 0.0;
    return ending_payoff(c, branch.end, branch.next, actor, type) - harm;
}

Answer draw_answer(const CrisisContext& c, int channel, int called, double pickup, double latency) {
    const ChannelModel& over = c.model->channels[at(channel)];
    const double hours =
        duration_quantile(over.family, over.shape, c.latency_scale[at(channel)][at(called)], latency);
    return {pickup < c.pickup[at(channel)][at(called)] && hours <= c.incident->round_hours, hours};
}

Pair<double> talk_probabilities(const CrisisContext& c, const Round& round) {
    Pair<double> heard{};
    for (int i = 0; i < kActors; ++i) {
        const int channel = round.move[at(i)].channel;
        if (channel >= 0) heard[at(i)] = c.answer[at(channel)][at(other(i))] * round.talk[at(i)];
    }
    return talk_shares(heard);
}

int draw_talk(const Round& round, const Pair<bool>& answered, double u) {
    const Pair<double> talk =
        talk_shares({answered[0] ? round.talk[0] : 0.0, answered[1] ? round.talk[1] : 0.0});
    // From above, so that two policies of which one makes talks likelier share those that come to both.
    return u >= 1.0 - talk[0] ? 0 : u >= 1.0 - talk[0] - talk[1] ? 1 : -1;
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
