// SPDX-License-Identifier: Apache-2.0
#include "engine/model/crisis_context.hpp"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "engine/base/elementary.hpp"
#include "engine/model/duration.hpp"

namespace offramp {

namespace {

// What a guardrail in force makes of a crisis. Where rules forbid an action the dearest breach counts; those
// of several guardrails do not add up.
void apply_guardrail(const GuardrailModel& guardrail, CrisisContext& c) {
    for (std::size_t k = 0; k < guardrail.rules_out.size(); ++k) {
        const GuardrailRule& rule = guardrail.written.rules[k];
        const int until = rule.until_round == 0 ? c.incident->rounds : rule.until_round;
        for (std::size_t action = 0; action < kMaxActions; ++action) {
            if ((guardrail.rules_out[k] >> action & 1U) == 0) continue;
            c.breach_until[action] = std::max(c.breach_until[action], until);
            c.breach_cost[action] = std::max(c.breach_cost[action], rule.breach_cost);
        }
    }
}

}  // namespace

CrisisContext open_context(const Model& m, int incident, int provoker, const CrisisSetting& setting) {
    CrisisContext c;
    const double* x = setting.features;
    const auto odds = [&](const CrisisGlm& glm) { return elementary::exp(m.glms.predict(glm.frozen, x)); };
    c.model = &m;
    c.incident = &m.incidents[at(incident)];
    c.incident_index = incident;
    c.provoker = provoker;
    c.accident_exposure = odds(c.incident->hazard) * c.incident->round_hours;
    c.kept_odds = odds(m.crisis.kept);
    c.misperception_odds = odds(m.crisis.misperception);
    c.harm_odds = odds(c.incident->harm);
    for (int i = 0; i < kActors; ++i) {
        const ActorModel& actor = m.actors[at(i)];
        c.calm_value[at(i)] = std::max(0.0, m.glms.predict(actor.calm_value, x));
        c.rationality[at(i)] =
            actor.rationality / (1.0 + actor.stance_noise * setting.unpredictability[at(i)]);
        for (std::size_t k = 0; k < m.tracks.size(); ++k) {
            if ((setting.tracks_open >> k & 1U) == 0) continue;
            const double lost = m.tracks[k].written.value[i].value * c.incident->round_hours;
            for (int rung = m.tracks[k].written.suspend_rung; rung <= m.war_rung; ++rung) {
                c.lost_cooperation[at(i)][at(rung)] += lost;
            }
        }
    }
    for (std::size_t k = 0; k < m.channels.size(); ++k) {
        const ChannelModel& channel = m.channels[k];
        const double scale = elementary::exp(m.glms.predict(channel.latency, x));
        const double in_time =
            duration_probability(channel.family, channel.shape, scale, c.incident->round_hours);
        for (std::size_t i = 0; i < kActors; ++i) {
            c.latency_scale[k][i] = scale;
            c.pickup[k][i] = m.glms.probability(channel.pickup[i], x);
            c.answer[k][i] = c.pickup[k][i] * in_time;
        }
    }
    for (std::size_t k = 0; k < m.guardrails.size(); ++k) {
        if ((setting.guardrails >> k & 1U) != 0) apply_guardrail(m.guardrails[k], c);
    }
    return c;
}

std::string bytes_of(const CrisisNumbers& numbers) {
    static_assert(std::is_trivially_copyable_v<CrisisNumbers> && kMaxActions % 2 == 0);
    std::string bytes(sizeof numbers, '\0');
    std::memcpy(bytes.data(), &numbers, sizeof numbers);
    return bytes;
}

}  // namespace offramp
