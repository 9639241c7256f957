// Any of the game files.
#pragma once

#include <string>

#include "engine/game/normal_form.hpp"

namespace offramp {

/// The strategic form of a .nfg or .efg file, told apart by their first word. Throws InputError as
/// parse_nfg() and parse_efg() do, and where the file is neither.
NormalForm read_game(const std::string& file);

}  // namespace offramp
