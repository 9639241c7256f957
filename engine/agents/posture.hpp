// SPDX-License-Identifier: Apache-2.0
// The seasonal choice of stance and presence.
//
// A season is a game of two stages. First both sides choose how unpredictable to be, knowing how presence
// will answer; then both choose how much presence to show. Payoff of actor i for a season, in stakes of a
// typical incident:
//
//   benefit p_i - curvature p_i^2 / 2 - nuisance p_j - accident_loss A - cost u_i,   A = risk (p_i + p_j),
//
// where `risk`, the scenario's posture_risk, is the number of accidents expected in a season for each unit of
// presence: unpredictability raises it, guardrails lower it. Unpredictability is a commitment that deters the
// other's presence (Schelling 1960); a guardrail invites it (Peltzman 1975). docs/model.md has the algebra.
#pragma once

#include "engine/model/model.hpp"

namespace offramp {

/// Probability of each level of a posture, by its position in the scenario's list.
using LevelMixture = std::array<double, kMaxLevels>;

class PostureGame {
  public:
    explicit PostureGame(const Model& model) : model_(&model) {}

    /// Solves the season's game by logit quantal response, for the state in `features`; remembers the last
    /// solution.
    void solve(const double* features);

    const LevelMixture& stance(int actor) const { return stance_[at(actor)]; }

    /// Presence of `actor`, given both sides' stances as positions in their lists of levels.
    const LevelMixture& presence(int actor, int stance0, int stance1) const {
        return presence_[at(stance0)][at(stance1)][at(actor)];
    }

    double residual() const { return residual_; }  ///< largest, over the fixed points solved

  private:
    const Model* model_;
    double solved_for_ = 0.0;
    bool solved_ = false;
    double residual_ = 0.0;
    Pair<LevelMixture> stance_{};
    std::array<std::array<Pair<LevelMixture>, kMaxLevels>, kMaxLevels> presence_{};
};

/// Payoff of a season to an actor, per season; `risk` as above.
double season_payoff(const Posture& posture, double own_presence, double rival_presence,
                     double own_unpredictability, double risk);

/// What a posture brings in a season, as it goes.
struct PostureFlow {
    double own_presence = 0.0;    ///< benefit less curvature
    double rival_presence = 0.0;  ///< nuisance; at most 0
    double stance = 0.0;
};

PostureFlow posture_flows(const Posture& posture, double own_presence, double rival_presence,
                          double own_unpredictability);

/// Their sum: the part of season_payoff that is enjoyed as it goes (without the loss expected from accidents,
/// which a simulation brings about itself).
double posture_flow(const Posture& posture, double own_presence, double rival_presence,
                    double own_unpredictability);

}  // namespace offramp
