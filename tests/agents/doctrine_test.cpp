// SPDX-License-Identifier: Apache-2.0
#include "engine/agents/doctrine.hpp"

#include <map>

#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

using Play = std::map<std::string, double>;

struct DoctrineSetting {
    Model model = model_of("tests/fixtures/compact.yaml");
    DoctrineRule rule;
    std::array<double, kMaxFeatures> x{};
    CrisisContext context;
    CrisisState state;

    explicit DoctrineSetting(Doctrine doctrine)
        : rule{.doctrine = doctrine, .generosity = 0.25, .resolve_rung = 3} {
        context = open_context(model, 0, 1, {x.data(), 0, 0, {0.0, 0.0}});
        state = opening_state(context, false, {}, 0);  // no channel
    }
    DoctrineSetting(const DoctrineSetting&) = delete;  // the context points into the model

    // What actor 0 does on `own` after seeing the other on `before` and then on `seen`.
    Play at_rungs(int own, int before, int seen, int type = 0) {
        state.rungs = {own, seen};
        state.seen = {own, seen};
        state.seen_before = {own, before};
        MoveList moves;
        list_moves(context, state, 0, moves);
        Strategy strategy;
        doctrine_strategy(rule, context, state, 0, moves, strategy);
        Play play;
        double sum = 0.0;
        for (int k = 0; k < moves.size; ++k) {
            const double p = strategy[at(type)][at(k)];
            sum += p;
            if (p > 0.0) play[model.names.actions[at(moves[k].action)]] = p;
        }
        CHECK(sum == Approx(1.0));
        return play;
    }
};

const Play kHold = {{"hold", 1.0}};
const Play kClimb = {{"climb", 1.0}};
const Play kClimbTwo = {{"climb_two", 1.0}};
const Play kStepDown = {{"step_down", 1.0}};
const Play kCall = {{"call", 1.0}};

}  // namespace

TEST_CASE("mirror goes where it saw the other side") {
    DoctrineSetting s(Doctrine::kMirror);
    CHECK(s.at_rungs(2, 2, 2) == kHold);
    CHECK(s.at_rungs(2, 2, 3) == kClimb);
    CHECK(s.at_rungs(1, 2, 4) == kClimbTwo);  // as near as it can get
    CHECK(s.at_rungs(3, 2, 1) == kStepDown);
    CHECK(s.at_rungs(0, 0, 0) == kHold);
}

TEST_CASE("generous forgives a quarter of the time") {
    DoctrineSetting s(Doctrine::kGenerous);
    CHECK(s.at_rungs(2, 2, 3) == Play{{"climb", 0.75}, {"hold", 0.25}});
    CHECK(s.at_rungs(2, 2, 2) == Play{{"hold", 0.75}, {"step_down", 0.25}});
    CHECK(s.at_rungs(2, 2, 1) == kStepDown);
    CHECK(s.at_rungs(0, 0, 0) == kHold);
}

TEST_CASE("GRIT takes the initiative down, and answers a climb") {
    DoctrineSetting s(Doctrine::kGrit);
    CHECK(s.at_rungs(2, 2, 2) == kStepDown);
    CHECK(s.at_rungs(2, 3, 2) == kStepDown);
    CHECK(s.at_rungs(2, 2, 3) == kClimb);
    CHECK(s.at_rungs(0, 2, 2) == kHold);
    s.state.channels_open = 1;
    CHECK(s.at_rungs(2, 2, 2) == kCall);
    CHECK(s.at_rungs(2, 2, 3) == kClimb);
}

TEST_CASE("the hawk climbs to its resolve, the dove calls or steps down") {
    DoctrineSetting hawk(Doctrine::kHawk);
    CHECK(hawk.at_rungs(1, 0, 0) == kClimb);
    CHECK(hawk.at_rungs(3, 4, 4) == kHold);
    CHECK(hawk.at_rungs(4, 4, 4) == kHold);
    DoctrineSetting dove(Doctrine::kDove);
    CHECK(dove.at_rungs(2, 3, 4) == kStepDown);
    CHECK(dove.at_rungs(0, 3, 4) == kHold);
    dove.state.channels_open = 1;
    CHECK(dove.at_rungs(2, 3, 4) == kCall);
}

TEST_CASE("the brinkman climbs, stands and yields by its critical risk, each type by its own") {
    DoctrineSetting s(Doctrine::kBrinkman);
    CHECK(s.at_rungs(1, 2, 2) == kClimb);
    CHECK(s.at_rungs(3, 2, 2) == kHold);
    // Standing on rungs 3 and 2 wins half of the stakes, yielding loses half and steps down in public, which
    // costs 0.05 (1 + 2 + 3); war costs 6 or 20 and the calm of 0.1. The affront to the victim, 0.1, stays
    // unanswered in peace. The resolute value stakes and audiences by half as much again.
    const double resolute = 1.5 * (0.5 - 0.1) - (-0.1 - 6);
    const double restrained = 0.5 - 0.1 - (-0.1 - 20);
    const double critical[] = {1.5 * (1 + 0.3) / resolute, (1 + 0.3) / restrained};
    const auto at_risk = [&](double risk) {
        s.context.accident_exposure = -std::log1p(-risk) / std::exp(1.0);
    };
    at_risk(critical[1] * 0.99);
    CHECK(s.at_rungs(3, 2, 2, 0) == kHold);
    CHECK(s.at_rungs(3, 2, 2, 1) == kHold);
    at_risk(critical[1] * 1.01);
    CHECK(s.at_rungs(3, 2, 2, 0) == kHold);
    CHECK(s.at_rungs(3, 2, 2, 1) == kStepDown);
    at_risk(critical[0] * 1.01);
    CHECK(s.at_rungs(3, 2, 2, 0) == kStepDown);
}
