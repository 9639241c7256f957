// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/world.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "engine/base/elementary.hpp"
#include "engine/base/key.hpp"
#include "engine/model/situation.hpp"

namespace offramp {

namespace {

// What was closed before the campaign began is part of its story.
void report_closed_channels(World& w) {
    for (std::size_t k = 0; k < w.model->channels.size(); ++k) {
        if (w.channel[k] == ChannelState::kOpen) continue;
        const ChannelModel& channel = w.model->channels[k];
        const Detail detail = w.channel[k] == ChannelState::kFrozen ? Detail::kFrozen : Detail::kCut;
        emit(w, EventKind::kChannel, detail, channel.frozen_by, static_cast<int>(k)).amount =
            channel.frozen_hours;
    }
}

}  // namespace

void begin(World& w) {
    w.use_model(0);
    w.change_due = 0;
    const Model& m = *w.model;
    w.now = 0.0;
    w.agenda_item = 0;
    w.x = initial_features(m);
    w.excitation.assign(w.excitation.size(), 0.0);
    w.excited_at = 0.0;
    w.summary = CampaignSummary{};
    w.summary.planned_hours = m.horizon_hours;
    for (int i = 0; i < kActors; ++i) {
        w.summary.war_cost[at(i)] = highest_war_cost(m.actors[at(i)]);
    }
    w.guardrails = w.guardrails_dated = w.guardrails_adopted = 0;
    w.cancelled_until.fill(-1.0);
    w.contacts_planned = w.contacts_held = 0;
    w.in_crisis = false;
    w.crisis.number = -1;
    w.cooperation_realised = w.cooperation_revised = 0.0;
    w.reckoned = {};
    w.flow_hours = {};

    for (int i = 0; i < kActors; ++i) {
        w.belief[at(i)] = m.actors[at(i)].prior;
        w.type_known_at[at(i)] = 0.0;
        w.governments[at(i)] = 0;
        form_government(w, i, 0.0);
    }

    w.channels_exist = w.channels_open = 0;
    w.freezes.fill(0);
    std::uint32_t shares_frozen = 0;
    for (std::size_t k = 0; k < m.channels.size(); ++k) {
        const ChannelModel& channel = m.channels[k];
        w.channel[k] = channel.initial;
        if (channel.initial == ChannelState::kFrozen) shares_frozen |= 1U << channel.thaws_with;
        if (!channel.needs_guardrail) w.channels_exist |= 1U << k;
    }
    for (std::size_t k = 0; k < m.channels.size(); ++k) {
        if ((shares_frozen >> k & 1U) != 0) draw_thaw_budget(w, static_cast<int>(k));
    }
    refresh_channels(w);
    plan_meetings(w);
    w.tracks_open = 0;
    w.suspensions.fill(0);
    for (std::size_t k = 0; k < m.tracks.size(); ++k) {
        if (m.tracks[k].written.initially_open) {
            w.tracks_open |= 1U << k;
        } else {
            draw_reopening_budget(w, static_cast<int>(k));
        }
    }
    update_flows(w);
    if (w.record) report_closed_channels(w);
}

void draw_anew(World& w, const Draws& draws) {
    w.draws = draws;
    w.steps = 0;
    w.rates_stale = true;
    for (CandidateProcess& process : w.candidates) process.reset();
    for (NextCandidate& next : w.upcoming) next.top = -1.0;
}

void advance_clock(World& w, double to) {
    const double hours = to - w.now;
    CampaignSummary& s = w.summary;
    for (int i = 0; i < kActors; ++i) {
        const double r = w.model->actors[at(i)].discount;
        const double discounted =
            r == 0.0 ? hours : elementary::exp(-r * w.now) * -elementary::expm1(-r * hours) / r;
        s.value[at(i)] += w.flow[at(i)] * discounted;
        w.flow_hours[at(i)] += discounted;
        s.reckoned.loss[at(i)] += w.reckoned.loss[at(i)] * discounted;
        s.mean_trust[at(i)] += w.x[at(FeatureIndex::trust + i)] * hours;
        s.mean_presence[at(i)] += w.x[at(FeatureIndex::presence + i)] * hours;
        s.mean_unpredictability[at(i)] += w.x[at(FeatureIndex::unpredictability + i)] * hours;
    }
    s.reckoned.incidents += w.reckoned.incidents * hours;
    s.reckoned.crises += w.reckoned.crises * hours;
    s.reckoned.harms += w.reckoned.harms * hours;
    const int closed = std::popcount(w.channels_exist & ~w.channels_open);
    s.frozen_channel_hours += closed * hours;
    if (closed > 0) s.frozen_hours += hours;
    s.mean_tension += w.x[FeatureIndex::tension] * hours;
    w.cooperation_realised += w.cooperation_flow * hours;
    w.now = to;
}

void pay(World& w, int actor, const Payment& payment) {
    const double r = w.model->actors[at(actor)].discount;
    const double discount = r == 0.0 ? 1.0 : elementary::exp(-r * w.now);
    w.summary.value[at(actor)] += payment.amount * discount;
    for (int k = 0; k < payment.size; ++k) {
        const auto& [part, share] = payment.parts[at(k)];
        w.summary.parts[at(part)][at(actor)] += share * discount;
    }
}

void pay(World& w, int actor, PayoffPart part, double amount) {
    Payment payment;
    payment.add(part, amount);
    pay(w, actor, payment);
}

void book_flows(World& w) {
    for (std::size_t part = 0; part < kPayoffParts; ++part) {
        for (std::size_t i = 0; i < kActors; ++i) {
            w.summary.parts[part][i] += w.flow_parts[part][i] * w.flow_hours[i];
        }
    }
    w.flow_hours = {};
}

void raise_tension(World& w, double amount) {
    w.x[FeatureIndex::tension] = saturating_step(w.x[FeatureIndex::tension], amount);
    w.rates_stale = true;
}

void change_trust(World& w, int actor, double amount) {
    const TrustModel& trust = w.model->actors[at(actor)].trust;
    double& x = w.x[at(FeatureIndex::trust + actor)];
    x = saturating_step(x, amount * (amount > 0.0 ? trust.gain : trust.loss));
    w.rates_stale = true;
}

void refresh_channels(World& w) {
    const Model& m = *w.model;
    w.channels_open = 0;
    for (std::size_t k = 0; k < m.channels.size(); ++k) {
        const bool open = w.channel[k] == ChannelState::kOpen && (w.channels_exist >> k & 1U) != 0;
        if (open) w.channels_open |= 1U << k;
        w.x[at(m.first_channel_feature) + k] = open ? 1.0 : 0.0;
    }
    if (w.in_crisis) w.crisis.state.channels_open = w.channels_open;
    w.rates_stale = true;
}

Belief present_belief(const World& w, int i) {
    const ActorModel& actor = w.model->actors[at(i)];
    Belief belief = w.belief[at(i)];
    if (actor.renewal_hours <= 0.0) return belief;
    const double kept = elementary::exp(-(w.now - w.type_known_at[at(i)]) / actor.renewal_hours);
    for (int type = 0; type < actor.types; ++type) {
        belief[at(type)] = actor.prior[at(type)] + (belief[at(type)] - actor.prior[at(type)]) * kept;
    }
    return belief;
}

void form_government(World& w, int i, double hours) {
    const ActorModel& actor = w.model->actors[at(i)];
    const auto number = static_cast<std::uint64_t>(w.governments[at(i)]++);
    const Uniforms u =
        w.draws.uniforms(Stream::kGovernment, combine_keys(static_cast<std::uint64_t>(i), number));
    int type = 0;
    double sum = actor.prior[0];
    while (u[0] > sum && type + 1 < actor.types) sum += actor.prior[at(++type)];
    w.type[at(i)] = type;
    w.next_government[at(i)] =
        actor.renewal_hours > 0.0 ? hours - elementary::log(u[1]) * actor.renewal_hours : HUGE_VAL;
}

Event& emit(World& w, EventKind kind, Detail detail, int actor, int label) {
    Event& event = w.record->events.emplace_back();
    event.hours = w.now;
    event.kind = kind;
    event.detail = detail;
    event.actor = static_cast<std::int8_t>(actor);
    event.label = static_cast<std::int16_t>(label);
    if (w.in_crisis) {
        event.crisis = w.crisis.number;
        event.round = w.crisis.state.round;
        for (int i = 0; i < kActors; ++i)
            event.rungs[at(i)] = static_cast<std::int8_t>(w.crisis.state.rungs[at(i)]);
    }
    event.tension = w.x[FeatureIndex::tension];
    for (int i = 0; i < kActors; ++i) {
        event.trust[at(i)] = w.x[at(FeatureIndex::trust + i)];
        event.belief[at(i)] = w.x[at(FeatureIndex::resolve + i)];
    }
    event.channels_open = w.channels_open;
    return event;
}

}  // namespace offramp
