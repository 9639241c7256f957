// SPDX-License-Identifier: Apache-2.0
// Strategies that no belief, or no cautious belief, makes worth playing.
#pragma once

#include <vector>

#include "engine/game/normal_form.hpp"

namespace offramp {

struct DominanceOptions {
    enum class Kind { strict, weak };
    Kind kind = Kind::strict;
    bool mixed = true;        ///< whether mixtures dominate, or only pure strategies
    double tolerance = 1e-9;  ///< in units of the game's payoff range: how much better a mixture must be
};

struct Elimination {
    int player = 0;
    int strategy = 0;
    int round = 0;  ///< from 1
};

struct DominanceResult {
    std::vector<std::vector<int>> survivors;  ///< strategies, player by player
    std::vector<Elimination> eliminated;      ///< in the order of elimination
};

/// Removes dominated strategies, all players' at once in each round, until none is left. For two players
/// iterated strict dominance by mixtures leaves the rationalisable strategies (Pearce 1984). Iterated weak
/// dominance can depend on the order; this order is the one of simultaneous removal.
DominanceResult iterated_dominance(const NormalForm& game, const DominanceOptions& options = {});

}  // namespace offramp
