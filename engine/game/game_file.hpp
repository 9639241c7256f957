// SPDX-License-Identifier: Apache-2.0
// Any of the game files.
#pragma once

#include <optional>
#include <string>

#include "engine/game/extensive_form.hpp"

namespace offramp {

struct GameFile {
    NormalForm strategic;               ///< of a tree: its reduced strategic form
    std::optional<ExtensiveForm> tree;  ///< what a .efg file holds
};

/// Reads a .nfg or .efg file; they are told apart by their first word. Throws InputError as
/// parse_nfg() and parse_efg() do, and where the file is neither.
GameFile read_game(const std::string& file);

}  // namespace offramp
