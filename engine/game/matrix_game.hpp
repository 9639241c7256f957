// SPDX-License-Identifier: Apache-2.0
// Two-player zero-sum games given by the first player's payoffs.
#pragma once

#include <vector>

#include "engine/game/normal_form.hpp"

namespace offramp {

struct MatrixGameSolution {
    double value = 0.0;         ///< to the first player
    std::vector<double> first;  ///< optimal mixtures
    std::vector<double> second;
    double gap =
        0.0;  ///< what the second player's mixture lets the first have, less what the first's secures
};

/// Minimax by linear program (von Neumann 1928; Dantzig 1951). The gap is computed from the mixtures, without
/// the solver. Throws RuntimeFailure where the program cannot be solved.
/// @param payoffs  rows of equal length, finite
MatrixGameSolution solve_matrix_game(const PayoffTable& payoffs);

struct Commitment {
    std::vector<double> leader;  ///< the mixture that is announced and kept
    int response = 0;            ///< pure; ties go the leader's way
    double leader_payoff = 0.0;
    double follower_payoff = 0.0;
};

/// The best mixture for the first player to commit to when the second sees it before it moves (strong
/// Stackelberg equilibrium; Conitzer, Sandholm 2006: one linear program for each response). The game must
/// have two players. Throws RuntimeFailure where no program can be solved.
Commitment best_commitment(const NormalForm& game);

}  // namespace offramp
