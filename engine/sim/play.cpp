// SPDX-License-Identifier: Apache-2.0
// A crisis as it is played: the rules of engine/model/crisis.hpp with the dice thrown.
#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "engine/base/key.hpp"
#include "engine/sim/world.hpp"

namespace offramp {

namespace {

// The move whose share of the unit interval holds u, the shares laid out from the lowest rung to the highest:
// two policies that share u and differ a little in their strategies then draw the same rung or the next.
int draw_move(const MoveList& moves, const std::array<double, kMaxActions>& strategy, double u) {
    std::array<int, kMaxActions> order{};
    for (int a = 0; a < moves.size; ++a) {
        int place = a;
        for (; place > 0 && moves[order[at(place - 1)]].target > moves[a].target; --place) {
            order[at(place)] = order[at(place - 1)];
        }
        order[at(place)] = a;
    }
    double sum = 0.0;
    int last = 0;
    for (int k = 0; k < moves.size; ++k) {
        const int a = order[at(k)];
        if (strategy[at(a)] <= 0.0) continue;
        sum += strategy[at(a)];
        last = a;
        if (u < sum) break;
    }
    return last;
}

// Governments change at times of their own, which no policy moves. Nobody sees it: public belief returns to
// the prior at the rate at which they change.
void renew_government(World& w, int i) {
    const ActorModel& actor = w.model->actors[at(i)];
    if (actor.renewal_hours <= 0.0) return;
    while (w.next_government[at(i)] <= w.now) form_government(w, i, w.next_government[at(i)]);
    const double kept = std::exp(-(w.now - w.type_known_at[at(i)]) / actor.renewal_hours);
    w.type_known_at[at(i)] = w.now;
    for (int type = 0; type < actor.types; ++type) {
        double& belief = w.belief[at(i)][at(type)];
        belief = actor.prior[at(type)] + (belief - actor.prior[at(type)]) * kept;
    }
}

void publish_belief(World& w, int i) {
    w.x[at(FeatureIndex::resolve + i)] = w.belief[at(i)][at(w.model->actors[at(i)].most_resolute)];
}

void show_rungs(World& w) {
    const CrisisState& s = w.crisis.state;
    for (int i = 0; i < kActors; ++i) w.x[at(FeatureIndex::rung + i)] = w.in_crisis ? s.rungs[at(i)] : 0;
    w.x[FeatureIndex::harm] = w.in_crisis ? std::min<double>(s.harms, kRecentIncidentsCap) : 0;
    w.rates_stale = true;
}

// Records how high the crisis stands, and suspends the cooperation that does not survive it.
void take_stock(World& w) {
    Crisis& crisis = w.crisis;
    const Model& m = *w.model;
    const int height = std::max(crisis.state.rungs[0], crisis.state.rungs[1]);
    crisis.peak = std::max(crisis.peak, height);
    w.summary.highest_rung = std::max(w.summary.highest_rung, height);
    std::uint32_t suspended = 0;
    for (std::size_t k = 0; k < m.tracks.size(); ++k) {
        if (height >= m.tracks[k].written.suspend_rung) suspended |= 1U << k;
    }
    suspend_tracks(w, suspended);
    show_rungs(w);
}

// What an action does to the world besides moving on the ladder.
void apply_action(World& w, int i, const Move& move) {
    const ActionModel& action = w.model->actions[at(move.action)];
    if (action.tension != 0.0) raise_tension(w, action.tension);
    if (action.trust != 0.0) change_trust(w, other(i), action.trust);
    if (action.freezes != 0) freeze(w, action.freezes, i);
    if (action.suspends != 0) suspend_tracks(w, action.suspends);
    if (action.cancels != 0) call_off(w, action.cancels, action.cancels_for);
}

void record_action(World& w, int i, int chosen) {
    const MoveList& moves = w.decision.moves[at(i)];
    const auto& strategy = w.decision.strategies[at(i)][at(w.type[at(i)])];
    Event& event = emit(w, EventKind::kAction, Detail::kNone, i, moves[chosen].action);
    event.probability = strategy[at(chosen)];
    event.amount = moves[chosen].target;
    event.first_option = static_cast<std::uint32_t>(w.record->options.size());
    event.option_count = static_cast<std::uint32_t>(moves.size);
    for (int a = 0; a < moves.size; ++a) {
        w.record->options.push_back({static_cast<std::int16_t>(moves[a].action), strategy[at(a)]});
    }
}

// Whether a call is answered within the round, from the same draws for every policy.
bool place_call(World& w, int caller, int channel, const Uniforms& u) {
    Crisis& crisis = w.crisis;
    const auto [answered, hours] =
        draw_answer(crisis.context, channel, other(caller), u[at(caller)], u[at(caller + kActors)]);
    ++w.summary.calls;
    if (answered) {
        ++w.summary.calls_answered;
        if (crisis.first_contact < 0.0) {
            crisis.first_contact = w.now - crisis.context.incident->round_hours + hours - crisis.opened;
            ++w.summary.crises_with_contact;
            w.summary.hours_to_first_contact += crisis.first_contact;
        }
    } else {
        ++crisis.unanswered_calls;
    }
    if (w.record) {
        Event& event =
            emit(w, EventKind::kCall, answered ? Detail::kAnswered : Detail::kUnanswered, caller, channel);
        event.amount = answered ? hours : 0.0;
    }
    return answered;
}

// The other side reads the signal, perhaps one rung off, and updates its belief by Bayes' rule.
void read_signal(World& w, int i, const Move& move, double error, double u) {
    CrisisState& s = w.crisis.state;
    const Model& m = *w.model;
    const int seen = draw_reading(move.signal, error, m.war_rung, u);
    if (seen != move.signal) {
        ++w.summary.misperceptions;
        if (w.record) {
            emit(w, EventKind::kSignal, Detail::kMisperceived, i, move.action).amount = seen;
        }
    }
    const MoveList& moves = w.decision.moves[at(i)];
    const Strategy& strategy = w.decision.strategies[at(i)];
    const int types = m.actors[at(i)].types;
    std::array<double, kMaxTypes> likelihood{};
    for (int type = 0; type < types; ++type) {
        for (int a = 0; a < moves.size; ++a) {
            likelihood[at(type)] +=
                strategy[at(type)][at(a)] * reading_probability(moves[a].signal, seen, error, m.war_rung);
        }
    }
    s.belief[at(i)] = updated_belief(s.belief[at(i)], likelihood, types);
    w.belief[at(i)] = s.belief[at(i)];
    publish_belief(w, i);
    s.seen_before[at(i)] = s.seen[at(i)];
    s.seen[at(i)] = seen;
}

Detail detail_of(Ending ending) {
    switch (ending) {
        case Ending::kOffRamp:
            return Detail::kOffRamp;
        case Ending::kStoodDown:
            return Detail::kStoodDown;
        case Ending::kBackedDown:
            return Detail::kBackedDown;
        case Ending::kFaded:
            return Detail::kFaded;
        case Ending::kWarByChoice:
            return Detail::kWarByChoice;
        case Ending::kWarByAccident:
            return Detail::kWarByAccident;
        case Ending::kNone:
            break;
    }
    throw InternalError("a crisis that did not end has no way of ending");
}

// What an accident does besides carrying both sides up.
void suffer(World& w, const Accident& accident) {
    const CrisisContext& c = w.crisis.context;
    ++w.summary.accidents;
    if (accident.harm) {
        ++w.summary.harms;
        for (int i = 0; i < kActors; ++i) {
            pay(w, i, PayoffPart::kAccidents, -c.incident->harm_cost[at(i)]);
        }
    }
    if (w.record) {
        const Detail detail = accident.harm ? Detail::kHarm : Detail::kNone;
        emit(w, EventKind::kAccident, detail, -1, c.incident_index).amount = accident.rise;
    }
}

double aftermath(const Aftermath& a, const Crisis& crisis, Ending ending) {
    double sum =
        a.per_rung * crisis.peak + a.harm * crisis.state.harms + a.unanswered_call * crisis.unanswered_calls;
    if (ending == Ending::kOffRamp || ending == Ending::kStoodDown) sum += a.settlement;
    if (ending == Ending::kBackedDown) sum += a.backing_down;
    if (ending == Ending::kFaded) sum += a.stalemate;
    return sum;
}

void end_crisis(World& w, Ending ending, int loser) {
    Crisis& crisis = w.crisis;
    CampaignSummary& summary = w.summary;
    const bool war = ending == Ending::kWarByChoice || ending == Ending::kWarByAccident;
    for (int i = 0; i < kActors; ++i) {
        const int rung = crisis.state.rungs[at(i)];
        pay(w, i, ending_payment(crisis.context, ending, loser, i, w.type[at(i)], rung));
    }
    summary.war = war;
    summary.war_by_accident = ending == Ending::kWarByAccident;
    ++summary.crises_ended;
    const double hours = w.now - crisis.opened;
    summary.crisis_hours += hours;
    if (war) {
        summary.durations.unresolved = static_cast<std::int16_t>(duration_step(hours));
    } else {
        ++summary.durations.resolved[duration_step(hours)];
    }
    if (ending == Ending::kOffRamp || ending == Ending::kStoodDown) ++summary.settled;
    if (ending == Ending::kBackedDown) ++summary.backed_down[at(loser)];
    if (ending == Ending::kFaded) ++summary.faded;
    raise_tension(w, aftermath(w.model->aftermath_tension, crisis, ending));
    for (int i = 0; i < kActors; ++i) change_trust(w, i, aftermath(w.model->aftermath_trust, crisis, ending));
    if (w.record) emit(w, EventKind::kCrisisEnded, detail_of(ending), loser, crisis.context.incident_index);
    w.in_crisis = false;
    show_rungs(w);
}

}  // namespace

void open_crisis(World& w, int type, int provoker, std::uint64_t key, bool recognised, bool harm) {
    for (int i = 0; i < kActors; ++i) {
        renew_government(w, i);
        publish_belief(w, i);
    }
    const CrisisSetting setting = {
        w.x.data(),
        w.guardrails,
        w.tracks_open,
        {w.x[FeatureIndex::unpredictability], w.x[FeatureIndex::unpredictability + 1]}};
    Crisis& crisis = w.crisis;
    crisis.context = open_context(*w.model, type, provoker, setting);
    crisis.state = opening_state(crisis.context, recognised, w.belief, w.channels_open);
    crisis.state.harms = harm ? 1 : 0;
    crisis.table = w.decider.open_crisis(crisis.context, setting, w.channels_open);
    crisis.key = key;
    ++crisis.number;
    crisis.opened = w.now;
    crisis.next_round = w.now + crisis.context.incident->round_hours;
    crisis.peak = 0;
    crisis.unanswered_calls = 0;
    crisis.first_contact = -1.0;
    w.in_crisis = true;
    ++w.summary.crises;
    if (w.record) emit(w, EventKind::kCrisisOpened, Detail::kNone, provoker, type);
    take_stock(w);
}

void complicate(World& w, int type, int provoker, bool harm) {
    CrisisState& s = w.crisis.state;
    for (int& rung : s.rungs) {
        rung = std::max(rung,
                        std::min(rung + w.model->crisis.written.complication_rungs, w.model->war_rung - 1));
    }
    if (harm) ++s.harms;
    if (w.record) emit(w, EventKind::kComplication, Detail::kNone, provoker, type);
    take_stock(w);
}

void play_round(World& w) {
    Crisis& crisis = w.crisis;
    CrisisState& s = crisis.state;
    const CrisisContext& c = crisis.context;
    const auto number = static_cast<std::uint64_t>(s.round);
    ++w.summary.rounds;

    w.decider.decide(c, s, w.decision);
    w.summary.residual = std::max(w.summary.residual, w.decision.residual);
    const Uniforms u = w.draws.uniforms(Stream::kDecision, crisis.key, number);
    Pair<Move> move;
    for (int i = 0; i < kActors; ++i) {
        const MoveList& moves = w.decision.moves[at(i)];
        const int chosen = draw_move(moves, w.decision.strategies[at(i)][at(w.type[at(i)])], u[at(i)]);
        move[at(i)] = moves[chosen];
        if (w.record) record_action(w, i, chosen);
    }
    const Round round = enter_round(c, s, move);
    for (int i = 0; i < kActors; ++i) apply_action(w, i, move[at(i)]);
    for (int i = 0; i < kActors; ++i) {
        pay(w, i, round_payment(move[at(i)], standing_cost(c, round.after.rungs, round.persists, i)));
    }
    s = round.after;

    if (is_war_by_choice(round)) {
        take_stock(w);
        end_crisis(w, Ending::kWarByChoice, -1);
        return;
    }

    const Uniforms chance = w.draws.uniforms(Stream::kAccident, crisis.key, number);
    if (move[0].channel >= 0 || move[1].channel >= 0) {
        const Uniforms calls = w.draws.uniforms(Stream::kCall, crisis.key, number);
        Pair<bool> answered{};
        for (int i = 0; i < kActors; ++i) {
            const int channel = move[at(i)].channel;
            answered[at(i)] = channel >= 0 && place_call(w, i, channel, calls);
        }
        if (draw_off_ramp(round, answered, chance[3])) {
            take_stock(w);
            end_crisis(w, Ending::kOffRamp, -1);
            return;
        }
    }

    const Accident accident = draw_accident(c, round, chance.data());
    s = state_after(c, round, accident);
    if (accident.rise > 0) suffer(w, accident);
    take_stock(w);
    for (int i = 0; i < kActors; ++i) {
        read_signal(w, i, move[at(i)], round.misperception, u[at(i + kActors)]);
    }

    const RoundOutcome& outcome = round.outcomes.by_rise[at(accident.rise)];
    if (outcome.ending != Ending::kNone) {
        end_crisis(w, outcome.ending, outcome.loser);
        return;
    }
    ++s.round;
    crisis.next_round = w.now + c.incident->round_hours;
}

void leave_crisis_at_horizon(World& w) {
    if (w.record) emit(w, EventKind::kCrisisEnded, Detail::kCensored, -1, w.crisis.context.incident_index);
    w.summary.durations.unresolved = static_cast<std::int16_t>(duration_step(w.now - w.crisis.opened));
    w.in_crisis = false;
}

}  // namespace offramp
