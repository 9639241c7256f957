// SPDX-License-Identifier: Apache-2.0
// One round of the solved crisis game: a stage game whose payoffs hang on what each move tells the other
// side.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "engine/crisis/belief_grid.hpp"
#include "engine/crisis/configuration.hpp"
#include "engine/crisis/newton.hpp"
#include "engine/crisis/responder.hpp"
#include "engine/crisis/value_layer.hpp"
#include "engine/game/fixed_point.hpp"

namespace offramp {

/// Working memory of one thread for the rounds of a crisis. The public state without beliefs is set by
/// enter(), then solve() is called for each pair of beliefs.
class RoundGame {
  public:
    RoundGame(const CrisisContext& context, const Pair<BeliefGrid>& grids, const ConfigurationSpace& space);

    /// @param later  values of the next round, as utilities of risk-averse actors; null where this is the
    /// last
    void enter(int round, int configuration, const Pair<int>& rungs, const ValueLayer* later);

    /// Strategies of all types that respond to each other by logit, each side updating its belief about the
    /// other by Bayes' rule from these strategies and the noise. `start`: from the last solution instead of
    /// uniform play.
    FixedPoint solve(int point0, int point1, double tolerance, bool start);

    const MoveList& moves(int actor) const { return game_.moves[at(actor)]; }
    void fill(int actor, Strategy& strategy) const { side_[at(actor)].fill(strategy); }
    void values(int actor, std::array<double, kMaxTypes>& value) const {
        side_[at(actor)].expect(play_[at(other(actor))], value);
    }

  private:
    // A belief that follows on a signal, as a mean of grid points, over the ways in which it can be read.
    struct Reading {
        int size = 0;
        std::array<int, 3 * kMaxTypes> point;
        std::array<double, 3 * kMaxTypes> weight;
    };
    struct ActorRound {
        Stands stands;
        int signals = 0;
        std::array<int, kMaxActions> signal;
        std::array<int, kMaxActions> signal_of_stand;
        std::array<double, kMaxActions> exit;     // probability that the course's call opens an off-ramp
        std::array<double, kMaxActions> settled;  // worth of an off-ramp
        std::array<Reading, kMaxActions> reading;
        std::array<CourseMixture, kMaxTypes> strategy;  // that beliefs are updated from
    };

    void group(int actor);
    void average_futures(const ValueLayer* later);
    void add_future(const RoundOutcome& outcome, bool harm, double probability, const double* follow,
                    double* plane) const;
    void update_beliefs(int actor);
    void value_stands();
    void fill_payoffs(int actor);
    double respond();
    double change() const;
    void set_out(bool uniform);
    void follow_response(double share);
    void evaluate(const Eigen::VectorXd& point, Eigen::VectorXd& difference);
    FixedPoint trace_branch();

    /// Calls visit(actor, type, course, n) for every entry of the strategies, n-th in a vector of all.
    void for_each_entry(auto visit) const;

    double to_utility(int actor, double value) const;
    double to_value(int actor, double utility) const;

    const CrisisContext& c_;
    const Model& m_;
    const Pair<BeliefGrid>& grids_;
    const ConfigurationSpace& space_;
    int lanes_;
    int points_;
    CrisisState state_;
    int configuration_ = 0;
    double error_ = 0.0;  // probability of misperception

    StageGame game_;
    Pair<ActorRound> round_;
    std::vector<double>
        planes_;  // by pair of stands: utility expected of what follows, at each pair of beliefs
    std::vector<Pair<double>> costs_;  // by pair of stands
    std::vector<double> worth_;        // by pair of stands: certainty equivalents at the updated beliefs
    std::vector<Responder> side_;
    Pair<CourseMixture> play_;
    PlayNewton newton_;
};

}  // namespace offramp
