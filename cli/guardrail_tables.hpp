// SPDX-License-Identifier: Apache-2.0
// The guardrail game as tables for a terminal.
#pragma once

#include <string>

#include "analysis/acceptance_region.hpp"
#include "analysis/guardrail_game.hpp"
#include "cli/outcome_table.hpp"

namespace offramp::cli {

/// Each guardrail by itself, all together, and the answer: who accepts, and what it is worth to both.
std::string acceptance_table(const GuardrailGame& game, TableStyle style);

/// What each side's difference is made of, for the same packages.
std::string decomposition_tables(const GuardrailGame& game, TableStyle style);

/// The packages that neither side would cut down, the answer first.
std::string equilibrium_table(const GuardrailGame& game, TableStyle style);

/// Probability that each side accepts each guardrail when it chooses with logit errors; "" without any.
std::string logit_table(const GuardrailGame& game, TableStyle style);

/// What listed concessions do; "" where none was tried.
std::string concession_table(const GuardrailGame& game, TableStyle style);

/// A table for each side: its payoff from the package at each point, and whether it accepts.
std::string region_tables(const AcceptanceRegion& region, const GuardrailGame& game, bool colour);

}  // namespace offramp::cli
