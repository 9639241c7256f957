// SPDX-License-Identifier: Apache-2.0
// The two halves of check(): what each member must satisfy by itself, and what members must satisfy together.
#pragma once

#include <vector>

#include "engine/base/diagnostic.hpp"
#include "engine/scenario/scenario.hpp"

namespace offramp {

/// Ranges of numbers, and that every name refers to something; follows from the description of the format.
std::vector<Diagnostic> check_members(const Scenario& scenario);

/// Rules between members. Expects exactly two actors and numbers of things within limits.hpp.
std::vector<Diagnostic> check_rules(const Scenario& scenario);

/// Payoffs that the rules multiply or add up, which must stay in range too. Expects what check_rules()
/// expects.
std::vector<Diagnostic> check_magnitudes(const Scenario& scenario);

/// Exactly two actors, and no more things than limits.hpp allows.
std::vector<Diagnostic> check_sizes(const Scenario& scenario);

}  // namespace offramp
