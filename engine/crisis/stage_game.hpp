// SPDX-License-Identifier: Apache-2.0
// One round of the crisis game as a two-player game with private types, given what lies beyond it.
#pragma once

#include <array>
#include <vector>

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
/// is about courses, and each move is a course and a cost. What stepping down costs, which hangs on the type,
/// belongs to the course.
struct Courses {
    int size = 0;
    std::array<Move, kMaxMoves> of;  ///< one move of each course
    std::array<int, kMaxMoves> of_move;
};

/// Where courses lead where no off-ramp is taken: courses that differ only in the call that goes with them
/// lead to the same stand.
struct Stands {
    int size = 0;
    std::array<Move, kMaxMoves> of;  ///< one move of each stand
    std::array<int, kMaxMoves> of_course;
};

/// Terms that are offered from a stand: calls that differ only in their channel lead to the same talk.
struct Talks {
    int size = 0;
    std::array<int, kMaxMoves> stand;
    std::array<double, kMaxMoves> terms;
    std::array<int, kMaxMoves> of_course;  ///< -1: no call
};

/// @param same_future  (move, move) -> whether the same follows both, but for what a call may bring
template <class SameFuture>
void group_moves(const MoveList& moves, SameFuture same_future, Courses& courses, Stands& stands,
                 Talks& talks) {
    courses.size = stands.size = talks.size = 0;
    for (int k = 0; k < moves.size; ++k) {
        const Move& move = moves[k];
        int stand = 0;
        while (stand < stands.size && !same_future(stands.of[at(stand)], move)) ++stand;
        if (stand == stands.size) stands.of[at(stands.size++)] = move;
        int course = 0;
        while (course < courses.size &&
               (stands.of_course[at(course)] != stand || courses.of[at(course)].channel != move.channel ||
                courses.of[at(course)].terms != move.terms)) {
            ++course;
        }
        courses.of_move[at(k)] = course;
        if (course < courses.size) continue;
        courses.of[at(courses.size++)] = move;
        stands.of_course[at(course)] = stand;
        talks.of_course[at(course)] = -1;
        if (move.channel < 0) continue;
        int talk = 0;
        while (talk < talks.size && (talks.stand[at(talk)] != stand || talks.terms[at(talk)] != move.terms)) {
            ++talk;
        }
        if (talk == talks.size) {
            talks.stand[at(talks.size)] = stand;
            talks.terms[at(talks.size++)] = move.terms;
        }
        talks.of_course[at(course)] = talk;
    }
}

/// What a talk is worth that a side starts from a stand while the other takes one of its own.
struct TalkWorth {
    TypeValues agreed{};                       ///< once its terms are accepted
    TypeValues on{};                           ///< once they are not
    std::array<double, kMaxTypes> accepted{};  ///< probability, by type of the side called
};

struct StageGame {
    /// With room for the largest round, so that play allocates nothing later.
    StageGame() {
        constexpr std::size_t kMost = at(kMaxMoves * kMaxMoves);
        cost.reserve(kMost);
        onward.reserve(kMost);
        for (auto& of_caller : talk) of_caller.reserve(kMost);
    }

    Pair<MoveList> moves;
    Pair<Stands> stands;
    Pair<Talks> talks;
    Pair<Courses> courses;
    Pair<std::array<double, kMaxMoves>>
        heard;  ///< that a course's call becomes a talk, by heard_probability()

    /// Of an actor's own terms and of its rival's being talked about, by the rival's course and its own
    /// (talk_shares()).
    struct Shares {
        std::array<std::array<double, kMaxMoves>, kMaxMoves> own;
        std::array<std::array<double, kMaxMoves>, kMaxMoves> rival;
    };
    Pair<Shares> share;
    Pair<std::array<double, kMaxMoves>> audience;  ///< what an audience makes of own courses, before its cost

    // By pair of stands, that of actor 1 counting fastest.
    std::vector<Pair<double>> cost;  ///< of standing there
    std::vector<TypeValues> onward;  ///< worth where there is no talk
    // By caller: by talk and the other side's stand, the latter counting fastest.
    Pair<std::vector<TalkWorth>> talk;

    std::size_t pair_of_stands(int s0, int s1) const { return at(s0 * stands[1].size + s1); }
    std::size_t talk_at(int caller, int k, int stand) const {
        return at(k * stands[at(other(caller))].size + stand);
    }

    /// Payoff to actor i of a type when it takes course `own` against `rival`, before its move's own cost: a
    /// certainty equivalent over the chances within the round (constant absolute risk aversion), of which
    /// what the other side makes of terms is one.
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
    Pair<std::array<double, kMaxTypes * kMaxMoves * kMaxMoves>> payoffs_{};
};

/// Lists moves, courses, stands and talks of the round at `state`, with what hangs on nothing beyond it:
/// costs of standing, and what terms are worth once accepted.
/// @param same_future  (actor, move, move) -> whether the same follows both, but for what a call may bring
/// @param visit        (stand, stand, round): what else is to be known of each pair of stands
template <class SameFuture, class Visit>
void lay_out(const CrisisContext& context, const CrisisState& state, SameFuture same_future, StageGame& game,
             Visit visit);

/// How likely the side called is to accept, from what going on is worth to it (TalkWorth::on).
void weigh_terms(const CrisisContext& context, int caller, TalkWorth& talk);

/// Probability that a talk's terms are accepted, by own talk and course of the side called.
using Acceptance = std::array<std::array<double, kMaxMoves>, kMaxMoves>;

/// Payoffs to an actor, from what pairs of stands and talks are worth.
void fill_payoffs(const CrisisContext& context, int actor, const Acceptance& accepted, StageGame& game);

/// Fills `game` for the round at `state`.
void build_stage_game(const CrisisContext& context, const CrisisState& state, Continuation& beyond,
                      StageGame& game);

// ---

/// Room for the moves that are listed, and how likely calls are to be heard.
void share_talks(const CrisisContext& context, const CrisisState& state, StageGame& game);

/// Standing costs of a pair of stands, and what terms are worth that are offered there.
void price_stands(const CrisisContext& context, const Round& round, int s0, int s1, StageGame& game);

template <class SameFuture, class Visit>
void lay_out(const CrisisContext& c, const CrisisState& state, SameFuture same_future, StageGame& game,
             Visit visit) {
    for (int i = 0; i < kActors; ++i) {
        list_moves(c, state, i, game.moves[at(i)]);
        const auto same = [&](const Move& a, const Move& b) { return same_future(i, a, b); };
        group_moves(game.moves[at(i)], same, game.courses[at(i)], game.stands[at(i)], game.talks[at(i)]);
    }
    share_talks(c, state, game);
    for (int s0 = 0; s0 < game.stands[0].size; ++s0) {
        for (int s1 = 0; s1 < game.stands[1].size; ++s1) {
            const Round round = enter_round(c, state, {game.stands[0].of[at(s0)], game.stands[1].of[at(s1)]});
            price_stands(c, round, s0, s1, game);
            visit(s0, s1, round);
        }
    }
}

}  // namespace offramp
