// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/principal_branch.hpp"

#include <memory>
#include <random>

#include "tests/catch.hpp"

using namespace offramp;

namespace {

// A game of actors with one type each and as many moves, each a course of its own.
struct SquareGame {
    Model model;
    CrisisContext context;
    StageGame game;
    Pair<Belief> belief{};

    SquareGame(int size, double rationality) {
        context.model = &model;
        for (std::size_t i = 0; i < kActors; ++i) {
            model.actors[i].types = 1;
            belief[i][0] = 1.0;
            context.rationality[i] = rationality;
            game.moves[i].size = game.courses[i].size = size;
            for (int k = 0; k < size; ++k) game.courses[i].of_move[at(k)] = k;
        }
    }
    SquareGame(const SquareGame&) = delete;  // the context points to the model

    void draw_payoffs(std::mt19937& random, double spread) {
        std::uniform_real_distribution<double> payoff(0.0, spread);
        for (int i = 0; i < kActors; ++i) {
            for (int a = 0; a < game.courses[0].size; ++a) {
                for (int b = 0; b < game.courses[0].size; ++b) game.payoff(i, 0, a, b) = payoff(random);
            }
        }
    }

    Pair<CourseMixture> branch() const {
        Pair<CourseMixture> play{};
        CHECK(trace_principal_branch(context, belief, game, play) > 0);
        return play;
    }
};

// Largest distance of a play from the answers to it.
double distance_from_answer(const SquareGame& g, const Pair<CourseMixture>& play) {
    double distance = 0.0;
    for (int i = 0; i < kActors; ++i) {
        Strategy strategy{};
        logit_response(g.context, g.game, i, play[at(other(i))], strategy);
        const CourseMixture answer = expected_courses(g.model, g.game, i, g.belief[at(i)], strategy);
        for (int a = 0; a < g.game.courses[at(i)].size; ++a) {
            distance = std::max(distance, std::abs(answer[at(a)] - play[at(i)][at(a)]));
        }
    }
    return distance;
}

}  // namespace

TEST_CASE("the principal branch of a stag hunt ends at the risk-dominant equilibrium") {
    const auto g = std::make_unique<SquareGame>(2, 1.0);
    for (int i = 0; i < kActors; ++i) {
        g->game.payoff(i, 0, 0, 0) = 10;
        g->game.payoff(i, 0, 0, 1) = 1;
        g->game.payoff(i, 0, 1, 0) = 8;
        g->game.payoff(i, 0, 1, 1) = 5;
    }
    CHECK(g->branch()[0][0] == Approx(0.0202645).margin(1e-6));
    g->context.rationality = {20, 20};
    CHECK(g->branch()[1][0] < 1e-9);
}

TEST_CASE("what the principal branch ends at is answered by itself, with risk aversion too") {
    std::mt19937 random(7);
    for (int k = 0; k < 50; ++k) {
        const auto g = std::make_unique<SquareGame>(2 + k % 5, 3.0);
        g->model.actors[0].risk_aversion = k % 2 == 0 ? 0.0 : 0.5;
        g->draw_payoffs(random, 3.0);
        CHECK(distance_from_answer(*g, g->branch()) < 1e-7);
    }
}

TEST_CASE("at low rationality Newton's method finds the same equilibrium; at high it never stays astray") {
    std::mt19937 random(11);
    for (int k = 0; k < 100; ++k) {
        const auto g = std::make_unique<SquareGame>(2 + k % 6, 1.0);
        g->draw_payoffs(random, 2.0);
        Pair<Strategy> play{};
        quantal_response(g->context, g->belief, g->game, play);
        CHECK(play[0][0][0] == Approx(g->branch()[0][0]).margin(1e-5));
        g->context.rationality = {30, 30};
        CHECK(quantal_response(g->context, g->belief, g->game, play).residual <= kPlayTolerance);
    }
}
