// SPDX-License-Identifier: Apache-2.0
// What the solvers say about a game, as text and as JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "engine/game/agent_logit.hpp"
#include "engine/game/solve_game.hpp"

namespace offramp::cli {

std::string game_caption(const NormalForm& game);
std::string nash_text(const NormalForm& game, const NashSolution& solution);
std::string concepts_text(const NormalForm& game, const OtherConcepts& concepts);
std::string logit_text(const NormalForm& game, const LogitEquilibrium& equilibrium);
std::string logit_text(const ExtensiveForm& game, const AgentLogitEquilibrium& equilibrium);

/// The game and who plays it; each of the others adds its fields.
nlohmann::ordered_json game_json(const NormalForm& game);
void add_nash(nlohmann::ordered_json& object, const NashSolution& solution);
void add_concepts(nlohmann::ordered_json& object, const OtherConcepts& concepts);
void add_logit(nlohmann::ordered_json& object, const NormalForm& game, const LogitEquilibrium& equilibrium);
/// Probabilities of a player's actions one after the other, in the order of its information sets.
void add_logit(nlohmann::ordered_json& object, const ExtensiveForm& game,
               const AgentLogitEquilibrium& equilibrium);

}  // namespace offramp::cli
