// SPDX-License-Identifier: Apache-2.0
// A game in strategic form as a tree.
#pragma once

#include "engine/game/extensive_form.hpp"

namespace offramp {

/// One player after the other chooses a strategy without seeing what those before chose.
ExtensiveForm simultaneous_tree(const NormalForm& game);

}  // namespace offramp
