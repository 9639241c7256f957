// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/quantal_response.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/elementary.hpp"
#include "engine/crisis/lottery.hpp"
#include "engine/crisis/newton.hpp"
#include "engine/crisis/principal_branch.hpp"
#include "engine/crisis/responder.hpp"

namespace offramp {

namespace {

// Responses that play is set to before the first derivative is taken.
constexpr int kWarmup = 1;
// A derivative serves as long as each step leaves less than this share of the residual.
constexpr double kContraction = 0.1;
// Where Newton's method has not arrived by then it will not: the principal branch is traced instead.
constexpr std::array<Attempt, 1> kNewton = {{{.responses = 12}}};

// Worth to an actor of its courses against a mixture over the rival's: means, or certainty equivalents under
// risk aversion.
CourseMixture worth_of_courses(const CrisisContext& c, const StageGame& game, int i, int type,
                               const CourseMixture& rival) {
    CourseMixture worth;
    const double risk_aversion = c.model->actors[at(i)].risk_aversion;
    for (int a = 0; a < game.courses[at(i)].size; ++a) {
        Lottery<double> lottery(risk_aversion);
        for (int b = 0; b < game.courses[at(other(i))].size; ++b) {
            lottery.add(rival[at(b)], game.payoff(i, type, a, b));
        }
        worth[at(a)] = lottery.value();
    }
    return worth;
}

}  // namespace

CourseMixture uniform_play(const StageGame& game, int i) {
    CourseMixture mixture{};
    const int moves = game.moves[at(i)].size;
    for (int k = 0; k < moves; ++k) mixture[at(game.courses[at(i)].of_move[at(k)])] += 1.0 / moves;
    return mixture;
}

void logit_response(const CrisisContext& c, const StageGame& game, int i, const CourseMixture& rival,
                    Strategy& strategy) {
    const ActorModel& actor = c.model->actors[at(i)];
    const MoveList& moves = game.moves[at(i)];
    const Courses& courses = game.courses[at(i)];
    const double lambda = c.rationality[at(i)];
    for (int type = 0; type < actor.types; ++type) {
        const CourseMixture worth = worth_of_courses(c, game, i, type, rival);
        auto& p = strategy[at(type)];
        double best = -HUGE_VAL;
        for (int k = 0; k < moves.size; ++k) {
            p[at(k)] = worth[at(courses.of_move[at(k)])] - moves[k].cost;
            best = std::max(best, p[at(k)]);
        }
        double sum = 0.0;
        for (int k = 0; k < moves.size; ++k) sum += p[at(k)] = elementary::exp(lambda * (p[at(k)] - best));
        for (int k = 0; k < moves.size; ++k) p[at(k)] /= sum;
    }
}

CourseMixture expected_courses(const Model& m, const StageGame& game, int i, const Belief& belief,
                               const Strategy& strategy) {
    CourseMixture mixture{};
    for (int type = 0; type < m.actors[at(i)].types; ++type) {
        for (int k = 0; k < game.moves[at(i)].size; ++k) {
            mixture[at(game.courses[at(i)].of_move[at(k)])] += belief[at(type)] * strategy[at(type)][at(k)];
        }
    }
    return mixture;
}

FixedPoint quantal_response(const CrisisContext& c, const Pair<Belief>& belief, const StageGame& game,
                            Pair<Strategy>& strategies) {
    Pair<Responder> side = {Responder(c, game, belief[0], 0), Responder(c, game, belief[1], 1)};
    Pair<CourseMixture> play;
    PlayNewton newton;
    const auto set_out = [&](const Attempt&) { play = {uniform_play(game, 0), uniform_play(game, 1)}; };
    const auto respond = [&] {
        return std::max(side[0].respond(play[1], play[0]), side[1].respond(play[0], play[1]));
    };
    const auto follow = [&](const Attempt&, int k, double residual) {
        if (k > kWarmup) return newton.follow(side, residual, kContraction, play);
        play = {side[0].answer, side[1].answer};
        return true;
    };
    FixedPoint found = find_fixed_point(kNewton, kPlayTolerance, set_out, respond, follow);
    if (!(found.residual <= kPlayTolerance)) {
        found.iterations += trace_principal_branch(c, belief, game, play);
        found.residual = respond();
    }
    for (int i = 0; i < kActors; ++i) {
        side[at(i)].respond_unexpected(play[at(other(i))]);
        side[at(i)].fill(strategies[at(i)]);
    }
    return found;
}

void expected_payoffs(const CrisisContext& c, const Pair<Belief>& belief, const StageGame& game,
                      const Pair<Strategy>& strategies, TypeValues& value) {
    for (int i = 0; i < kActors; ++i) {
        const int j = other(i);
        const ActorModel& actor = c.model->actors[at(i)];
        const MoveList& moves = game.moves[at(i)];
        const CourseMixture rival = expected_courses(*c.model, game, j, belief[at(j)], strategies[at(j)]);
        for (int type = 0; type < actor.types; ++type) {
            const CourseMixture worth = worth_of_courses(c, game, i, type, rival);
            Lottery<double> lottery(actor.risk_aversion);
            for (int k = 0; k < moves.size; ++k) {
                lottery.add(strategies[at(i)][at(type)][at(k)],
                            worth[at(game.courses[at(i)].of_move[at(k)])] - moves[k].cost);
            }
            value[at(i)][at(type)] = lottery.value();
        }
    }
}

}  // namespace offramp
