// SPDX-License-Identifier: Apache-2.0
// The first rounds of a crisis written out as a game in extensive form, for other programs to solve.
#pragma once

#include <cstdint>
#include <string>

#include "engine/game/extensive_form.hpp"
#include "engine/model/crisis.hpp"

namespace offramp {

/// A crisis that opens at `opening` and fades after `rounds` rounds. Chance draws the types by the beliefs at
/// the opening; in each round both sides choose without seeing the other's choice, then chance decides
/// whether a call opens an off-ramp, what accident happens and how each signal is read. A side knows its
/// type, its own moves, both rungs, harms and readings after each round, and nothing else. Probabilities are
/// rounded to 1e-12.
///
/// Where signals are never misperceived and tell as much as the rungs do, its agents' logit equilibrium is
/// what solve_crisis() finds for risk-neutral actors of equal rationality. Otherwise the tree's players infer
/// more than the model's: in the model beliefs follow signals only, in the tree rungs as well.
///
/// Throws InputError, which says how many, where the tree would have more than `most_nodes` nodes.
ExtensiveForm crisis_tree(const CrisisContext& context, const CrisisState& opening, int rounds,
                          std::size_t most_nodes);

}  // namespace offramp
