// SPDX-License-Identifier: Apache-2.0
// One round of the solved crisis game: a stage game whose payoffs hang on what each move tells the other
// side.
#pragma once

#include <Eigen/Core>
#include <span>
#include <vector>

#include "engine/crisis/belief_grid.hpp"
#include "engine/crisis/configuration.hpp"
#include "engine/crisis/lane_lottery.hpp"
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

    /// @param later  values of the next round; null where this is the last
    void enter(int round, int configuration, const Pair<int>& rungs, const ValueLayer* later);

    /// Sets out from strategies that are near the solution, such as those a round later.
    void start_from(int actor, const Strategy& strategy);

    /// Strategies of all types that respond to each other by logit, each side updating its belief about the
    /// other by Bayes' rule from these strategies and the noise. `start`: from the last solution, or
    /// from where it was told to, instead of uniform play.
    /// @param misread   what each side does that takes the other to stand one rung higher
    /// @param thorough  whether what the first attempts do not find is sought by slower ones
    FixedPoint solve(int point0, int point1, const Pair<const Strategy*>& misread, double tolerance,
                     bool start, bool thorough);

    /// Whether actor i can take the other side's stand for one rung higher.
    bool can_misread(int actor) const { return misreading_[at(actor)].probability > 0.0; }

    const MoveList& moves(int actor) const { return game_.moves[at(actor)]; }
    void fill(int actor, Strategy& strategy) const { side_[at(actor)].fill(strategy); }
    void values(int actor, std::array<double, kMaxTypes>& value) const { side_[at(actor)].expect(value); }

  private:
    // A belief that follows on a signal, as a mean of grid points, over the ways in which it can be read.
    struct Reading {
        int size = 0;
        std::array<int, 3 * kMaxTypes> point;
        std::array<double, 3 * kMaxTypes> weight;
    };
    // What can be observed of a side's move: a signal as it is read, and where there is a talk, terms.
    struct Sight {
        int seen = 0;
        bool talk = false;
        double terms = 0.0;
        CourseMixture by_course;  // probability of it
    };
    // What a side lets be known by a move: how likely each sight is, and the belief that follows on it.
    struct Tell {
        int signal = 0;
        int sights = 0;
        std::array<int, 3> sight;
        std::array<double, 3> probability;
        Reading reading;
    };
    struct ActorRound {
        int signals = 0;
        std::array<Tell, kMaxMoves> signal;
        std::array<int, kMaxMoves> signal_of_stand;
        std::array<Tell, kMaxMoves> talk;  // by talk
        int sights = 0;
        std::array<Sight, 3 * kMaxMoves> sight;
        std::array<CourseMixture, kMaxTypes> strategy;  // that beliefs are updated from
        Acceptance accepted;                            // of own terms
    };

    bool learns_at(int actor, int point) const;
    void list_tells(int actor);
    void average_futures(const Round& round, const ValueLayer* later);
    void add_future(double probability, bool hurt, const double* worth, int step, double* plane);
    void keep_belief(int actor);
    void update_beliefs(int actor);
    void add_sights(int actor, int signal, bool talk, double terms, Tell& tell);
    void value(const Reading& first, const Reading& second, int s0, int s1, TypeValues& worth) const;
    bool learning() const { return learns_[0] || learns_[1]; }
    void take(const double* values, TypeValues& worth) const;
    void value_stands();
    void value_talks(int caller);
    void expect_acceptance(int caller);
    void misread_as(int actor, const Strategy& strategy);
    void sum_courses(int actor, const Strategy& strategy,
                     std::array<CourseMixture, kMaxTypes>& courses) const;
    double respond();
    void end_with_responses();
    double change() const;
    void set_out(bool uniform);
    void follow_response(double share);
    void evaluate(const Eigen::VectorXd& point, Eigen::VectorXd& difference);
    FixedPoint follow_responses(std::span<const Attempt> attempts, double tolerance);
    FixedPoint trace_branch();

    /// Calls visit(actor, type, course, n) for every entry of the strategies, n-th in a vector of all.
    void for_each_entry(auto visit) const;

    const CrisisContext& c_;
    const Model& m_;
    const Pair<BeliefGrid>& grids_;
    const ConfigurationSpace& space_;
    int lanes_;
    int points_;
    // By lane, of the actor whose type it is.
    std::array<double, padded(2 * kMaxTypes)> damage_{};  // cost of physical harm
    std::array<double, padded(2 * kMaxTypes)> risk_aversion_{};
    bool averse_ = false;  // whether anybody is, or seeks risk
    CrisisState state_;
    Pair<int> point_{};  // of its beliefs
    int configuration_ = 0;
    double error_ = 0.0;  // probability of misperception
    Pair<Misreading> misreading_{};
    Pair<bool> can_learn_{};  // whether there are beliefs about an actor that can move
    Pair<bool> learns_{};     // whether that at hand can
    bool valued_ = false;     // what stands and talks are worth at these beliefs

    StageGame game_;
    Pair<ActorRound> round_;
    std::vector<double>
        planes_;  // by pair of stands: what is expected to follow is worth, at each pair of beliefs
    std::vector<Lottery<Lane>> lotteries_;  // over what follows a pair of stands, where anybody is averse
    std::vector<Responder> side_;
    Pair<CourseMixture> play_;
    PlayNewton newton_;
};

}  // namespace offramp
