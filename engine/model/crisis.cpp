#include "engine/model/crisis.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "engine/model/duration.hpp"

namespace offramp {

namespace {

double linear(const Model& m, const CrisisGlm& glm, const double* features) {
    return m.glms.predict(glm.frozen, features);
}

// Where a rule forbids an action the dearest breach counts; rules of several guardrails do not add up.
void apply_rules(const Model& m, std::uint32_t guardrails, CrisisContext& context) {
    for (std::size_t action = 0; action < m.rules.size(); ++action) {
        for (const RuleModel& rule : m.rules[action]) {
            if ((guardrails >> rule.guardrail & 1U) == 0) continue;
            const int until = rule.until_round == 0 ? context.incident->rounds : rule.until_round;
            context.breach_until[action] = std::max(context.breach_until[action], until);
            context.breach_cost[action] = std::max(context.breach_cost[action], rule.breach_cost);
        }
    }
}

}  // namespace

CrisisContext open_context(const Model& m, int incident, int provoker, const CrisisSetting& setting) {
    CrisisContext c;
    const double* x = setting.features;
    c.model = &m;
    c.incident = &m.incidents[at(incident)];
    c.incident_index = incident;
    c.provoker = provoker;
    c.accident_exposure = std::exp(linear(m, c.incident->hazard, x)) * c.incident->round_hours;
    c.off_ramp_odds = std::exp(linear(m, m.crisis.off_ramp, x));
    c.misperception_odds = std::exp(linear(m, m.crisis.misperception, x));
    c.harm_odds = std::exp(linear(m, c.incident->harm, x));
    for (int i = 0; i < kActors; ++i) {
        const ActorModel& actor = m.actors[at(i)];
        c.calm_bonus[at(i)] = m.glms.predict(actor.calm_bonus, x);
        c.rationality[at(i)] =
            actor.rationality / (1.0 + actor.stance_noise * setting.unpredictability[at(i)]);
        for (std::size_t k = 0; k < m.tracks.size(); ++k) {
            if ((setting.tracks_open >> k & 1U) == 0) continue;
            const double lost = m.tracks[k].value[at(i)] * c.incident->round_hours;
            for (int rung = m.tracks[k].suspend_rung; rung <= m.war_rung; ++rung) {
                c.lost_cooperation[at(i)][at(rung)] += lost;
            }
        }
    }
    for (std::size_t k = 0; k < m.channels.size(); ++k) {
        const ChannelModel& channel = m.channels[k];
        const double scale = std::exp(m.glms.predict(channel.latency, x));
        const double in_time =
            duration_probability(channel.family, channel.shape, scale, c.incident->round_hours);
        for (std::size_t i = 0; i < kActors; ++i) {
            c.latency_scale[k][i] = scale;
            c.pickup[k][i] = m.glms.probability(channel.pickup[i], x);
            c.answer[k][i] = c.pickup[k][i] * in_time;
        }
    }
    apply_rules(m, setting.guardrails, c);
    return c;
}

CrisisState opening_state(const CrisisContext& c, bool recognised_accident, const Pair<Belief>& belief,
                          std::uint32_t channels_open) {
    CrisisState s;
    const IncidentModel& n = *c.incident;
    const int relief = recognised_accident ? n.relief : 0;
    s.rungs[at(c.provoker)] = n.provoker_rung;
    s.rungs[at(other(c.provoker))] = std::max(0, n.victim_rung - relief);
    s.channels_open = channels_open;
    s.belief = belief;
    s.seen = s.seen_before = s.rungs;
    return s;
}

bool persists(const CrisisContext& c, const CrisisState& s) {
    return !s.incident_over && s.round < c.incident->persists;
}

void list_moves(const CrisisContext& c, const CrisisState& s, int actor, MoveList& list) {
    const Model& m = *c.model;
    const int rung = s.rungs[at(actor)];
    const int role = actor == c.provoker ? 0 : 1;
    const RungPayoffs& climb_down = c.incident->climb_down[at(actor)];
    const bool waits = m.crisis.moves == Moves::kAlternating && (s.round % 2 == 0) != (actor == c.provoker);
    list.size = 0;
    for (const int k : c.incident->actions) {
        const ActionModel& a = m.actions[at(k)];
        if (!a.may_use[at(actor)] || (a.role >= 0 && a.role != role)) continue;
        if (rung < a.lowest_rung || rung > a.highest_rung || s.round < a.from_round) continue;
        if (a.once && (s.taken[at(actor)] >> k & 1U) != 0) continue;
        if (a.ends_incident && !persists(c, s)) continue;
        if (a.move < 0 && rung == 0) continue;
        Move move;
        if (!a.calls.empty()) {
            for (const int channel : a.calls) {
                if ((s.channels_open >> channel & 1U) != 0 && m.channels[at(channel)].may_call[at(actor)]) {
                    move.channel = channel;
                    break;
                }
            }
            if (move.channel < 0) continue;
        }
        move.action = k;
        move.target = a.to_rung >= 0 ? a.to_rung : std::clamp(rung + a.move, 0, m.war_rung);
        move.signal = a.signal >= 0 ? a.signal : move.target;
        move.climbs = move.target > rung;
        move.ends_incident = a.ends_incident;
        if (waits && (move.target != rung || move.channel >= 0 || a.once || a.ends_incident)) continue;
        move.cost = a.cost[at(actor)];
        if (s.round < c.breach_until[at(k)]) move.cost += move.breach = c.breach_cost[at(k)];
        if (move.channel >= 0) move.cost += m.channels[at(move.channel)].cost[at(actor)];
        if (move.target < rung)
            move.cost += move.audience = climb_down[at(rung)] - climb_down[at(move.target)];
        list.moves[at(list.size++)] = move;
    }
}

int holding_move(const MoveList& moves, int rung) {
    for (int k = 0; k < moves.size; ++k) {
        if (moves[k].target == rung && moves[k].channel < 0) return k;
    }
    throw InternalError("an actor has no move that holds");
}

void take_action(const Model& m, CrisisState& s, int actor, const Move& move) {
    const ActionModel& action = m.actions[at(move.action)];
    if (action.once) s.taken[at(actor)] |= 1U << move.action;
    if (action.ends_incident) s.incident_over = true;
    s.channels_open &= ~action.freezes;
}

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
        if (stepped_down && after[at(other(i))] >= c.model->crisis.calm_rung) {
            loser = i;
            return Ending::kBackedDown;
        }
    }
    return round + 1 >= c.incident->rounds ? Ending::kFaded : Ending::kNone;
}

double ending_audience_cost(const CrisisContext& c, Ending ending, int actor, int rung) {
    if (ending != Ending::kOffRamp) return 0.0;
    return (1.0 - c.model->crisis.face_saving) * c.incident->climb_down[at(actor)][at(rung)];
}

RoundOutcomes round_outcomes(const CrisisContext& c, const CrisisState& s, const Pair<int>& moved,
                             bool persists) {
    const int war = c.model->war_rung;
    const double accident =
        std::max(moved[0], moved[1]) >= war ? 0.0 : accident_probability(c, moved, s.harms);
    const double two = accident * c.incident->two_rung_accident;
    const bool last_round = s.round + 1 >= c.incident->rounds;
    RoundOutcomes outcomes;
    outcomes[0].probability = 1.0 - accident;
    outcomes[1].probability = accident - two;
    outcomes[2].probability = two;
    for (int up = 0; up < 3; ++up) {
        RoundOutcome& o = outcomes[at(up)];
        if (o.probability <= 0.0) continue;
        o.rungs = {std::min(moved[0] + up, war), std::min(moved[1] + up, war)};
        // What the rule comes to nearly everywhere, seen at once.
        const bool goes_on =
            !last_round && std::min(o.rungs[0], o.rungs[1]) > 0 && std::max(o.rungs[0], o.rungs[1]) < war;
        if (!goes_on) o.ending = ending_of(c, s.round, s.rungs, moved, o.rungs, persists, o.loser);
    }
    return outcomes;
}

double round_cost(const CrisisContext& c, const Pair<int>& moved, bool persists, int i) {
    return c.incident->flow_cost[at(i)][at(moved[at(i)])] +
           c.lost_cooperation[at(i)][at(std::max(moved[0], moved[1]))] +
           (persists && i != c.provoker ? c.incident->persistence_cost : 0.0);
}

double ending_payoff(const CrisisContext& c, Ending ending, int loser, int actor, int type, int rung) {
    const CrisisModel& rules = c.model->crisis;
    const double stakes = c.incident->stakes[at(actor)];
    switch (ending) {
        case Ending::kOffRamp:
            return rules.settlement_share * stakes + c.calm_bonus[at(actor)] -
                   ending_audience_cost(c, ending, actor, rung);
        case Ending::kStoodDown:
            return rules.settlement_share * stakes + c.calm_bonus[at(actor)];
        case Ending::kBackedDown:
            return (actor == loser ? rules.defeat_share : rules.victory_share) * stakes +
                   c.calm_bonus[at(actor)];
        case Ending::kFaded:
            return rules.stalemate_share * stakes;
        case Ending::kWarByChoice:
        case Ending::kWarByAccident:
            return rules.war_share * stakes - c.model->actors[at(actor)].war_cost[at(type)];
        case Ending::kNone:
            break;
    }
    return 0.0;
}

}  // namespace offramp
