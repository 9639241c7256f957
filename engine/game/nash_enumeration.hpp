// SPDX-License-Identifier: Apache-2.0
// All Nash equilibria of a two-player game.
#pragma once

#include <vector>

#include "engine/game/normal_form.hpp"

namespace offramp {

struct EnumerationOptions {
    long long most_bases = 1'000'000;     ///< of each search for vertices
    std::size_t most_vertices = 300'000;  ///< kept of one player's polytope
    std::size_t most_equilibria = 20'000;
};

struct Enumeration {
    std::vector<ExactProfile> equilibria;  ///< extreme ones, each exact and checked: its regret is 0
    bool complete = false;                 ///< false where a limit of the options ended the search
};

/// The extreme equilibria: pairs of vertices of the two best-response polytopes at which every strategy is
/// unplayed or a best response (Mangasarian 1964; Avis, Rosenberg, Savani, von Stengel 2010). In a
/// nondegenerate game these are all equilibria; in a degenerate one every equilibrium is a convex combination
/// of those that share all but one player's strategy with it. Exact. For a game whose payoffs sum to a
/// constant it searches the far smaller polytopes of optimal strategies. The game must have two players and
/// at most kMostInequalities strategies in all.
Enumeration extreme_equilibria(const NormalForm& game, const EnumerationOptions& options = {});

/// Whether the payoffs of the players sum to the same in every profile, exactly.
bool is_constant_sum(const NormalForm& game);

}  // namespace offramp
