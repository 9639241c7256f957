// SPDX-License-Identifier: Apache-2.0
// Two players in the sequence form of a tree, which is as large as the tree (von Stengel 1996): one
// equilibrium by linear program where the game is zero-sum, by Lemke's method otherwise.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "engine/game/rational.hpp"

namespace offramp {

/// What both players choose, by sequences: each player's own moves on the way to a place. Sequence 0 is that
/// of no moves.
struct SequenceForm {
    struct Set {
        int before = 0;  ///< the sequence that leads to this information set
        int first = 0;   ///< the sequence of its first action; the others follow
        int actions = 0;
    };
    struct Payoff {
        std::array<int, 2> sequences = {0, 0};  ///< of both players
        std::array<Rational, 2> to;             ///< both, times the probability of chance's moves
    };
    std::array<std::vector<Set>, 2> sets;  ///< each after those on the way to it
    std::array<int, 2> sequences = {1, 1};
    std::vector<Payoff> payoffs;  ///< a pair of sequences at most once
};

/// Probabilities of sequences, of both players.
using SequencePlans = std::array<std::vector<Rational>, 2>;

struct RealisationPlans {
    /// Probability of each sequence: that its player makes these moves where it comes to choose them.
    SequencePlans plans;
    /// Which errors each expects of the other, as far as they are small: plans and a small share of this.
    /// Positive where a plan has probability 0.
    SequencePlans trembles;
};

/// By linear program (Koller, Megiddo, von Stengel 1996), in floating point; trembles are uniform. What the
/// second player gets is not looked at. Empty where the library fails.
std::optional<RealisationPlans> solve_zero_sum(const SequenceForm& form);

/// Of uniform play at every information set.
SequencePlans uniform_plans(const SequenceForm& form);

/// By Lemke's method on the sequence form (Koller, Megiddo, von Stengel 1996), without rounding, begun where
/// each expects `expected` of the other (von Stengel, van den Elzen, Talman 2002): the equilibrium is then
/// normal-form perfect, a best answer to the trembles. Empty where its tableau
/// would have more than `most_work` machine words written; a second is worth some 3e6.
/// @param expected  all probabilities positive
std::optional<RealisationPlans> lemke(const SequenceForm& form, const SequencePlans& expected,
                                      double most_work);

}  // namespace offramp
