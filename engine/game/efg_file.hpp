// SPDX-License-Identifier: Apache-2.0
// Gambit's .efg files: games in extensive form (format described in Gambit's manual, "Game representation
// formats"; McKelvey, McLennan, Turocy).
#pragma once

#include <string>
#include <string_view>

#include "engine/game/extensive_form.hpp"

namespace offramp {

/// The most nodes that a tree may have.
inline constexpr std::size_t kMostNodes = std::size_t{1} << 20;

/// @param file  names the text in messages
/// Throws InputError with every problem found, located: broken structure, a tree with too few or too many
/// nodes, chance probabilities that are negative or do not sum to exactly 1, nodes of one information set
/// that differ in their actions or lie on one path, an outcome defined in two ways.
ExtensiveForm parse_efg(std::string_view text, const std::string& file);
ExtensiveForm read_efg(const std::string& file);

/// Reading it back gives an equal game.
std::string write_efg(const ExtensiveForm& game);

}  // namespace offramp
