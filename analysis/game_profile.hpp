// SPDX-License-Identifier: Apache-2.0
// A profile of a tree from a table of probabilities.
#pragma once

#include <filesystem>

#include "engine/game/extensive_form.hpp"

namespace offramp {

/// Reads the columns player, information_set, action and probability (comma-separated, a header): a player by
/// its name, an information set by its label, or by its number where it has none or shares it; a probability
/// as a decimal number or a fraction. Actions that are left out have probability 0; those of a set sum to 1
/// within 1e-6 and are scaled to it; what chance does is the tree's. Throws InputError with all problems,
/// each at its place, information sets without a row among them.
ExactBehaviour read_profile(const std::filesystem::path& file, const ExtensiveForm& game);

}  // namespace offramp
