// SPDX-License-Identifier: Apache-2.0
#include "engine/agents/season_outlook.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "engine/base/elementary.hpp"

namespace offramp {

namespace {

// Meetings that are planned in a span, by contact.
std::array<double, kMaxContacts> planned_meetings(const Model& m, const Span& span) {
    std::array<double, kMaxContacts> count{};
    for (const AgendaItem& item : agenda_of(m, span)) {
        if (item.kind == AgendaItem::Kind::kContact) ++count[at(item.index)];
    }
    for (std::size_t k = 0; k < m.contacts.size(); ++k) {
        const ContactModel& c = m.contacts[k];
        if (c.mean_gap <= 0.0) continue;
        const double from = std::max(span.from, c.first_hours);
        count[k] += std::max(std::min(span.to, c.last_hours) - from, 0.0) / c.mean_gap;
    }
    return count;
}

// Tones -1, 0 and 1 of one side's readout.
std::array<double, 3> tones(const Readouts& readouts, double score) {
    const double blaming = logistic(readouts.blaming_below - score);
    const double constructive = logistic(score - readouts.constructive_above);
    return {blaming, 1.0 - blaming - constructive, constructive};
}

void add_readouts(const Model& m, const double* x, double times, SlowSteps& steps) {
    const Readouts& written = m.readouts.written;
    Pair<std::array<double, 3>> tone;
    for (int i = 0; i < kActors; ++i) {
        tone[at(i)] = tones(written, m.glms.predict(m.readouts.score[at(i)], x));
        steps.add(kTension, times * tone[at(i)][0] * written.blaming_tension);
    }
    double gap = 0.0;
    for (int a = 0; a < 3; ++a) {
        for (int b = 0; b < 3; ++b) gap += tone[0][at(a)] * tone[1][at(b)] * std::abs(a - b);
    }
    for (int i = 0; i < kActors; ++i) {
        steps.add(kTrust + i, times * trust_step(m.actors[at(i)].trust, written.gap_trust * gap));
    }
}

// From the end of a term on a pressure, and what it returns to, lie higher or lower by the same.
void add_term_end(const Model& m, const AgendaItem& item, double share, double* x) {
    for (int i = 0; i < kActors; ++i) {
        double& pressure = x[FeatureIndex::economic_pressure + i];
        pressure = std::clamp(pressure + share * returned_pressure(m, item, i), 0.0, 1.0);
    }
}

double mean_of(const SlowProcess& process, double tick_hours, double x, double hours) {
    const double fall = relaxation_rate(process.decay, tick_hours);
    return mean_of_drift(x, fall * process.mean, fall, hours);
}

}  // namespace

std::span<const AgendaItem> agenda_of(const Model& m, const Span& span) {
    const auto first = std::ranges::lower_bound(m.agenda, span.from, {}, &AgendaItem::hours);
    const auto last = std::ranges::lower_bound(m.agenda, span.to, {}, &AgendaItem::hours);
    return {first, last};
}

ContactForecast forecast_contacts(const Model& m, const double* x, const Span& span) {
    ContactForecast forecast;
    const std::array<double, kMaxContacts> planned = planned_meetings(m, span);
    for (std::size_t k = 0; k < m.contacts.size(); ++k) {
        const ContactModel& c = m.contacts[k];
        const double held = planned[k] * m.glms.probability(c.hold, x);
        if (held == 0.0) continue;
        forecast.steps.add(kTension, held * c.written.tension);
        for (int i = 0; i < kActors; ++i) {
            forecast.steps.add(kTrust + i, held * trust_step(m.actors[at(i)].trust, c.written.trust[i]));
        }
        for (const auto& [track, probability] : c.opens) forecast.openings[at(track)] += held * probability;
        if (c.written.readout) add_readouts(m, x, held, forecast.steps);
    }
    return forecast;
}

void look_ahead(const Model& m, const Span& span, double* x) {
    const auto move = [&](int feature, const SlowProcess& process) {
        x[feature] = mean_of(process, m.tick_hours, x[feature], span.hours());
    };
    move(FeatureIndex::third_party_pressure, m.third_party_pressure);
    const ConcessionPhase& conceded = concessions_at(m, span.from);
    for (int i = 0; i < kActors; ++i) {
        move(FeatureIndex::economic_pressure + i, conceded.economic_pressure[at(i)]);
    }
    double proximity = 0.0;
    int ticks = 0;
    for (const AgendaItem& item : agenda_of(m, span)) {
        if (item.kind == AgendaItem::Kind::kTermEnd && item.hours > span.from) {
            add_term_end(m, item, (span.to - item.hours) / span.hours(), x);
        }
        if (item.kind != AgendaItem::Kind::kTick) continue;
        proximity += item.summit_proximity;
        ++ticks;
    }
    if (ticks > 0) x[FeatureIndex::summit_proximity] = proximity / ticks;
}

double mean_of_drift(double x, double rise, double fall, double hours) {
    if (fall * hours < 1e-9) return x + 0.5 * rise * hours;
    const double limit = rise / fall;
    return limit + (x - limit) * -elementary::expm1(-fall * hours) / (fall * hours);
}

double relaxation_rate(double decay, double tick_hours) {
    return -elementary::log(decay) / tick_hours;
}

}  // namespace offramp
