// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/stage_game.hpp"

#include "engine/agents/lookahead.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

// Later play is worth 1 a rung of one's own, plus 0.1 for actor 1.
struct ByRung final : Continuation {
    void evaluate(const CrisisState& next, TypeValues& value) override {
        for (int i = 0; i < kActors; ++i) value[at(i)].fill(next.rungs[at(i)] + 0.1 * i);
    }
};

struct Setting {
    Model model;
    std::array<double, kMaxFeatures> x{};
    CrisisContext context;
    CrisisState state;
    StageGame game;

    explicit Setting(Pair<int> rungs, double risk_aversion = 0.0)
        : model(model_of("tests/fixtures/compact.yaml")) {
        model.actors[0].risk_aversion = risk_aversion;
        context = open_context(model, 0, 1, {x.data(), 0, 1, {0.0, 0.0}});
        state = opening_state(context, false, {model.actors[0].prior, model.actors[1].prior}, 1);
        state.rungs = rungs;
        ByRung beyond;
        build_stage_game(context, state, beyond, game);
    }
    Setting(const Setting&) = delete;  // the context points into the model

    int course(int actor, const std::string& name) const {
        const MoveList& moves = game.moves[at(actor)];
        for (int k = 0; k < moves.size; ++k) {
            if (model.names.actions[at(moves[k].action)] == name)
                return game.courses[at(actor)].of_move[at(k)];
        }
        FAIL("not open: " << name);
        return -1;
    }
    double payoff(int actor, const std::string& own, const std::string& rival, int type = 0) {
        return game.payoff(actor, type, course(actor, own), course(1 - actor, rival));
    }
};

constexpr double kRound = 12.0 / 24.0;  // days

double flow(int rung) {
    constexpr double kCost[] = {0, 0.01, 0.05, 0.2, 0.8, 2};
    return kCost[rung] * kRound;
}

double accident(int rungs) {
    return 1 - std::exp(-0.05 * kRound * std::exp(0.2 * rungs));
}

}  // namespace

TEST_CASE("moves that differ only in cost and words are one course") {
    const Setting s({1, 2});
    CHECK(s.course(0, "hold") == s.course(0, "denounce"));
    CHECK(s.course(0, "hold") != s.course(0, "climb"));
    CHECK(s.course(0, "hold") != s.course(0, "call"));
    CHECK(s.course(1, "hold") != s.course(1, "withdraw"));  // which ends what persists
}

TEST_CASE("a round is worth what follows it, less accidents, flow costs and what persists") {
    Setting s({1, 2});
    // Both hold: an accident (0.8: one rung, 0.2: two) does harm of 0.5 half the time.
    const double a = accident(3);
    const double onward = a * (1.2 - 0.25);
    CHECK(s.payoff(0, "hold", "hold") == Approx(1 + onward - flow(1) - 0.1 * kRound));  // the victim pays
    CHECK(s.payoff(1, "hold", "hold") == Approx(2.1 + onward - flow(2)));
    CHECK(s.payoff(0, "hold", "withdraw") == Approx(1 + onward - flow(1)));
    // Own cost of a move is not in the course's payoff.
    CHECK(s.payoff(0, "climb", "hold") == Approx(2 + accident(4) * 0.95 - flow(2) - 0.1 * kRound));
}

TEST_CASE("an answered call may settle, unless the other side climbs") {
    Setting s({1, 2});
    const double in_time = 0.5 * std::erfc(-std::log(2.0) / 0.8 / std::sqrt(2.0));
    const double settle = 0.8 * in_time * 0.6 * 0.9 * 0.9;
    const double onward = 1 + accident(3) * 0.95;
    const double off_ramp = 0.5 + 0.1 - 0.5 * 0.05;
    CHECK(s.payoff(0, "call", "hold") ==
          Approx(settle * off_ramp + (1 - settle) * onward - flow(1) - 0.1 * kRound));
    const double both = 1 - (1 - settle) * (1 - settle);
    CHECK(s.payoff(0, "call", "call") ==
          Approx(both * off_ramp + (1 - both) * onward - flow(1) - 0.1 * kRound));
    // Against a climb to rung 3 it does not; an accident of two rungs is then war.
    const double a = accident(4);
    const double carried = 0.8 * 2 + 0.2 * (0.5 - 6) - 0.25;
    CHECK(s.payoff(0, "call", "climb") == Approx((1 - a) * 1 + a * carried - flow(1) - 0.1 * kRound));
}

TEST_CASE("war by choice comes before accidents; war by accident depends on the type") {
    Setting s({4, 2});
    // The track that is suspended on rung 4 and above costs 0.01 a day.
    CHECK(s.payoff(0, "climb", "hold", 0) == Approx(0.5 - 6 - flow(5) - (0.01 + 0.1) * kRound));
    CHECK(s.payoff(0, "climb", "hold", 1) == Approx(0.5 - 20 - flow(5) - (0.01 + 0.1) * kRound));
    const double a = accident(6);
    CHECK(s.payoff(0, "hold", "hold", 0) ==
          Approx((1 - a) * 4 + a * (0.5 - 6 - 0.25) - flow(4) - (0.01 + 0.1) * kRound));
}

TEST_CASE("stepping down to the bottom before one that stands is backing down") {
    Setting s({1, 2});
    const double a = accident(2);
    // The calm bonus and none of the stakes, or all of them; or carried on by an accident.
    CHECK(s.payoff(0, "step_down", "hold") ==
          Approx((1 - a) * 0.1 + a * (1.2 - 0.25) - flow(0) - 0.1 * kRound));
    CHECK(s.payoff(1, "hold", "step_down") == Approx((1 - a) * 1.1 + a * (2 + 1.2 + 0.1 - 0.25) - flow(2)));
}

TEST_CASE("the averse count a round at its certainty equivalent") {
    Setting s({1, 2}, 2.0);
    const double a = accident(3);
    const double sum =
        (1 - a) * std::exp(-2.0) + a * (0.8 * std::exp(-2 * (2 - 0.25)) + 0.2 * std::exp(-2 * (3 - 0.25)));
    CHECK(s.payoff(0, "hold", "hold") == Approx(-std::log(sum) / 2 - flow(1) - 0.1 * kRound));
}

TEST_CASE("what lies beyond the horizon is judged by lead, height and what climbing down will cost") {
    const Setting s({1, 2});
    CrisisState state = s.state;
    state.rungs = {3, 2};
    // Lead 1 of calm_rung 2: stalemate share 0.4 + 0.3; climbing down from 3 costs 0.3, half of it spared.
    const double war = 0.2 * 0.36;
    const double peace = 0.7 + 0.1 - 0.15 - flow(3);
    CHECK(leaf_value(s.context, state, 0, 0) == Approx(war * (0.5 - 6) + (1 - war) * peace));
    const double behind = 0.4 - 0.3 + 0.1 - 0.5 * 0.15 - flow(2);
    CHECK(leaf_value(s.context, state, 1, 1) == Approx(war * (0.5 - 20) + (1 - war) * behind));
}
