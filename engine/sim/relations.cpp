// SPDX-License-Identifier: Apache-2.0
// What happens between crises: seasons, the drift of the slow state, contacts and readouts, channels and
// cooperation tracks that close and open.
#include <algorithm>
#include <bit>
#include <cmath>

#include "engine/base/elementary.hpp"
#include "engine/base/key.hpp"
#include "engine/sim/world.hpp"

namespace offramp {

namespace {

bool bit(std::uint64_t bits, std::size_t k) {
    return (bits >> k & 1U) != 0;
}

int draw_level(const LevelMixture& mixture, std::size_t size, double u) {
    std::size_t level = 0;
    double sum = mixture[0];
    while (u > sum && level + 1 < size) sum += mixture[++level];
    return static_cast<int>(level);
}

// A level that is kept to, or the cap while a concession forbids it: a capped list is the same up to its end.
int within_cap(int level, const std::vector<double>& levels) {
    return std::min(level, static_cast<int>(levels.size()) - 1);
}

// What the guardrails in force make of features and channels.
void publish_guardrails(World& w) {
    const Model& m = *w.model;
    w.channels_exist = 0;
    for (std::size_t k = 0; k < m.guardrails.size(); ++k) {
        const bool in_force = bit(w.guardrails, k);
        w.x[FeatureIndex::first_guardrail + k] = in_force ? 1.0 : 0.0;
        if (in_force) w.channels_exist |= m.guardrails[k].opens;
    }
    for (std::size_t k = 0; k < m.channels.size(); ++k) {
        if (!m.channels[k].needs_guardrail) w.channels_exist |= 1U << k;
    }
    refresh_channels(w);
}

void adopt_guardrails(World& w, const AgendaItem& item) {
    const Model& m = *w.model;
    const std::uint32_t before = w.guardrails;
    w.guardrails = w.guardrails_adopted;
    for (std::size_t k = 0; k < m.guardrails.size(); ++k) {
        const GuardrailModel& guardrail = m.guardrails[k];
        if (!guardrail.written.in_force || bit(w.guardrails_dated, k)) continue;
        Pair<bool> accepts = {true, true};
        if (m.adoption == Adoption::kSeasonal) {
            const std::uint64_t event =
                combine_keys(guardrail.key, static_cast<std::uint64_t>(item.occurrence));
            const Uniforms u = w.draws.uniforms(Stream::kAdoption, event);
            for (std::size_t i = 0; i < kActors; ++i) {
                accepts[i] = u[i] < m.glms.probability(guardrail.accept[i], w.x.data());
            }
        }
        if (accepts[0] && accepts[1]) w.guardrails |= 1U << k;
        const bool news = item.occurrence == 0 || bit(before, k) != bit(w.guardrails, k);
        if (w.record && news) {
            const bool adopted = bit(w.guardrails, k);
            const int refuser = adopted || accepts[0] == accepts[1] ? -1 : accepts[0] ? 1 : 0;
            emit(w, EventKind::kGuardrail, adopted ? Detail::kAdopted : Detail::kRebuffed, refuser,
                 static_cast<int>(k));
        }
    }
    publish_guardrails(w);
}

void report_postures(World& w) {
    for (int i = 0; i < kActors; ++i) {
        Event& event = emit(w, EventKind::kPosture, Detail::kNone, i);
        event.amount = w.x[at(FeatureIndex::presence + i)];
        event.amount2 = w.x[at(FeatureIndex::unpredictability + i)];
    }
}

void choose_posture(World& w, const AgendaItem& item) {
    const Model& m = *w.model;
    if (!chooses_posture(m)) {
        if (w.record) report_postures(w);
        return;
    }
    SeasonView view{w.x.data(), w.guardrails, w.channels_open, w.tracks_open, {}, w.now};
    for (int i = 0; i < kActors; ++i) view.belief[at(i)] = present_belief(w, i);
    w.postures->solve(view);
    w.summary.residual = std::max(w.summary.residual, w.postures->residual());
    const Uniforms u = w.draws.uniforms(Stream::kPosture, static_cast<std::uint64_t>(item.occurrence));
    const HeldPosture& held = w.held;
    const auto holds = [&](int i) {
        return held.actor == i && (held.season < 0 || held.season == item.occurrence);
    };
    Pair<int> stance{};
    const ConcessionPhase& conceded = concessions_at(m, w.now);
    for (int i = 0; i < kActors; ++i) {
        const Posture& posture = conceded.posture[at(i)];
        if (posture.choice == PostureChoice::kFixed) continue;
        stance[at(i)] = draw_level(w.postures->stance(i), posture.unpredictability.levels.size(), u[at(i)]);
        if (holds(i) && held.stance >= 0) {
            stance[at(i)] = within_cap(held.stance, posture.unpredictability.levels);
        }
    }
    for (int i = 0; i < kActors; ++i) {
        const Posture& posture = conceded.posture[at(i)];
        if (posture.choice != PostureChoice::kFixed) {
            const LevelMixture& presence = w.postures->presence(i, stance[0], stance[1]);
            int level = draw_level(presence, posture.presence.levels.size(), u[at(i + kActors)]);
            if (holds(i) && held.presence >= 0) level = within_cap(held.presence, posture.presence.levels);
            w.x[at(FeatureIndex::presence + i)] = posture.presence.levels[at(level)];
            w.x[at(FeatureIndex::unpredictability + i)] = posture.unpredictability.levels[at(stance[at(i)])];
        }
    }
    w.reckoned =
        w.postures->reckon({w.x[FeatureIndex::presence], w.x[FeatureIndex::presence + 1]},
                           {w.x[FeatureIndex::unpredictability], w.x[FeatureIndex::unpredictability + 1]});
    if (w.record) report_postures(w);
}

double drift(const SlowProcess& process, double x, double z) {
    return std::clamp(process.mean + (x - process.mean) * process.decay + process.noise * z, 0.0, 1.0);
}

// -1 blaming, 0 measured, 1 constructive: ordered logit of the score.
int draw_tone(const ReadoutModel& readouts, double score, double u) {
    const double blaming = logistic(readouts.written.blaming_below - score);
    const double constructive = logistic(score - readouts.written.constructive_above);
    return u < blaming ? -1 : u > 1.0 - constructive ? 1 : 0;
}

void issue_readouts(World& w, int label, std::uint64_t event_key) {
    const Model& m = *w.model;
    const ReadoutModel& readouts = m.readouts;
    const Uniforms u = w.draws.uniforms(Stream::kReadout, event_key);
    Pair<int> tone{};
    for (int i = 0; i < kActors; ++i) {
        tone[at(i)] = draw_tone(readouts, m.glms.predict(readouts.score[at(i)], w.x.data()), u[at(i)]);
    }
    const int gap = std::abs(tone[0] - tone[1]);
    ++w.summary.readouts;
    if (gap > 0) ++w.summary.readouts_apart;
    for (int i = 0; i < kActors; ++i) {
        if (tone[at(i)] < 0) ++w.summary.readouts_blaming[at(i)];
        change_trust(w, i, readouts.written.gap_trust * gap);
        if (tone[at(i)] < 0) raise_tension(w, readouts.written.blaming_tension);
    }
    if (!w.record) return;
    for (int i = 0; i < kActors; ++i) {
        const Detail detail = tone[at(i)] < 0    ? Detail::kBlaming
                              : tone[at(i)] == 0 ? Detail::kMeasured
                                                 : Detail::kConstructive;
        emit(w, EventKind::kReadout, detail, i, label);
    }
}

std::uint32_t frozen(const World& w) {
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < w.model->channels.size(); ++k) {
        if (w.channel[k] == ChannelState::kFrozen) bits |= 1U << k;
    }
    return bits;
}

void report_channel(World& w, Detail detail, int actor, std::size_t channel) {
    if (w.record) emit(w, EventKind::kChannel, detail, actor, static_cast<int>(channel));
}

double unit_exponential(const World& w, Stream stream, std::uint64_t key, int occurrence) {
    return -elementary::log(
        w.draws.uniforms(stream, combine_keys(key, static_cast<std::uint64_t>(occurrence)))[0]);
}

void draw_meeting(World& w, std::size_t k) {
    const ContactModel& c = w.model->contacts[k];
    w.next_meeting[k] += c.mean_gap * unit_exponential(w, Stream::kMeeting, c.key, w.meetings[k]);
    if (w.next_meeting[k] >= c.last_hours) w.next_meeting[k] = HUGE_VAL;
}

void find_due_contact(World& w) {
    w.due_contact = -1;
    double first = HUGE_VAL;
    for (std::size_t k = 0; k < w.model->contacts.size(); ++k) {
        if (w.model->contacts[k].mean_gap <= 0.0 || w.next_meeting[k] >= first) continue;
        first = w.next_meeting[k];
        w.due_contact = static_cast<int>(k);
    }
}

// Of both sides, with every track open.
double cooperation_per_hour(const Model& m) {
    double value = 0.0;
    for (const TrackModel& track : m.tracks)
        value += track.written.value[0].value + track.written.value[1].value;
    return value;
}

}  // namespace

void plan_meetings(World& w) {
    for (std::size_t k = 0; k < w.model->contacts.size(); ++k) {
        if (w.model->contacts[k].mean_gap <= 0.0) continue;
        w.meetings[k] = 0;
        w.next_meeting[k] = w.model->contacts[k].first_hours;
        draw_meeting(w, k);
    }
    find_due_contact(w);
}

void meet(World& w) {
    const std::size_t k = at(w.due_contact);
    contact(w, w.due_contact, w.meetings[k]++);
    draw_meeting(w, k);
    find_due_contact(w);
}

void draw_thaw_budget(World& w, int channel) {
    const std::size_t k = at(channel);
    w.thaw_budget[k] = unit_exponential(w, Stream::kThaw, w.model->channels[k].key, w.freezes[k]++);
}

void draw_reopening_budget(World& w, int track) {
    const std::size_t k = at(track);
    w.reopening_budget[k] =
        unit_exponential(w, Stream::kReopening, w.model->tracks[k].key, w.suspensions[k]++);
}

void season(World& w, const AgendaItem& item) {
    adopt_guardrails(w, item);
    choose_posture(w, item);
    update_flows(w);
    w.rates_stale = true;
}

// What changes nothing leaves no trace, not even in rounding.
void change_values(World& w) {
    const Model& before = *w.model;
    const Model& after = model_from(*w.scenario, w.change_due);
    for (int i = 0; i < kActors; ++i) {
        const ActorModel& old = before.actors[at(i)];
        const ActorModel& actor = after.actors[at(i)];
        if (old.prior != actor.prior || old.renewal_hours != actor.renewal_hours) {
            w.belief[at(i)] = present_belief(w, i);
            w.type_known_at[at(i)] = w.now;
        }
        const Posture& was = concessions_at(before, w.now).posture[at(i)];
        const Posture& is = concessions_at(after, w.now).posture[at(i)];
        if (is.choice == PostureChoice::kFixed) {
            if (was.presence.initial != is.presence.initial)
                w.x[at(FeatureIndex::presence + i)] = is.presence.initial;
            if (was.unpredictability.initial != is.unpredictability.initial)
                w.x[at(FeatureIndex::unpredictability + i)] = is.unpredictability.initial;
        }
        w.summary.war_cost[at(i)] = std::max(w.summary.war_cost[at(i)], highest_war_cost(actor));
    }
    const auto decays_alike = [](const IncidentModel& a, const IncidentModel& b) {
        return a.excitation_decay_hours == b.excitation_decay_hours;
    };
    if (!std::ranges::equal(before.incidents, after.incidents, decays_alike)) decay_excitation(w, w.now);
    w.cooperation_revised +=
        (cooperation_per_hour(after) - cooperation_per_hour(before)) * (w.summary.planned_hours - w.now);
    w.use_model(w.change_due);
    update_flows(w);
    w.rates_stale = true;
}

// Pressures move back by as much as the concession had moved them. A side that chooses its posture is free to
// from the next season on; one that does not returns to what it would have had.
void end_term(World& w, const AgendaItem& item) {
    const ConcessionPhase& now = w.model->concession_phases[at(item.index)];
    for (int i = 0; i < kActors; ++i) {
        double& pressure = w.x[at(FeatureIndex::economic_pressure + i)];
        pressure = std::clamp(pressure + returned_pressure(*w.model, item, i), 0.0, 1.0);
        const Posture& posture = now.posture[at(i)];
        if (posture.choice != PostureChoice::kFixed) continue;
        w.x[at(FeatureIndex::presence + i)] = posture.presence.initial;
        w.x[at(FeatureIndex::unpredictability + i)] = posture.unpredictability.initial;
    }
    update_flows(w);
    w.rates_stale = true;
    if (!w.record) return;
    for (const auto& [concession, by] : now.ended)
        emit(w, EventKind::kConcession, Detail::kEnded, by, concession);
}

void tick(World& w, const AgendaItem& item) {
    const Model& m = *w.model;
    const auto z = w.draws.normals(Stream::kSlowState, static_cast<std::uint64_t>(item.occurrence));
    w.x[FeatureIndex::tension] = drift(m.tension, w.x[FeatureIndex::tension], z[0]);
    w.x[FeatureIndex::third_party_pressure] =
        drift(m.third_party_pressure, w.x[FeatureIndex::third_party_pressure], z[1]);
    const ConcessionPhase& conceded = concessions_at(m, w.now);
    for (int i = 0; i < kActors; ++i) {
        double& pressure = w.x[at(FeatureIndex::economic_pressure + i)];
        pressure = drift(conceded.economic_pressure[at(i)], pressure, z[at(2 + i)]);
        const TrustModel& trust = m.actors[at(i)].trust;
        double& x = w.x[at(FeatureIndex::trust + i)];
        x = trust.baseline + (x - trust.baseline) * trust.decay;
    }
    if (m.recent_memory_hours > 0.0) {
        w.x[FeatureIndex::recent_incidents] *= elementary::exp(-m.tick_hours / m.recent_memory_hours);
    }
    const std::uint32_t shut = frozen(w);
    std::uint32_t thawing = 0;
    for (std::size_t k = 0; k < m.channels.size(); ++k) {
        if (m.channels[k].thaws_with != static_cast<int>(k) || (shut & m.channels[k].thawed_together) == 0)
            continue;
        w.thaw_budget[k] -= m.glms.rate(m.channels[k].thaw, w.x.data()) * m.tick_hours;
        if (w.thaw_budget[k] <= 0.0) thawing |= 1U << k;
    }
    thaw(w, thawing);
    std::uint32_t reopening = 0;
    for (std::size_t k = 0; k < m.tracks.size(); ++k) {
        if (bit(w.tracks_open, k)) {
            for (int i = 0; i < kActors; ++i)
                change_trust(w, i, m.tracks[k].written.trust.value * m.tick_hours);
            continue;
        }
        if (w.in_crisis && w.crisis.peak >= m.tracks[k].written.suspend_rung) continue;
        w.reopening_budget[k] -= m.glms.rate(m.tracks[k].reopen, w.x.data()) * m.tick_hours;
        if (w.reopening_budget[k] <= 0.0) reopening |= 1U << k;
    }
    open_tracks(w, reopening);
    w.rates_stale = true;
    if (w.record) emit(w, EventKind::kState);
}

void contact(World& w, int index, int occurrence) {
    const Model& m = *w.model;
    const std::size_t k = at(index);
    const ContactModel& c = m.contacts[k];
    ++w.contacts_planned;
    if (w.now <= w.cancelled_until[k]) {
        if (w.cancelled_until[k] == HUGE_VAL) w.cancelled_until[k] = -1.0;
        if (w.record) emit(w, EventKind::kContact, Detail::kCancelled, -1, index);
        return;
    }
    const std::uint64_t event_key = combine_keys(c.key, static_cast<std::uint64_t>(occurrence));
    const bool held =
        w.draws.uniforms(Stream::kContact, event_key)[0] < m.glms.probability(c.hold, w.x.data());
    if (w.record) emit(w, EventKind::kContact, held ? Detail::kHeld : Detail::kNotHeld, -1, index);
    if (!held) return;
    ++w.contacts_held;
    raise_tension(w, c.written.tension);
    for (int i = 0; i < kActors; ++i) change_trust(w, i, c.written.trust[i]);
    // Each channel and track has a draw of its own, keyed by its name.
    for (const auto& [channel, probability] : c.thaws) {
        const std::uint64_t key = combine_keys(event_key, m.channels[at(channel)].key);
        if ((frozen(w) & m.channels[at(channel)].thawed_together) != 0 &&
            w.draws.uniforms(Stream::kContact, key, 1)[0] < probability) {
            thaw(w, 1U << channel);
        }
    }
    for (const auto& [track, probability] : c.opens) {
        const std::uint64_t key = combine_keys(event_key, m.tracks[at(track)].key);
        if (!bit(w.tracks_open, at(track)) && w.draws.uniforms(Stream::kContact, key, 1)[0] < probability) {
            open_tracks(w, 1U << track);
        }
    }
    if (c.written.readout) issue_readouts(w, index, event_key);
}

// The timeline decides, and neither the scenario's start nor the seasons do any more.
void settle_guardrails(World& w, std::uint32_t adopts, std::uint32_t ends) {
    if ((adopts | ends) == 0) return;
    w.guardrails_dated |= adopts | ends;
    w.guardrails_adopted = (w.guardrails_adopted | adopts) & ~ends;
    const std::uint32_t before = w.guardrails;
    w.guardrails = (w.guardrails | adopts) & ~ends;
    publish_guardrails(w);
    update_flows(w);
    if (!w.record) return;
    for (std::size_t k = 0; k < w.model->guardrails.size(); ++k) {
        if (bit(before, k) == bit(w.guardrails, k)) continue;
        emit(w, EventKind::kGuardrail, bit(w.guardrails, k) ? Detail::kAdopted : Detail::kEnded, -1,
             static_cast<int>(k));
    }
}

void freeze(World& w, std::uint32_t channels, int actor) {
    const std::uint32_t closing = channels & w.channels_open;
    for (std::size_t k = 0; k < w.model->channels.size(); ++k) {
        if (!bit(closing, k)) continue;
        const ChannelModel& channel = w.model->channels[k];
        if ((frozen(w) & channel.thawed_together) == 0) draw_thaw_budget(w, channel.thaws_with);
        w.channel[k] = ChannelState::kFrozen;
        refresh_channels(w);
        report_channel(w, Detail::kFrozen, actor, k);
    }
}

void thaw(World& w, std::uint32_t channels) {
    const std::uint32_t shut = frozen(w);
    for (std::size_t k = 0; k < w.model->channels.size(); ++k) {
        if (bit(channels, k)) channels |= shut & w.model->channels[k].thawed_together;
    }
    for (std::size_t k = 0; k < w.model->channels.size(); ++k) {
        if (!bit(channels, k) || w.channel[k] == ChannelState::kOpen) continue;
        w.channel[k] = ChannelState::kOpen;
        refresh_channels(w);
        report_channel(w, Detail::kThawed, -1, k);
    }
}

void cut(World& w, std::uint32_t channels, int actor) {
    for (std::size_t k = 0; k < w.model->channels.size(); ++k) {
        if (!bit(channels, k) || w.channel[k] == ChannelState::kCut) continue;
        w.channel[k] = ChannelState::kCut;
        refresh_channels(w);
        report_channel(w, Detail::kCut, actor, k);
    }
}

void open_tracks(World& w, std::uint32_t tracks) {
    const std::uint32_t opening = tracks & ~w.tracks_open;
    if (opening == 0) return;
    w.tracks_open |= opening;
    update_flows(w);
    if (!w.record) return;
    for (std::size_t k = 0; k < w.model->tracks.size(); ++k) {
        if (bit(opening, k)) emit(w, EventKind::kTrack, Detail::kOpened, -1, static_cast<int>(k));
    }
}

void suspend_tracks(World& w, std::uint32_t tracks) {
    const std::uint32_t closing = tracks & w.tracks_open;
    if (closing == 0) return;
    w.tracks_open &= ~closing;
    update_flows(w);
    for (std::size_t k = 0; k < w.model->tracks.size(); ++k) {
        if (!bit(closing, k)) continue;
        draw_reopening_budget(w, static_cast<int>(k));
        if (w.record) emit(w, EventKind::kTrack, Detail::kSuspended, -1, static_cast<int>(k));
    }
}

void call_off(World& w, std::uint64_t contacts, double hours) {
    for (std::size_t k = 0; k < w.model->contacts.size(); ++k) {
        if (bit(contacts, k)) w.cancelled_until[k] = std::max(w.cancelled_until[k], w.now + hours);
    }
}

void update_flows(World& w) {
    const Model& m = *w.model;
    const ConcessionPhase& conceded = concessions_at(m, w.now);
    PayoffParts parts{};
    w.cooperation_flow = 0.0;
    for (int i = 0; i < kActors; ++i) {
        double cooperation = 0.0;
        for (std::size_t k = 0; k < m.tracks.size(); ++k) {
            if (bit(w.tracks_open, k)) cooperation += m.tracks[k].written.value[i].value;
        }
        double upkeep = 0.0;
        for (std::size_t k = 0; k < m.guardrails.size(); ++k) {
            if (bit(w.guardrails, k)) upkeep += m.guardrails[k].written.upkeep[i].value;
        }
        const PostureFlow posture = posture_flows(
            m.actors[at(i)].posture, w.x[at(FeatureIndex::presence + i)],
            w.x[at(FeatureIndex::presence + other(i))], w.x[at(FeatureIndex::unpredictability + i)]);
        const auto part = [&](PayoffPart which) -> double& { return parts[at(which)][at(i)]; };
        part(PayoffPart::kCooperation) = cooperation;
        part(PayoffPart::kUpkeep) = -upkeep;
        part(PayoffPart::kOwnPresence) = posture.own_presence / m.season_hours;
        part(PayoffPart::kRivalPresence) = posture.rival_presence / m.season_hours;
        part(PayoffPart::kStance) = posture.stance / m.season_hours;
        part(PayoffPart::kConcessions) = conceded.flow[at(i)];
        w.flow[at(i)] = 0.0;
        for (const auto& flow : parts) w.flow[at(i)] += flow[at(i)];
        w.cooperation_flow += cooperation;
    }
    if (parts == w.flow_parts) return;  // what changes nothing leaves no trace, not even in rounding
    book_flows(w);
    w.flow_parts = parts;
}

}  // namespace offramp
