// SPDX-License-Identifier: Apache-2.0
// One Nash equilibrium of a two-player game by complementary pivoting (Lemke, Howson 1964).
#pragma once

#include "engine/game/normal_form.hpp"

namespace offramp {

/// Which of two best responses that tie is perturbed less, and so leaves first. Either order gives an
/// equilibrium; in a degenerate game not always the same one.
enum class TieOrder { last_strategy_first, first_strategy_first };

struct LemkeHowsonOptions {
    int dropped_label = 0;  ///< a strategy: the first player's from 0, then the second's
    int most_pivots = 100'000;
    TieOrder ties = TieOrder::last_strategy_first;
};

struct LemkeHowson {
    ExactProfile profile;    ///< an equilibrium where converged, checked exactly; else empty
    bool converged = false;  ///< false only where most_pivots were not enough
    int pivots = 0;
};

/// Follows the path that drops one label, with exact arithmetic; degenerate ties are broken lexicographically
/// (the slack columns in the order of their rows), so the path never cycles. The number of pivots can grow
/// exponentially in the size of the game (Savani, von Stengel 2006).
/// The game must have two players and the label be one of its strategies.
LemkeHowson lemke_howson(const NormalForm& game, const LemkeHowsonOptions& options = {});

}  // namespace offramp
