// SPDX-License-Identifier: Apache-2.0
// The solvers together: what there is to say about a game.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/game/correlated.hpp"
#include "engine/game/dominance.hpp"
#include "engine/game/learning.hpp"
#include "engine/game/level_k.hpp"
#include "engine/game/logit.hpp"
#include "engine/game/tree_solution.hpp"

namespace offramp {

struct SolvedProfile {
    MixedProfile profile;
    std::optional<ExactProfile> exact;  ///< where the solver is exact
    std::vector<double> payoffs;        ///< expected, player by player
    double regret = 0.0;                ///< computed from the profile alone
};

struct NashSolution {
    std::vector<SolvedProfile> equilibria;  ///< where not converged: the best profile found
    std::string method;                     ///< in words
    bool complete = false;                  ///< whether these are all extreme equilibria
    bool converged = false;                 ///< whether every regret is at most 1e-8 of the payoff range
};

/// Two players: all extreme equilibria where they can be listed, else one. Others: the equilibrium that the
/// principal logit branch leads to.
NashSolution solve_nash(const NormalForm& game);

/// A tree through its reduced strategic form: two players as above; others have what was found on the tree,
/// where that converged.
NashSolution solve_nash(const ExtensiveForm& tree, const TreeSolution& found, const NormalForm& reduced);

/// What was not computed, and why not, in words.
struct LeftOut {
    std::string what;
    std::string reason;
};

/// Other ways to predict play, each where the game is small enough for it to take seconds.
struct OtherConcepts {
    DominanceResult undominated;                      ///< iterated strict dominance, by mixtures
    std::optional<CorrelatedEquilibrium> correlated;  ///< with the largest sum of payoffs
    std::optional<LogitBranch> logit;
    std::vector<MixedProfile> level_k;  ///< levels 0 to 3
    CognitiveHierarchy hierarchy;       ///< tau = 1.5, levels 0 to 6
    LearningResult fictitious_play;
    LearningResult regret_matching;
    LearningResult replicator;
    std::vector<LeftOut> left_out;
};

inline constexpr double kHierarchyMean = 1.5;  ///< tau; the typical estimate of Camerer, Ho, Chong 2004

OtherConcepts other_concepts(const NormalForm& game);

/// All that solve_nash() and other_concepts() tell of a game, where `reason` keeps them from it.
std::vector<LeftOut> without_strategic_form(const std::string& reason);

}  // namespace offramp
