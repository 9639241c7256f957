// SPDX-License-Identifier: Apache-2.0
// What the concessions that a scenario lists would change in the guardrail game: the acceptance frontier.
#pragma once

#include "analysis/guardrail_game.hpp"
#include "analysis/option_study.hpp"

namespace offramp {

/// Simulates every listed concession that is not yet in force beside every package that is spoken of (single
/// guardrails, and all together) and that somebody rebuffs. Adds what comes of it to the game: each trial,
/// and for each of those packages the concession that costs the conceding side least among those with which
/// both accept. False when cancelled, with nothing added.
bool try_concessions(GuardrailGame& game, const Scenario& scenario, const StudyOptions& options);

}  // namespace offramp
