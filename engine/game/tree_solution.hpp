// SPDX-License-Identifier: Apache-2.0
// An equilibrium of a tree found on the tree, subgame by subgame from the ends back.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/game/tree_play.hpp"

namespace offramp {

struct TreeSolution {
    std::optional<BehaviourProfile> behaviour;  ///< what was found
    std::optional<ExactBehaviour> exact;        ///< the same without rounding, where no step rounded
    std::string method;                         ///< in words; where nothing was found, why
    std::vector<double> payoffs;                ///< expected, player by player
    double regret = 0.0;                        ///< computed from the behaviour alone
    /// Whether the regret is at most 1e-8 of the payoff range; of the limit of a branch 1e-7.
    bool converged = false;
    bool subgame_perfect = false;
    Assessment assessment;
    double gain = 0.0;        ///< largest_gain() with these beliefs
    bool sequential = false;  ///< whether it is as small as the regret: a sequential equilibrium
};

/// Every subgame is solved with what smaller ones in it are worth: by the best choice where one player
/// decides it, by sequence form where two do (zero-sum and large: linear program, else Lemke's method); a
/// choice between equally good actions falls on the first. A subgame that more decide, or that is too large,
/// sends the whole tree to the limit of the principal logit branch of its agents. Perfect recall is required.
TreeSolution solve_tree(const ExtensiveForm& game);

}  // namespace offramp
