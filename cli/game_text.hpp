// SPDX-License-Identifier: Apache-2.0
// What the solvers say about a game, as text.
#pragma once

#include <string>
#include <vector>

#include "engine/game/agent_logit.hpp"
#include "engine/game/profile_check.hpp"
#include "engine/game/solve_game.hpp"

namespace offramp::cli {

std::string game_caption(const NormalForm& game);
std::string game_caption(const ExtensiveForm& game);
/// @param tree  whose reduced strategic form the game is: what is done at its information sets is printed
std::string nash_text(const NormalForm& game, const NashSolution& solution,
                      const ExtensiveForm* tree = nullptr);
std::string tree_text(const ExtensiveForm& game, const TreeSolution& solution);
/// What a given profile is, what it does where with which beliefs, and what tells against it.
std::string profile_text(const ExtensiveForm& game, const ExactBehaviour& behaviour,
                         const ProfileCheck& check);
std::string concepts_text(const NormalForm& game, const OtherConcepts& concepts);
/// Empty where nothing is left out.
std::string left_out_text(const std::vector<LeftOut>& left_out);
std::string logit_text(const NormalForm& game, const LogitEquilibrium& equilibrium);
std::string logit_text(const ExtensiveForm& game, const AgentLogitEquilibrium& equilibrium);

}  // namespace offramp::cli
