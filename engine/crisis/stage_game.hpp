// SPDX-License-Identifier: Apache-2.0
// One round of the crisis game as a two-player game with private types, given what lies beyond it.
#pragma once

#include <array>
#include <cmath>

#include "engine/model/crisis.hpp"

namespace offramp {

/// A number for each actor and type.
using TypeValues = Pair<std::array<double, kMaxTypes>>;

/// What play from a later round on is worth to each actor and type, as judged by whoever looks ahead.
class Continuation {
  public:
    virtual ~Continuation() = default;
    /// @param next  the state in which the later round begins (its beliefs are those of the present round)
    virtual void evaluate(const CrisisState& next, TypeValues& value) = 0;
};

/// Moves that differ only in their own cost and in what they say lead to the same course of events: the game
/// is about courses, and each move is a course and a cost.
struct Courses {
    int size = 0;
    std::array<Move, kMaxActions> of;  ///< one move of each course
    std::array<int, kMaxActions> of_move;
};

/// Where courses lead where no off-ramp is taken: courses that differ only in the call that goes with them
/// lead to the same stand.
struct Stands {
    int size = 0;
    std::array<Move, kMaxActions> of;  ///< one move of each stand
    std::array<int, kMaxActions> of_course;
};

/// @param same_future  (move, move) -> whether the same follows both, but for what a call may bring
template <class SameFuture>
void group_moves(const MoveList& moves, SameFuture same_future, Courses& courses, Stands& stands) {
    courses.size = stands.size = 0;
    for (int k = 0; k < moves.size; ++k) {
        const Move& move = moves[k];
        int stand = 0;
        while (stand < stands.size && !same_future(stands.of[at(stand)], move)) ++stand;
        if (stand == stands.size) stands.of[at(stands.size++)] = move;
        int course = 0;
        while (course < courses.size &&
               (stands.of_course[at(course)] != stand || courses.of[at(course)].channel != move.channel)) {
            ++course;
        }
        if (course == courses.size) {
            courses.of[at(courses.size++)] = move;
            stands.of_course[at(course)] = stand;
        }
        courses.of_move[at(k)] = course;
    }
}

struct StageGame {
    Pair<MoveList> moves;
    Pair<Courses> courses;

    /// Payoff to actor i of a type when it takes course `own` against `rival`, before its move's own cost: a
    /// certainty equivalent over the chances within the round (constant absolute risk aversion).
    double& payoff(int i, int type, int own, int rival) { return payoffs(i, type, rival)[own]; }
    double payoff(int i, int type, int own, int rival) const { return payoffs(i, type, rival)[own]; }

    /// Payoffs of all own courses against one of the rival's, one after the other; the places from their
    /// number up to stride(i) hold finite numbers without meaning.
    double* payoffs(int i, int type, int rival) { return &payoffs_[at(i)][row(i, type, rival)]; }
    const double* payoffs(int i, int type, int rival) const { return &payoffs_[at(i)][row(i, type, rival)]; }

    /// Own courses, rounded up so that they can be worked on four at a time (lane.hpp).
    int stride(int i) const { return (courses[at(i)].size + 3) / 4 * 4; }

  private:
    std::size_t row(int i, int type, int rival) const {
        return at((type * courses[at(other(i))].size + rival) * stride(i));
    }
    Pair<std::array<double, kMaxTypes * kMaxActions * kMaxActions>> payoffs_{};
};

/// Certainty equivalent of a lottery under constant absolute risk aversion `a` (Pratt 1964); its mean at a =
/// 0.
class Lottery {
  public:
    Lottery() = default;
    explicit Lottery(double a) : a_(a) {}
    void add(double probability, double payoff) {
        sum_ += probability * (a_ == 0.0 ? payoff : std::exp(-a_ * payoff));
    }
    double value() const { return a_ == 0.0 ? sum_ : -std::log(sum_) / a_; }

  private:
    double a_ = 0.0;
    double sum_ = 0.0;
};

/// Fills `game` for the round at `state`.
void build_stage_game(const CrisisContext& context, const CrisisState& state, Continuation& beyond,
                      StageGame& game);

}  // namespace offramp
