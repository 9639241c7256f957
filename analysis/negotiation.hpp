// SPDX-License-Identifier: Apache-2.0
// `adoption: negotiated`: the guardrail game decides which of a policy's guardrails come into force.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "engine/scenario/validated_scenario.hpp"

namespace offramp {

// The game is part of what the scenario means, so that its precision is the same for every run of it.
inline constexpr std::uint64_t kNegotiationSeed = 1;
inline constexpr std::uint64_t kNegotiationFirstPass = 500;   ///< campaigns under every package
inline constexpr std::uint64_t kNegotiationCampaigns = 2000;  ///< at most, under a package

/// What came of it.
struct Negotiation {
    std::vector<std::string> accepted;  ///< by both sides: in force
    std::vector<std::string> rebuffed;
    bool decided = false;  ///< whether the answer rests on clear differences alone
};

struct NegotiatedScenario {
    ValidatedScenario scenario;  ///< with `adoption: in_force` and exactly the accepted guardrails in force
    Negotiation negotiation;
};

bool is_negotiated(const ValidatedScenario& scenario);

/// Campaigns of all packages together, so far and by the end of the stage.
using NegotiationProgress = std::function<void(std::uint64_t done, std::uint64_t expected)>;

/// Solves the guardrail game over the guardrails that the scenario, with its policy, has in force. The answer
/// does not depend on the number of threads.
NegotiatedScenario negotiate(const ValidatedScenario& scenario, int threads, NegotiationProgress progress);

/// The scenario as it would be if both sides accepted everything; otherwise unchanged.
ValidatedScenario as_if_accepted(const ValidatedScenario& scenario);

nlohmann::ordered_json to_json(const Negotiation& negotiation);

/// "negotiated: hotline-commitment accepted; cues-air-sea rebuffed".
std::string to_string(const Negotiation& negotiation);

}  // namespace offramp
