// SPDX-License-Identifier: Apache-2.0
// Play on a tree itself: who knows what where, what play is worth, and how far it is from a best response.
// Nothing here depends on a solver, so that every solver's answer can be checked by it. No strategic form is
// made: all of it takes time in proportion to the tree.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/game/extensive_form.hpp"

namespace offramp {

/// What solvers look up in a tree. A choice is an action at an information set of a player; all players'
/// choices are counted through, set by set. The choices of one player on the way to a node are known by the
/// last of them: its sequence (von Stengel 1996).
struct TreeShape {
    std::vector<std::vector<int>> members;  ///< nodes of each information set, in the order of the tree
    std::vector<int> first_choice;          ///< of each information set; kNone for chance
    std::vector<int>
        last_choice;        ///< of its player before each information set (at its first node), or kNone
    std::vector<int> sets;  ///< of players, each after those on the way to it
    int choices = 0;
    int forgets = kNone;  ///< an information set whose player has chosen differently on the way to two of its
                          ///< nodes; kNone: all have perfect recall

    bool perfect_recall() const { return forgets == kNone; }
    /// Everyone knows at every move all that has happened.
    bool perfect_information() const;
};

TreeShape shape_of(const ExtensiveForm& game);

/// Whether each node is the root of a subgame: no information set lies partly behind it. Ends are none.
std::vector<bool> subgame_roots(const ExtensiveForm& game, const TreeShape& shape);

/// A part of the tree: from its root to ends of play and the roots of smaller subgames, in the order of the
/// tree.
struct SubgameNodes {
    std::vector<int> nodes;
    std::vector<int> parent;  ///< position in `nodes`; kNone for the root
};

/// @param is_root  of subgame_roots()
SubgameNodes nodes_of_subgame(const ExtensiveForm& game, const std::vector<bool>& is_root, int root);

/// How many reduced strategies a player has; infinite where a double cannot hold it. Perfect recall is
/// required.
double count_plans(const ExtensiveForm& game, const TreeShape& shape, int player);

/// In words: who forgets what it did before which information set. Empty with perfect recall.
std::string why_no_recall(const ExtensiveForm& game, const TreeShape& shape);

/// Largest less smallest payoff over all players and ends; 1 where all are equal.
double payoff_range(const ExtensiveForm& game);

/// Expected payoffs, player by player.
std::vector<double> expected_payoffs(const ExtensiveForm& game, const BehaviourProfile& behaviour);

/// The most that any player could gain by another strategy for the whole tree; 0 at a Nash equilibrium. By
/// dynamic programming over each player's information sets. Perfect recall is required.
double regret(const ExtensiveForm& game, const TreeShape& shape, const BehaviourProfile& behaviour);
/// The same without rounding; the probabilities must sum to exactly 1.
Rational regret(const ExtensiveForm& game, const TreeShape& shape, const ExactBehaviour& behaviour);

BehaviourProfile to_behaviour(const ExactBehaviour& behaviour);

struct Assessment {
    std::vector<double> reach;  ///< probability that play comes to each information set
    /// Probability of each node of an information set of a player where play has come there. Empty for
    /// chance.
    std::vector<std::vector<double>> beliefs;
};

/// Probability that play comes to each information set.
std::vector<double> reach_of_sets(const ExtensiveForm& game, const BehaviourProfile& behaviour);

/// Beliefs by Bayes's rule where choices that are never made are made with probabilities in proportion to
/// `errors`, all equally small: consistent with the behaviour (Kreps, Wilson 1982). Where chance alone keeps
/// play away, all nodes are equally likely.
/// @param errors  of each action at each information set of a player, positive where it is not played
std::vector<std::vector<double>> consistent_beliefs(const ExtensiveForm& game, const TreeShape& shape,
                                                    const BehaviourProfile& behaviour,
                                                    const BehaviourProfile& errors);

/// The most that any player could gain by another action at one of its information sets, given the beliefs
/// there and what all do from there on: 0 at a sequential equilibrium (Kreps, Wilson 1982).
double largest_gain(const ExtensiveForm& game, const TreeShape& shape, const BehaviourProfile& behaviour,
                    const Assessment& assessment);

}  // namespace offramp
