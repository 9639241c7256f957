// SPDX-License-Identifier: Apache-2.0
#include "engine/agents/posture.hpp"

#include "tests/catch.hpp"

using namespace offramp;

namespace {

double logistic_of(double x) {
    return 1 / (1 + std::exp(-x));
}

}  // namespace

TEST_CASE("stance is chosen with an eye to the presence that answers it") {
    // Actor 0 is present or not; actor 1 is predictable or not, which raises the risk of presence by e^0.8.
    Model m;
    m.feature_count = FeatureIndex::first_guardrail;
    m.posture_risk = m.glms.add(std::log(0.05), {{FeatureIndex::unpredictability + 1, 0.8}});
    Posture& comer = m.actors[0].posture;
    comer.choice = PostureChoice::kQuantalResponse;
    comer.rationality = 3;
    comer.presence.levels = {0, 1};
    comer.presence.benefit = 1;
    comer.presence.accident_loss = 10;
    Posture& host = m.actors[1].posture;
    host.choice = PostureChoice::kQuantalResponse;
    host.rationality = 5;
    host.presence.levels = {0};
    host.presence.nuisance = 1;
    host.presence.accident_loss = 4;
    host.unpredictability.levels = {0, 1};
    host.unpredictability.cost = 0.1;

    PostureGame game(m);
    std::array<double, kMaxFeatures> x{};
    game.solve(x.data());
    CHECK(game.residual() < 1e-9);
    double worth[2];
    for (int u = 0; u < 2; ++u) {
        const double risk = 0.05 * std::exp(0.8 * u);
        const double present = logistic_of(3 * (1 - 10 * risk));
        CHECK(game.presence(0, 0, u)[1] == Approx(present).epsilon(1e-8));
        CHECK(game.presence(0, 0, u)[0] == Approx(1 - present).epsilon(1e-8));
        CHECK(game.presence(1, 0, u)[0] == Approx(1.0));
        worth[u] = -present * (1 + 4 * risk) - 0.1 * u;
    }
    CHECK(worth[1] > worth[0]);  // it deters
    CHECK(game.stance(1)[1] == Approx(logistic_of(5 * (worth[1] - worth[0]))).epsilon(1e-8));
    CHECK(game.stance(0)[0] == 1.0);
}

TEST_CASE("a solution follows the state") {
    Model m;
    m.feature_count = FeatureIndex::first_guardrail;
    m.posture_risk = m.glms.add(std::log(0.05), {{FeatureIndex::tension, 2.0}});
    Posture& comer = m.actors[0].posture;
    comer.choice = PostureChoice::kQuantalResponse;
    comer.rationality = 3;
    comer.presence.levels = {0, 1};
    comer.presence.benefit = 1;
    comer.presence.accident_loss = 10;
    PostureGame game(m);
    std::array<double, kMaxFeatures> x{};
    for (const double tension : {0.0, 0.7, 0.0}) {
        x[FeatureIndex::tension] = tension;
        game.solve(x.data());
        CHECK(game.presence(0, 0, 0)[1] ==
              Approx(logistic_of(3 * (1 - 0.5 * std::exp(2 * tension)))).epsilon(1e-8));
    }
}

TEST_CASE("both present: a fixed point of both choices") {
    Model m;
    m.feature_count = FeatureIndex::first_guardrail;
    m.posture_risk =
        m.glms.add(std::log(0.1), {{FeatureIndex::presence, 0.3}, {FeatureIndex::presence + 1, 0.3}});
    for (ActorModel& actor : m.actors) {
        actor.posture.choice = PostureChoice::kQuantalResponse;
        actor.posture.rationality = 2;
        actor.posture.presence.levels = {0, 1, 2};
        actor.posture.presence.benefit = 1;
        actor.posture.presence.curvature = 0.2;
        actor.posture.presence.accident_loss = 3;
    }
    PostureGame game(m);
    std::array<double, kMaxFeatures> x{};
    game.solve(x.data());
    const LevelMixture& play = game.presence(0, 0, 0);
    double weight[3];
    double sum = 0.0;
    for (int own = 0; own < 3; ++own) {
        double worth = 0.0;
        for (int rival = 0; rival < 3; ++rival) {
            const double risk = 0.1 * std::exp(0.3 * (own + rival));
            worth +=
                game.presence(1, 0, 0)[at(rival)] * season_payoff(m.actors[0].posture, own, rival, 0, risk);
        }
        sum += weight[own] = std::exp(2 * worth);
    }
    for (int own = 0; own < 3; ++own) {
        CHECK(play[at(own)] == Approx(weight[own] / sum).epsilon(1e-7));
        CHECK(play[at(own)] == Approx(game.presence(1, 0, 0)[at(own)]).epsilon(1e-7));
    }
}
