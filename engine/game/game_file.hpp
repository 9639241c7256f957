// SPDX-License-Identifier: Apache-2.0
// Any of the game files.
#pragma once

#include <string>
#include <variant>

#include "engine/game/extensive_form.hpp"

namespace offramp {

/// What a .nfg or a .efg file holds.
using GameFile = std::variant<NormalForm, ExtensiveForm>;

/// Reads a .nfg or .efg file; they are told apart by their first word. Throws InputError as
/// parse_nfg() and parse_efg() do, and where the file is neither.
GameFile read_game(const std::string& file);

/// The game in strategic form; of a tree, its reduced one. Throws InputError as reduced_form() does.
NormalForm strategic_form(const GameFile& game, const std::string& file = "");

}  // namespace offramp
