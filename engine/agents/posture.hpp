// SPDX-License-Identifier: Apache-2.0
// The seasonal choice of stance and presence.
//
// A season is a game of two stages. First both sides choose how unpredictable to be, knowing how presence
// will answer; then both choose how much presence to show. Payoff of actor i for a season, in stakes of a
// typical incident:
//
//   benefit p_i - curvature p_i^2 / 2 - nuisance p_j - cost u_i - dread_i K_i(p, u),
//
// where K_i is what the crises of the season are reckoned to cost that side (season_reckoning.hpp). Presence
// brings incidents and unpredictability makes their crises worse: a commitment that deters the other's
// presence (Schelling 1960); a guardrail, which makes them better, invites it (Peltzman 1975). docs/model.md
// has the algebra.
#pragma once

#include "engine/agents/season_reckoning.hpp"
#include "engine/model/model.hpp"

namespace offramp {

/// Probability of each level of a posture, by its position in the scenario's list.
using LevelMixture = std::array<double, kMaxLevels>;

class PostureGame {
  public:
    /// @param tables  shared with other threads; needed where a side chooses its posture
    PostureGame(const Model& model, std::shared_ptr<TableLibrary> tables);

    /// Solves the game of the season that begins by logit quantal response.
    void solve(const SeasonView& view);

    const LevelMixture& stance(int actor) const { return stance_[at(actor)]; }

    /// Presence of `actor`, given both sides' stances as positions in their lists of levels.
    const LevelMixture& presence(int actor, int stance0, int stance1) const {
        return presence_[at(stance0)][at(stance1)][at(actor)];
    }

    double residual() const { return residual_; }  ///< largest, over the fixed points solved

    /// What an hour of the season solved last is reckoned to bring at a posture, and what the timeline adds.
    SeasonReckoning reckon(const Pair<double>& presence, const Pair<double>& unpredictability);

  private:
    const Model* model_;
    SeasonReckoner reckoner_;
    double residual_ = 0.0;
    Pair<LevelMixture> stance_{};
    std::array<std::array<Pair<LevelMixture>, kMaxLevels>, kMaxLevels> presence_{};
};

/// Payoff of a season to an actor; `crises`: what they are reckoned to cost it, aftermath included.
double season_payoff(const Posture& posture, double own_presence, double rival_presence,
                     double own_unpredictability, double crises);

/// What a posture brings in a season, as it goes.
struct PostureFlow {
    double own_presence = 0.0;    ///< benefit less curvature
    double rival_presence = 0.0;  ///< nuisance; at most 0
    double stance = 0.0;
};

PostureFlow posture_flows(const Posture& posture, double own_presence, double rival_presence,
                          double own_unpredictability);

/// Their sum: the part of season_payoff that is enjoyed as it goes (crises a simulation brings about itself).
double posture_flow(const Posture& posture, double own_presence, double rival_presence,
                    double own_unpredictability);

}  // namespace offramp
