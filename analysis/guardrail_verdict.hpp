// SPDX-License-Identifier: Apache-2.0
// What the guardrail game says, in words that are no stronger than its intervals.
#pragma once

#include <string>
#include <vector>

namespace offramp {

struct GuardrailGame;
struct SideAnswer;
struct PackageResult;

/// "no guardrail", "all guardrails" or the names with commas.
std::string package_text(const GuardrailGame& game, const PackageResult& package);

/// The largest parts of a payoff difference, the largest first: "the rival's presence -0.92, accidents
/// +0.31".
std::string decomposition_text(const SideAnswer& answer);

/// "-2.15 ± 0.1".
std::string difference_text(const SideAnswer& answer);

/// Sentences without their full stop: who rebuffs what and why, the answer, what concession would change it,
/// and what is undecided.
std::vector<std::string> guardrail_verdicts(const GuardrailGame& game);

}  // namespace offramp
