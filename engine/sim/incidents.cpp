// Arrivals of incidents by thinning, their self-excitation, and what an incident brings about.
#include <algorithm>
#include <cmath>

#include "engine/sim/world.hpp"

namespace offramp {

namespace {

void refresh_rates(World& w) {
    if (!w.rates_stale) return;
    const Model& m = *w.model;
    for (std::size_t k = 0; k < m.incidents.size(); ++k)
        w.rates[k] = m.glms.rate(m.incidents[k].rate, w.x.data());
    w.rates_stale = false;
}

void decay_excitation(World& w, double to) {
    const Model& m = *w.model;
    for (std::size_t k = 0; k < m.incidents.size(); ++k) {
        if (w.excitation[k] > 0.0) {
            w.excitation[k] *= std::exp(-(to - w.excited_at) / m.incidents[k].excitation_decay_hours);
        }
    }
    w.excited_at = to;
}

}  // namespace

bool next_incident(World& w, double until, int& type, Candidate& found) {
    refresh_rates(w);
    const Model& m = *w.model;
    double after = w.now;
    for (;;) {
        // Between events a rate can only fall, as excitation decays: what it is now bounds it.
        bool any = false;
        for (std::size_t k = 0; k < m.incidents.size(); ++k) {
            const double ceiling = w.rates[k] + w.excitation[k];
            Candidate candidate;
            const double before = any ? found.hours : until;
            if (!w.candidates[k].next(w.draws, after, before, ceiling, candidate)) continue;
            if (any && candidate.hours >= found.hours) continue;
            any = true;
            found = candidate;
            type = static_cast<int>(k);
        }
        if (!any) return false;
        decay_excitation(w, found.hours);
        if (found.level < w.rates[at(type)] + w.excitation[at(type)]) return true;
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
    const bool harm = accident && w.draws.uniforms(Stream::kIncident, key, 1)[0] <
                                      logistic(m.glms.predict(n.harm.frozen, w.x.data()));

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
        for (int i = 0; i < kActors; ++i) pay(w, i, -n.harm_cost[at(i)]);
    }
    if (w.in_crisis) {
        complicate(w, type, provoker, harm);
    } else if (opens) {
        open_crisis(w, type, provoker, key, recognised, harm);
    }
}

}  // namespace offramp
