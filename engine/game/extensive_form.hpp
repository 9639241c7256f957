// SPDX-License-Identifier: Apache-2.0
// Games in extensive form: a tree with information sets, chance moves and outcomes.
#pragma once

#include <string>
#include <vector>

#include "engine/game/normal_form.hpp"
#include "engine/game/rational.hpp"

namespace offramp {

inline constexpr int kChance = -1;
inline constexpr int kNone = -1;

struct InformationSet {
    int player = kChance;  ///< position of the player, or kChance
    int number = 0;        ///< of the information set among its player's, as in the file
    std::string label;
    std::vector<std::string> actions;
    std::vector<Rational> probabilities;  ///< of the actions, for chance; sum to exactly 1

    friend bool operator==(const InformationSet&, const InformationSet&) = default;
};

struct TreeOutcome {
    int number = 0;  ///< as in the file
    std::string label;
    std::vector<Rational> payoffs;  ///< one a player

    friend bool operator==(const TreeOutcome&, const TreeOutcome&) = default;
};

struct TreeNode {
    std::string label;
    int information_set = kNone;  ///< kNone at the end of play
    int outcome = kNone;          ///< what reaching this node adds to the payoffs
    int parent = kNone;
    int action = kNone;         ///< of the parent, which leads here
    std::vector<int> children;  ///< one an action

    friend bool operator==(const TreeNode&, const TreeNode&) = default;
};

struct ExtensiveForm {
    std::string title;
    std::string comment;
    std::vector<std::string> players;
    std::vector<InformationSet> information_sets;
    std::vector<TreeOutcome> outcomes;
    std::vector<TreeNode> nodes;  ///< the root first, every node before its children

    friend bool operator==(const ExtensiveForm&, const ExtensiveForm&) = default;
};

/// Probability of each action at each information set of the game; those of chance are its own.
using BehaviourProfile = std::vector<std::vector<double>>;
/// The same without rounding.
using ExactBehaviour = std::vector<std::vector<Rational>>;

/// The reduced strategic form: strategies of a player that differ only where its own earlier moves prevent
/// play from coming are one. A strategy is named by its actions, by information set, with * where it never
/// gets to choose. Payoffs are expectations over chance, exact.
/// Throws InputError, which names `file`, where it would hold more than kMostPayoffs.
NormalForm reduced_form(const ExtensiveForm& game, const std::string& file = "");

/// The mixtures over reduced strategies, in the order of reduced_form(), that behaviour amounts to (Kuhn
/// 1953).
MixedProfile mixed_profile(const ExtensiveForm& game, const BehaviourProfile& behaviour);

/// What mixtures over reduced strategies, in the order of reduced_form(), do at each information set of a
/// player: empty where its own plan does not come, and for chance. The tree must have perfect recall.
ExactBehaviour behaviour_of(const ExtensiveForm& game, const ExactProfile& profile);
BehaviourProfile behaviour_of(const ExtensiveForm& game, const MixedProfile& profile);

}  // namespace offramp
