// SPDX-License-Identifier: Apache-2.0
// What a campaign holds that the rules of a crisis look at.
#pragma once

#include <array>
#include <cstdint>

#include "engine/model/crisis.hpp"

namespace offramp {

struct Situation {
    std::array<double, kMaxFeatures> features{};  ///< with rungs and harm at 0
    std::uint32_t guardrails = 0;                 ///< in force, a bit each
    std::uint32_t channels_open = 0;
    std::uint32_t tracks_open = 0;
};

/// Features as a campaign begins, before it has guardrails or channels.
std::array<double, kMaxFeatures> initial_features(const Model& model);

/// As a campaign begins, with the guardrails in force that are proposed.
Situation initial_situation(const Model& model);

/// As one would begin with these guardrails in force, a bit each.
Situation initial_situation(const Model& model, std::uint32_t guardrails);

/// The features of guardrails and channels, from the bits.
void publish_guardrails_and_channels(const Model& model, Situation& situation);

CrisisSetting setting_of(const Situation& situation);

}  // namespace offramp
