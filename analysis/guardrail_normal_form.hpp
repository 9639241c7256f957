// SPDX-License-Identifier: Apache-2.0
// The guardrail game in strategic form, for other programs to solve.
#pragma once

#include "analysis/guardrail_game.hpp"
#include "engine/game/normal_form.hpp"

namespace offramp {

/// A strategy for every set of guardrails that a side may accept, named by them; those that both accept come
/// into force, and payoffs are the means of the simulated campaigns. Where only some packages are on offer, a
/// side accepts one of them, and it comes into force only where both accept the same.
NormalForm guardrail_normal_form(const GuardrailGame& game);

}  // namespace offramp
