// SPDX-License-Identifier: Apache-2.0
// Logit quantal response in a stage game with private types (McKelvey, Palfrey 1995, 1998).
#pragma once

#include "engine/crisis/stage_game.hpp"
#include "engine/game/fixed_point.hpp"

namespace offramp {

/// Probabilities of an actor's moves, by type and position in its MoveList.
using Strategy = std::array<std::array<double, kMaxMoves>, kMaxTypes>;

/// Probabilities of an actor's courses, as its rival expects them.
using CourseMixture = std::array<double, kMaxMoves>;

/// Every course with the share of moves that lead to it.
CourseMixture uniform_play(const StageGame& game, int actor);

/// Logit response of every type of an actor to its rival's expected courses.
void logit_response(const CrisisContext& context, const StageGame& game, int actor,
                    const CourseMixture& rival, Strategy& strategy);

/// What a rival expects of an actor: its strategy averaged over the public belief about its type.
CourseMixture expected_courses(const Model& model, const StageGame& game, int actor, const Belief& belief,
                               const Strategy& strategy);

inline constexpr double kPlayTolerance = 1e-6;

/// Both sides' quantal response equilibrium strategies at their rationality, to kPlayTolerance. From uniform
/// play by Newton's method and, where that fails, along the principal branch.
FixedPoint quantal_response(const CrisisContext& context, const Pair<Belief>& belief, const StageGame& game,
                            Pair<Strategy>& strategies);

/// Expected payoff of each actor and type when both play these strategies.
void expected_payoffs(const CrisisContext& context, const Pair<Belief>& belief, const StageGame& game,
                      const Pair<Strategy>& strategies, TypeValues& value);

}  // namespace offramp
