// SPDX-License-Identifier: Apache-2.0
// A game file solved: the object that `offramp solve FILE --json` prints.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/game/agent_logit.hpp"
#include "engine/game/game_file.hpp"
#include "engine/game/profile_check.hpp"
#include "engine/game/solve_game.hpp"

namespace offramp {

/// What the solvers say about a game.
struct SolvedGame {
    std::optional<ExtensiveForm> tree;  ///< where it is one, and
    TreeSolution on_tree;               ///< what was found without its strategic form

    std::optional<NormalForm> form;  ///< of a tree its reduced strategic form; none where that cannot be held
    NashSolution nash;               ///< of the form
    OtherConcepts concepts;          ///< of the form

    bool converged() const { return form ? nash.converged : on_tree.converged; }
};

/// Told what was found on a tree, which is soon there, before what needs its strategic form.
using TakeTreeSolution = std::function<void(const ExtensiveForm& tree, const TreeSolution& found)>;

/// `file`: for messages. Throws InputError where nothing can be said of a tree: nothing was found on it, and
/// its strategic form cannot be held.
SolvedGame solve_game(GameFile game, const std::string& file, const TakeTreeSolution& on_tree = {});

/// The logit quantal response equilibrium of a game, on its principal branch.
struct SolvedLogit {
    GameFile game;  ///< that was solved: a tree by its agents, or a strategic form
    std::variant<LogitEquilibrium, AgentLogitEquilibrium> equilibrium;
    double lambda = 0.0;  ///< that was asked for

    bool converged() const;
    double lambda_reached() const;
    double residual() const;
};

/// `lambda` >= 0, per unit of payoff. `strategic`: in the strategic form of a tree instead of by its agents.
SolvedLogit solve_logit(GameFile game, double lambda, bool strategic, const std::string& file);

/// A profile of a tree that somebody gives, and what it is.
struct GivenProfile {
    ExtensiveForm tree;
    ExactBehaviour behaviour;
    ProfileCheck check;
};

/// `profile`: its file, see read_profile(). Throws InputError where that, or the tree, is none that can be
/// checked.
GivenProfile check_given_profile(GameFile game, const std::string& file, const std::string& profile);

nlohmann::ordered_json to_json(const SolvedGame& solved);
nlohmann::ordered_json to_json(const GivenProfile& given);
/// Of a tree, probabilities of a player's actions stand one after the other, in the order of its information
/// sets.
nlohmann::ordered_json to_json(const SolvedLogit& solved);

/// As text. Names in game files may be anything, and JSON is UTF-8: what is none is replaced.
std::string game_record_text(const nlohmann::ordered_json& object);

/// Positions of a player's information sets, by their numbers.
std::vector<int> sets_of(const ExtensiveForm& game, int player);

/// What a profile of the reduced strategic form does at the information sets of the tree.
BehaviourProfile behaviour_in(const ExtensiveForm& tree, const SolvedProfile& found);

}  // namespace offramp
