// SPDX-License-Identifier: Apache-2.0
// Arrivals of incidents by thinning, their self-excitation, and what an incident brings about.
#include <algorithm>
#include <cmath>

#include "engine/crisis/lane.hpp"
#include "engine/sim/world.hpp"

namespace offramp {

namespace {

constexpr double kRange = 700.0;  // of exp_in_range()

// Rates in lanes: all types change at every tick and incident, so that exponentials one by one would cost
// twice as much as all the rest of the search.
void refresh_rates(World& w) {
    if (!w.rates_stale) return;
    const Model& m = *w.model;
    for (std::size_t k = 0; k < m.incidents.size(); ++k) {
        w.rates[k] = log_rate(m, m.incidents[k], w.x.data());
    }
    for (std::size_t k = 0; k < w.rates.size(); k += kLane) {
        const Lane predictor = lane(&w.rates[k]);
        const Lane rate = exp_in_range(predictor.max(-kRange).min(kRange));
        lane(&w.rates[k]) = (predictor < -kRange).select(0.0, rate);  // a rate of 0 stays 0
    }
    w.rates_stale = false;
}

// Finds the type's next candidate that its rate may accept, unless the one found before still serves.
void look_ahead(World& w, std::size_t type, double after) {
    const double rate = w.rates[type] + w.excitation[type];
    NextCandidate& next = w.upcoming[type];
    const bool serves = next.top >= rate && next.top <= 16.0 * rate && next.candidate.hours > after;
    if (serves || (rate == 0.0 && next.top == 0.0)) return;
    next.top = rate == 0.0 ? 0.0 : CandidateProcess::band_top(rate);
    const double horizon = w.model->horizon_hours;
    if (rate == 0.0 || !w.candidates[type].next(w.draws, after, horizon, next.top, next.candidate)) {
        next.candidate.hours = HUGE_VAL;
    }
}

}  // namespace

void decay_excitation(World& w, double to) {
    const double hours = to - w.excited_at;
    if (hours == 0.0) return;
    for (std::size_t k = 0; k < w.excitation.size(); k += kLane) {
        if (lane(&w.excitation[k]).maxCoeff() <= 0.0) continue;
        lane(&w.excitation[k]) *= exp_in_range((-hours * lane(&w.excitation_decay[k])).max(-kRange));
    }
    w.excited_at = to;
}

bool next_incident(World& w, double until, int& type, Candidate& found) {
    refresh_rates(w);
    const std::size_t types = w.model->incidents.size();
    double after = w.now;
    for (;;) {
        std::size_t first = 0;
        for (std::size_t k = 0; k < types; ++k) {
            look_ahead(w, k, after);
            if (w.upcoming[k].candidate.hours < w.upcoming[first].candidate.hours) first = k;
        }
        if (types == 0 || w.upcoming[first].candidate.hours > until) return false;
        // Between events a rate can only fall, as excitation decays, so that no candidate was overlooked.
        found = w.upcoming[first].candidate;
        decay_excitation(w, found.hours);
        if (found.level < w.rates[first] + w.excitation[first]) {
            type = static_cast<int>(first);
            return true;
        }
        after = found.hours;
    }
}

void incident(World& w, int type, std::uint64_t key, int provoker, bool scripted) {
    const Model& m = *w.model;
    const IncidentModel& n = m.incidents[at(type)];
    const Uniforms u = w.draws.uniforms(Stream::kIncident, key);
    if (provoker < 0) provoker = u[0] < n.first_provoker_share ? 0 : 1;
    const bool accident = u[1] < m.glms.probability(n.accident, w.x.data());
    const bool recognised = accident && u[2] < m.glms.probability(n.recognised, w.x.data());
    const bool opens = scripted || u[3] < m.glms.probability(n.opens_crisis, w.x.data());
    const bool harm =
        accident && opens &&
        w.draws.uniforms(Stream::kIncident, key, 1)[0] < logistic(m.glms.predict(n.harm.frozen, w.x.data()));

    ++w.summary.incidents;
    decay_excitation(w, w.now);
    for (const auto& [target, jump] : n.excites) w.excitation[at(target)] += jump;
    double& recent = w.x[FeatureIndex::recent_incidents];
    recent = std::min(recent + n.recent_weight, kRecentIncidentsCap);
    raise_tension(w, n.tension);
    if (w.record) {
        const Detail detail = recognised ? Detail::kRecognised
                              : accident ? Detail::kAccidental
                                         : Detail::kIntended;
        emit(w, EventKind::kIncident, detail, provoker, type);
    }
    if (harm) {
        ++w.summary.harms;
        for (int i = 0; i < kActors; ++i) pay(w, i, PayoffPart::kAccidents, -n.harm_cost[at(i)]);
    }
    if (!opens) return;
    if (w.in_crisis) {
        complicate(w, type, provoker, harm);
    } else {
        open_crisis(w, type, provoker, key, recognised, harm);
    }
}

}  // namespace offramp
