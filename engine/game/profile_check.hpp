// SPDX-License-Identifier: Apache-2.0
// What a given profile of a tree is: a Nash equilibrium, subgame-perfect, perfect Bayesian or sequential, and
// what tells against it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/game/tree_play.hpp"

namespace offramp {

/// What supports a profile at an information set of a player.
struct SetSupport {
    double reach = 0.0;           ///< probability that play comes there
    std::vector<double> beliefs;  ///< one a node: by Bayes's rule, or where that says nothing those under
                                  ///< which least is gained
    bool free = false;            ///< Bayes's rule says nothing: from the root of the innermost subgame, the
                                  ///< others' play does not lead there
    double gain = 0.0;   ///< the most that its player gains by going on otherwise, with these beliefs
    int better = kNone;  ///< the action with which it would begin, where the gain is above the tolerance
};

struct ProfileCheck {
    double tolerance = 0.0;        ///< up to which a gain counts as none, in units of payoff
    std::vector<double> payoffs;   ///< expected, by player
    std::vector<double> regrets;   ///< the most that each would gain by another strategy
    std::vector<SetSupport> sets;  ///< by information set; nothing at those of chance
    bool nash = false;
    bool subgame_perfect = false;
    bool perfect_bayesian = false;   ///< nobody gains at any information set
    std::optional<bool> sequential;  ///< empty: fitting beliefs were neither found nor excluded
};

/// The sum over free sets of the nodes of their subgames may not be larger.
inline constexpr std::uint64_t kMostNodesBehind = 100'000'000;

/// A player's best way on from an information set is found for all of its later choices together. Perfect
/// Bayesian: weakly so in every subgame (Mas-Colell, Whinston, Green 1995, section 9.C); the beliefs at a
/// free set under which least is gained come from a linear program. Sequential (Kreps, Wilson 1982): beliefs
/// must also be limits of those of errors; the errors of consistent_beliefs() are tried in 200 proportions,
/// and in a signalling game any belief will do. Perfect recall is required.
/// @param behaviour  a probability for each action at every information set, those of a set sum to 1
/// @param tolerance  of a gain, as a share of the range of payoffs
/// Throws InputError beyond kMostNodesBehind.
ProfileCheck check_profile(const ExtensiveForm& game, const BehaviourProfile& behaviour,
                           double tolerance = 1e-6);

}  // namespace offramp
