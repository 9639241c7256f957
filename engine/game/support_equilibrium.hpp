// SPDX-License-Identifier: Apache-2.0
// From a profile close to a Nash equilibrium to the equilibrium itself.
#pragma once

#include "engine/game/normal_form.hpp"

namespace offramp {

/// Newton's method on the conditions that all strategies in use are equally good, where those that `profile`
/// gives little weight are taken not to be. Returns whichever of the found profile and `profile` has the
/// smaller regret.
MixedProfile polish_equilibrium(const NormalForm& game, const MixedProfile& profile);

}  // namespace offramp
