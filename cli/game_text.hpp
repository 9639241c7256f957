// SPDX-License-Identifier: Apache-2.0
// What the solvers say about a game, as text and as JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>
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

/// The game and who plays it; each of the others adds its fields.
nlohmann::ordered_json game_json(const NormalForm& game);
nlohmann::ordered_json game_json(const ExtensiveForm& game);
void add_tree(nlohmann::ordered_json& object, const ExtensiveForm& game, const TreeSolution& solution);
/// "profile": the same.
void add_profile(nlohmann::ordered_json& object, const ExtensiveForm& game, const ExactBehaviour& behaviour,
                 const ProfileCheck& check);
void add_nash(nlohmann::ordered_json& object, const NashSolution& solution);
/// "signalling", where the tree is such a game: of each of "equilibria", what kind it is, whether it is
/// sequential, and whether it passes the intuitive criterion and D1.
void add_signalling(nlohmann::ordered_json& object, const ExtensiveForm& tree, const NashSolution& solution);
void add_concepts(nlohmann::ordered_json& object, const OtherConcepts& concepts);
void add_left_out(nlohmann::ordered_json& object, const std::vector<LeftOut>& left_out);
void add_logit(nlohmann::ordered_json& object, const NormalForm& game, const LogitEquilibrium& equilibrium);
/// Probabilities of a player's actions one after the other, in the order of its information sets.
void add_logit(nlohmann::ordered_json& object, const ExtensiveForm& game,
               const AgentLogitEquilibrium& equilibrium);

}  // namespace offramp::cli
