// SPDX-License-Identifier: Apache-2.0
// The stage game as one actor answers it, laid out for speed.
#pragma once

#include "engine/crisis/quantal_response.hpp"

namespace offramp {

/// jacobian[b][a] = d answer(a) / d play(b)
using CourseMatrix = std::array<CourseMixture, kMaxMoves>;

/// What an actor does in a round that takes the other's stand for one rung higher.
struct Misreading {
    double probability = 0.0;
    std::array<CourseMixture, kMaxTypes> of_type{};
    CourseMixture expected{};  ///< over the public belief about its type
};

/// Arrays over own courses are worked on in lanes (lane.hpp), padding included: the padding has probability 0
/// but for e^-300.
class Responder {
  public:
    /// @param share  of the actor's rationality, in [0, 1], with which it responds
    Responder(const CrisisContext& context, const StageGame& game, const Belief& belief, int actor,
              double share = 1.0);

    /// From now on either side sometimes misreads the other; both are looked at anew in each response.
    void reckon_with(const Misreading& own, const Misreading& rival) {
        own_misreading_ = &own;
        rival_misreading_ = &rival;
    }

    /// Course probabilities of every type that is believed in against a mixture over the courses of a rival
    /// that sees right, and their average as the rival expects it. Returns the largest difference of the
    /// average from `expected`.
    double respond(const CourseMixture& play, const CourseMixture& expected);

    /// The same of the types that nobody believes in, whose answers nobody's hang on.
    void respond_unexpected(const CourseMixture& play);

    /// Derivative of the answer by play, at the last response.
    void differentiate(CourseMatrix& jacobian) const;

    /// Derivative of the answer by the share of rationality, at the last response.
    CourseMixture differentiate_by_share() const;

    /// Course probabilities of a type at the last response.
    const CourseMixture& of_type(int type) const { return of_type_[at(type)]; }

    /// The share of the actor's rationality, in [0, 1], with which it responds from now on.
    void set_share(double share) {
        lambda_ = share * rationality_;
        weigh_moves();
    }

    /// Expected payoff of every type that plays its last response, where it sees right, to what that was a
    /// response to.
    void expect(std::array<double, kMaxTypes>& value) const;

    /// Probabilities of the moves at the last response.
    void fill(Strategy& strategy) const;

    const int own;    ///< courses
    const int rival;  ///< courses of the rival
    CourseMixture answer;

  private:
    void weigh_moves();
    void respond_as(int type, const CourseMixture& faced);
    void differentiate_worth(int type, const double* payoffs, CourseMixture& slope) const;
    CourseMixture faced(const CourseMixture& play) const;  // with the rival's misreading

    const StageGame& game_;
    const int actor_;
    const Belief& belief_;  // looked at anew in each response
    const MoveList& moves_;
    const Courses& courses_;
    const Misreading* own_misreading_ = nullptr;
    const Misreading* rival_misreading_ = nullptr;
    int stride_;
    int types_;
    double rationality_;
    double lambda_;
    double risk_aversion_;
    CourseMixture log_weight_;
    CourseMixture share_of_course_;  // of each move
    std::array<CourseMixture, kMaxTypes> of_type_;
    // Of own courses at the last response: the mean of payoffs, or their certainty equivalent.
    std::array<CourseMixture, kMaxTypes> worth_;
};

}  // namespace offramp
