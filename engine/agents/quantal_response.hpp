// Logit quantal response in a stage game with private types (McKelvey, Palfrey 1995, 1998).
#pragma once

#include "engine/agents/stage_game.hpp"

namespace offramp {

/// Probabilities of an actor's moves, by type and position in its MoveList.
using Strategy = std::array<std::array<double, kMaxActions>, kMaxTypes>;

/// Logit response of every type of actor i to a mixture over its rival's moves.
void logit_response(const CrisisContext& context, const StageGame& game, int i,
                    const std::array<double, kMaxActions>& rival, Strategy& strategy);

/// An actor's moves as its rival expects them: the strategy averaged over the public belief about types.
std::array<double, kMaxActions> expected_moves(const Model& model, const StageGame& game, int i,
                                               const Belief& belief, const Strategy& strategy);

struct FixedPoint {
    double residual = 0.0;  ///< largest change of an expected move probability in the last iteration
    int iterations = 0;
};

inline constexpr double kPlayTolerance = 1e-4;
inline constexpr int kPlayIterations = 60;

/// Both sides' quantal response equilibrium strategies at their rationality, from uniform play, by iteration
/// that is damped where it does not settle. Stops at kPlayTolerance or after kPlayIterations.
FixedPoint quantal_response(const CrisisContext& context, const Pair<Belief>& belief, const StageGame& game,
                            Pair<Strategy>& strategies);

/// Expected payoff of each actor and type when both play these strategies.
void expected_payoffs(const CrisisContext& context, const Pair<Belief>& belief, const StageGame& game,
                      const Pair<Strategy>& strategies, TypeValues& value);

}  // namespace offramp
