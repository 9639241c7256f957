// SPDX-License-Identifier: Apache-2.0
#include "engine/model/situation.hpp"

namespace offramp {

std::array<double, kMaxFeatures> initial_features(const Model& m) {
    std::array<double, kMaxFeatures> x{};
    x[FeatureIndex::tension] = m.tension.initial;
    x[FeatureIndex::third_party_pressure] = m.third_party_pressure.initial;
    const ConcessionPhase& conceded = concessions_at(m, 0.0);
    for (int i = 0; i < kActors; ++i) {
        const ActorModel& actor = m.actors[at(i)];
        const Posture& posture = conceded.posture[at(i)];
        x[at(FeatureIndex::trust + i)] = actor.trust.initial;
        x[at(FeatureIndex::economic_pressure + i)] = conceded.economic_pressure[at(i)].initial;
        x[at(FeatureIndex::presence + i)] = posture.presence.initial;
        x[at(FeatureIndex::unpredictability + i)] = posture.unpredictability.initial;
        x[at(FeatureIndex::resolve + i)] = actor.prior[at(actor.most_resolute)];
    }
    return x;
}

Situation initial_situation(const Model& m) {
    std::uint32_t proposed = 0;
    for (std::size_t k = 0; k < m.guardrails.size(); ++k) {
        if (m.guardrails[k].written.in_force) proposed |= 1U << k;
    }
    return initial_situation(m, proposed);
}

Situation initial_situation(const Model& m, std::uint32_t guardrails) {
    Situation s;
    s.features = initial_features(m);
    s.guardrails = guardrails;
    std::uint32_t exist = 0;
    for (std::size_t k = 0; k < m.channels.size(); ++k) {
        if (!m.channels[k].needs_guardrail) exist |= 1U << k;
    }
    for (std::size_t k = 0; k < m.guardrails.size(); ++k) {
        if ((guardrails >> k & 1U) != 0) exist |= m.guardrails[k].opens;
    }
    for (std::size_t k = 0; k < m.channels.size(); ++k) {
        if (m.channels[k].initial == ChannelState::kOpen) s.channels_open |= 1U << k;
    }
    s.channels_open &= exist;
    for (std::size_t k = 0; k < m.tracks.size(); ++k) {
        if (m.tracks[k].written.initially_open) s.tracks_open |= 1U << k;
    }
    publish_guardrails_and_channels(m, s);
    return s;
}

void publish_guardrails_and_channels(const Model& m, Situation& s) {
    for (std::size_t k = 0; k < m.guardrails.size(); ++k) {
        s.features[FeatureIndex::first_guardrail + k] = (s.guardrails >> k & 1U) != 0 ? 1.0 : 0.0;
    }
    for (std::size_t k = 0; k < m.channels.size(); ++k) {
        s.features[at(m.first_channel_feature) + k] = (s.channels_open >> k & 1U) != 0 ? 1.0 : 0.0;
    }
}

CrisisSetting setting_of(const Situation& s) {
    return {s.features.data(),
            s.guardrails,
            s.tracks_open,
            {s.features[FeatureIndex::unpredictability], s.features[FeatureIndex::unpredictability + 1]}};
}

}  // namespace offramp
