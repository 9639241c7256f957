// SPDX-License-Identifier: Apache-2.0
// A crisis as it is played: the rules of engine/model/crisis.hpp with the dice thrown.
#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "engine/base/key.hpp"
#include "engine/crisis/inference.hpp"
#include "engine/model/aftermath.hpp"
#include "engine/sim/world.hpp"

namespace offramp {

namespace {

// The move whose share of the unit interval holds u, the shares laid out from the lowest rung to the highest:
// two policies that share u and differ a little in their strategies then draw the same rung or the next.
int draw_move(const MoveList& moves, const std::array<double, kMaxMoves>& strategy, double u) {
    std::array<int, kMaxMoves> order{};
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
    w.belief[at(i)] = present_belief(w, i);
    w.type_known_at[at(i)] = w.now;
}

// How likely a side is held to be of its most resolute type.
double resolve_believed(const World& w, int i) {
    return w.belief[at(i)][at(w.model->actors[at(i)].most_resolute)];
}

void publish_belief(World& w, int i) {
    w.x[at(FeatureIndex::resolve + i)] = resolve_believed(w, i);
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

// A call is one option, whatever terms it carries.
void record_action(World& w, int i, const Strategy& strategies, int chosen) {
    const MoveList& moves = w.decision.moves[at(i)];
    const auto& strategy = strategies[at(w.type[at(i)])];
    Event& event = emit(w, EventKind::kAction, Detail::kNone, i, moves[chosen].action);
    event.amount = moves[chosen].target;
    event.probability = 0.0;
    event.first_option = static_cast<std::uint32_t>(w.record->options.size());
    for (int a = 0; a < moves.size; ++a) {
        if (a > 0 && moves[a].action == moves[a - 1].action) {
            w.record->options.back().probability += strategy[at(a)];
        } else {
            w.record->options.push_back({static_cast<std::int16_t>(moves[a].action), strategy[at(a)]});
        }
        if (moves[a].action == moves[chosen].action) event.probability += strategy[at(a)];
    }
    event.option_count = static_cast<std::uint32_t>(w.record->options.size()) - event.first_option;
}

// Takes the other side's stand for one rung higher, if it comes to that, and answers it as such. Whether it
// does.
bool see_stand(World& w, int i, double error, double u, Strategy& strategy) {
    const CrisisState& s = w.crisis.state;
    const int seen = misread(w.crisis.context, s, i).rungs[at(other(i))];
    if (u >= error || seen == s.rungs[at(other(i))]) return false;
    w.decider->misread(w.crisis.context, s, i, strategy);
    ++w.summary.misperceptions;
    if (w.record) emit(w, EventKind::kMisreading, Detail::kNone, other(i)).amount = seen;
    return true;
}

// What a side knows where it decides in place of its rule: all of it is public, but for its own type and the
// stand that it sees.
SeatView seat_view(const World& w, int side, const CrisisState& seen, std::size_t known_events) {
    const Crisis& crisis = w.crisis;
    return {.side = side,
            .type = w.type[at(side)],
            .hours = w.now,
            .crisis = crisis.number,
            .context = crisis.context,
            .table = crisis.table,
            .state = seen,
            .moves = w.decision.moves[at(side)],
            .tension = w.x[FeatureIndex::tension],
            .trust = {w.x[FeatureIndex::trust], w.x[FeatureIndex::trust + 1]},
            .guardrails = w.guardrails,
            .known_events = known_events};
}

bool is_outside(const World& w, int side) {
    return w.seats != nullptr && w.seats->is_outside(side);
}

void inject(World& w) {
    const Crisis& crisis = w.crisis;
    std::uint64_t key = combine_keys(crisis.key, static_cast<std::uint64_t>(crisis.state.round));
    for (const Injection& injection : w.seats->round_begins()) {
        key = combine_keys(key, 1);
        switch (injection.kind) {
            case Injection::Kind::kIncident:
                incident(w, injection.index, key, injection.side, true);
                break;
            case Injection::Kind::kFreeze:
                freeze(w, 1U << injection.index, injection.side);
                break;
            case Injection::Kind::kThaw:
                thaw(w, 1U << injection.index);
                break;
            case Injection::Kind::kTension:
                raise_tension(w, injection.amount);
                break;
            case Injection::Kind::kTrust:
                change_trust(w, injection.side, injection.amount);
                break;
        }
        w.rates_stale = true;
    }
}

// Terms as a side hears them that has misread where the caller stands, or not.
Talk heard_talk(const CrisisState& before, const CrisisState& seen, const Round& round, int caller) {
    Talk talk{caller, round.move};
    Move& call = talk.move[at(caller)];
    const int off = seen.rungs[at(caller)] - before.rungs[at(caller)];
    call.target += off;
    call.signal += off;
    return talk;
}

// Whether the terms of a side are accepted in the talk that its call has become.
// @param seen  the state as the other side has seen it in this round
bool talk_over(World& w, const Round& round, const CrisisState& before, const CrisisState& seen, int caller,
               double u, std::size_t known_events) {
    std::array<double, kMaxTypes> accepted{};
    w.decider->weigh(w.crisis.context, before, w.decision, round, caller, accepted);
    const double p = accepted[at(w.type[at(other(caller))])];
    bool yes = u < p;
    if (is_outside(w, other(caller))) {
        SeatView view = seat_view(w, other(caller), seen, known_events);
        view.rule[0] = p;
        yes = w.seats->accept(view, heard_talk(before, seen, round, caller), yes);
    }
    ++w.summary.talks;
    const double terms = round.move[at(caller)].terms;  // what they move to the caller
    if (yes) {
        ++w.summary.talks_agreed;
        w.summary.stakes_conceded[at(terms < 0 ? caller : other(caller))] += std::abs(terms);
    }
    if (w.record) {
        Event& event = emit(w, EventKind::kTerms, yes ? Detail::kAccepted : Detail::kRefused, caller,
                            round.move[at(caller)].channel);
        event.amount = terms;
        event.probability = p;
    }
    return yes;
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

// The other side reads the signal, perhaps one rung off, and updates its belief by Bayes' rule: also from
// terms that it heard, if there was a talk.
void read_signal(World& w, int i, const CrisisState& before, const Move& move, bool talk, double error,
                 double u) {
    CrisisState& s = w.crisis.state;
    const int seen = draw_reading(move.signal, error, w.model->war_rung, u);
    if (seen != move.signal) {
        ++w.summary.misperceptions;
        if (w.record) {
            emit(w, EventKind::kSignal, Detail::kMisperceived, i, move.action).amount = seen;
        }
    }
    s.belief[at(i)] = belief_after(w.crisis.context, before, i, w.decision.moves[at(i)],
                                   w.decision.strategies[at(i)], {seen, talk, move.terms});
    w.belief[at(i)] = s.belief[at(i)];
    publish_belief(w, i);
    s.seen_before[at(i)] = s.seen[at(i)];
    s.seen[at(i)] = seen;
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

static_assert(kMaxIncidents <= static_cast<int>(kMostKinds));

void count_close(World& w, Close close) {
    ++w.summary.endings[at(w.crisis.context.incident_index)][static_cast<std::size_t>(close)];
}

Close close_of(const End& end) {
    switch (end.ending) {
        case Ending::kNone:
            return Close::kRunning;
        case Ending::kOffRamp:
        case Ending::kStoodDown:
            return Close::kSettled;
        case Ending::kBackedDown:
            return end.by == 0 ? Close::kFirstBackedDown : Close::kSecondBackedDown;
        case Ending::kFaded:
            return Close::kFaded;
        case Ending::kWarByChoice:
        case Ending::kWarByAccident:
            return Close::kWar;
    }
    throw InternalError("an ending of a crisis that is none");
}

// The crisis ends in the state that it has come to.
void end_crisis(World& w, const End& end) {
    Crisis& crisis = w.crisis;
    CampaignSummary& summary = w.summary;
    const Ending ending = end.ending;
    const bool war = is_war(ending);
    for (int i = 0; i < kActors; ++i) {
        pay(w, i, ending_payment(crisis.context, end, crisis.state, i, w.type[at(i)]));
    }
    summary.war = war;
    summary.war_by_accident = ending == Ending::kWarByAccident;
    ++summary.crises_ended;
    for (int i = 0; i < kActors; ++i) {
        if (std::abs(resolve_believed(w, i) - crisis.opening_belief[at(i)]) >= kBeliefMoved)
            ++summary.belief_moved[at(i)];
    }
    const double hours = w.now - crisis.opened;
    summary.crisis_hours += hours;
    if (war) {
        summary.durations.unresolved = static_cast<std::int16_t>(duration_step(hours));
    } else {
        ++summary.durations.resolved[duration_step(hours)];
    }
    count_close(w, close_of(end));
    if (ending == Ending::kOffRamp || ending == Ending::kStoodDown) ++summary.settled;
    if (ending == Ending::kBackedDown) ++summary.backed_down[at(end.by)];
    if (ending == Ending::kFaded) ++summary.faded;
    const auto left_behind = [&](const Aftermath& a) {
        return aftermath(a, crisis.peak, crisis.state.harms, crisis.unanswered_calls, ending);
    };
    raise_tension(w, left_behind(w.model->aftermath_tension));
    for (int i = 0; i < kActors; ++i) change_trust(w, i, left_behind(w.model->aftermath_trust));
    if (w.record) emit(w, EventKind::kCrisisEnded, detail_of(ending), end.by, crisis.context.incident_index);
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
    crisis.table = w.decider->open_crisis(crisis.context, setting, w.channels_open);
    crisis.key = key;
    ++crisis.number;
    crisis.opened = w.now;
    for (int i = 0; i < kActors; ++i) crisis.opening_belief[at(i)] = resolve_believed(w, i);
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

    if (w.seats != nullptr) inject(w);
    // What a side records in this round the other has not seen when it moves.
    const std::size_t known_events = w.record != nullptr ? w.record->events.size() : 0;
    w.decider->decide(c, s, w.decision);
    w.summary.residual = std::max(w.summary.residual, w.decision.residual);
    const Uniforms u = w.draws.uniforms(Stream::kDecision, crisis.key, number);
    const Uniforms v = w.draws.uniforms(Stream::kTalk, crisis.key, number);
    const double error = misperception_probability(c, s);
    Pair<Move> move;
    Pair<bool> misread_stand{};
    Strategy strategy;
    for (int i = 0; i < kActors; ++i) {
        const MoveList& moves = w.decision.moves[at(i)];
        strategy = w.decision.strategies[at(i)];
        misread_stand[at(i)] = see_stand(w, i, error, v[at(i)], strategy);
        int chosen = draw_move(moves, strategy[at(w.type[at(i)])], u[at(i)]);
        if (is_outside(w, i)) {
            SeatView view = seat_view(w, i, misread_stand[at(i)] ? misread(c, s, i) : s, known_events);
            view.rule = strategy[at(w.type[at(i)])];
            chosen = w.seats->choose(view, chosen);
        }
        move[at(i)] = moves[chosen];
        if (w.record) record_action(w, i, strategy, chosen);
    }
    const CrisisState before = s;
    const Round round = enter_round(c, before, move);
    for (int i = 0; i < kActors; ++i) apply_action(w, i, move[at(i)]);
    for (int i = 0; i < kActors; ++i) {
        const StandingCost standing = standing_cost(c, round.after.rungs, round.persists, i);
        pay(w, i, round_payment(c, move[at(i)], standing, i, w.type[at(i)]));
    }

    const Uniforms chance = w.draws.uniforms(Stream::kAccident, crisis.key, number);
    int caller = -1;
    if (move[0].channel >= 0 || move[1].channel >= 0) {
        const Uniforms calls = w.draws.uniforms(Stream::kCall, crisis.key, number);
        Pair<bool> answered{};
        for (int i = 0; i < kActors; ++i) {
            const int channel = move[at(i)].channel;
            answered[at(i)] = channel >= 0 && place_call(w, i, channel, calls);
        }
        caller = draw_talk(round, answered, chance[3]);
        const auto seen = [&](int i) { return misread_stand[at(i)] ? misread(c, before, i) : before; };
        if (caller >= 0 && talk_over(w, round, before, seen(other(caller)), caller, v[2], known_events)) {
            s = round.agreed;
            take_stock(w);
            end_crisis(w, agreement(round, caller));
            return;
        }
    }

    s = round.after;
    if (is_war_by_choice(round)) {
        take_stock(w);
        end_crisis(w, round.outcomes.by_rise[0].end);
        return;
    }

    const Accident accident = draw_accident(c, round, chance.data());
    s = state_after(c, round, accident);
    if (accident.rise > 0) suffer(w, accident);
    take_stock(w);
    for (int i = 0; i < kActors; ++i) {
        read_signal(w, i, before, move[at(i)], i == caller, round.misperception, u[at(i + kActors)]);
    }

    const RoundOutcome& outcome = round.outcomes.by_rise[at(accident.rise)];
    if (outcome.end.ending != Ending::kNone) {
        end_crisis(w, outcome.end);
        return;
    }
    ++s.round;
    crisis.next_round = w.now + c.incident->round_hours;
}

void leave_crisis_at_horizon(World& w) {
    if (w.record) emit(w, EventKind::kCrisisEnded, Detail::kCensored, -1, w.crisis.context.incident_index);
    w.summary.durations.unresolved = static_cast<std::int16_t>(duration_step(w.now - w.crisis.opened));
    count_close(w, Close::kRunning);
    w.in_crisis = false;
}

}  // namespace offramp
