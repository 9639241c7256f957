// SPDX-License-Identifier: Apache-2.0
// Play that adapts over time instead of reasoning. All of it is deterministic: mixtures, not draws.
#pragma once

#include "engine/game/normal_form.hpp"

namespace offramp {

struct LearningOptions {
    int most_rounds = 20'000;
    double tolerance = 1e-4;  ///< of the regret, in units of the game's payoff range: stops below it
    MixedProfile start = {};  ///< empty: uniform
};

struct LearningResult {
    MixedProfile profile;
    double regret = 0.0;      ///< of the profile: 0 at a Nash equilibrium
    double coarse_gap = 0.0;  ///< most that anyone would have gained on average by one strategy throughout
    int rounds = 0;
    bool converged = false;
};

/// Everyone plays a best response (the first of those that tie) to the average play of each other so far
/// (Brown 1951). The profile is that average. It converges in zero-sum games, in games with common interests
/// and in two-player games with two strategies for one (Robinson 1951; Monderer, Shapley 1996; Berger 2005),
/// and need not elsewhere (Shapley 1964).
LearningResult fictitious_play(const NormalForm& game, const LearningOptions& options = {});

/// Everyone mixes in proportion to how much better each strategy would have done so far (Hart, Mas-Colell
/// 2000, against expected payoffs). The profile is the average of each player's mixtures. The coarse gap
/// falls as 1 / sqrt(rounds) in every game, so that in two-player zero-sum games the profile comes to be an
/// equilibrium; elsewhere only the joint play comes to be a coarse correlated one.
LearningResult regret_matching(const NormalForm& game, const LearningOptions& options = {});

/// Growth of strategies in proportion to their advantage over the average (Taylor, Jonker 1978), from
/// `start`, by fourth-order Runge-Kutta steps of 0.1 / payoff range. The profile is the last one, not an
/// average; it converges to strict equilibria, while in zero-sum games it circles (Hofbauer, Sigmund 1998). A
/// strategy that `start` does not play never appears.
LearningResult replicator_dynamics(const NormalForm& game, const LearningOptions& options = {});

}  // namespace offramp
