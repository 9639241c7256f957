// SPDX-License-Identifier: Apache-2.0
// Gambit's .nfg files: games in strategic form (format described in Gambit's manual, "Game representation
// formats"; McKelvey, McLennan, Turocy).
#pragma once

#include <string>
#include <string_view>

#include "engine/game/normal_form.hpp"

namespace offramp {

/// Reads the payoff version (a list of numbers) or the outcome version (named outcomes and, for each profile,
/// the number of one, 0 for none).
/// @param file  names the text in messages
/// Throws InputError with every problem found, located; a game of more than kMostPayoffs is refused before
/// memory is set aside for it.
NormalForm parse_nfg(std::string_view text, const std::string& file);
NormalForm read_nfg(const std::string& file);

/// The payoff version, or the outcome version with one outcome for each profile. Reading either back gives an
/// equal game.
enum class NfgStyle { payoffs, outcomes };
std::string write_nfg(const NormalForm& game, NfgStyle style = NfgStyle::payoffs);

}  // namespace offramp
