// SPDX-License-Identifier: Apache-2.0
#include "engine/agents/decide.hpp"

#include <memory>

#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

struct Setting {
    Model model;
    std::array<double, kMaxFeatures> x{};
    CrisisContext context;
    CrisisState state;
    Decision decision;

    explicit Setting(const std::string& agent)
        : model(model_of_text(edited(source_text("tests/fixtures/compact.yaml"),
                                     {{"agent: {rule: lookahead, depth: 1}", "agent: {" + agent + "}"}}))) {
        context = open_context(model, 0, 1, {x.data(), 0, 1, {0.0, 0.0}});
        state = opening_state(context, false, {model.actors[0].prior, model.actors[1].prior}, 1);
    }
    Setting(const Setting&) = delete;  // the context points into the model

    void decide() {
        DecisionMaker maker(model, nullptr);
        maker.decide(context, state, decision);
        for (int i = 0; i < kActors; ++i) {
            for (int type = 0; type < model.actors[at(i)].types; ++type) {
                double sum = 0.0;
                for (int k = 0; k < decision.moves[at(i)].size; ++k)
                    sum += decision.strategies[at(i)][at(type)][at(k)];
                CHECK(sum == Approx(1.0));
            }
        }
    }
    double probability(const std::string& name, int type = 0) const {
        const MoveList& moves = decision.moves[0];
        for (int k = 0; k < moves.size; ++k) {
            if (model.names.actions[at(moves[k].action)] == name)
                return decision.strategies[0][at(type)][at(k)];
        }
        return -1.0;
    }
};

}  // namespace

TEST_CASE("a mixture is over the actions that are open") {
    Setting s("rule: mixed, mix: {climb: 1, step_down: 2, call: 1}");
    s.decide();
    CHECK(s.probability("climb") == Approx(0.25));
    CHECK(s.probability("step_down", 1) == Approx(0.5));
    CHECK(s.probability("hold") == 0.0);
    s.state.channels_open = 0;
    s.decide();
    CHECK(s.probability("climb") == Approx(1.0 / 3));
    CHECK(s.probability("call") == -1.0);
}

TEST_CASE("a mixture of nothing that is open holds") {
    Setting s("rule: mixed, mix: {step_down: 1}");
    s.state.rungs[0] = 0;
    s.decide();
    CHECK(s.probability("hold") == 1.0);
}

TEST_CASE("a script is followed by rounds, and holding where it is over or not open") {
    Setting s("rule: scripted, script: [climb, call, step_down]");
    s.decide();
    CHECK(s.probability("climb") == 1.0);
    s.state.round = 1;
    s.decide();
    CHECK(s.probability("call") == 1.0);
    s.state.channels_open = 0;
    s.decide();
    CHECK(s.probability("hold") == 1.0);
    s.state.round = 3;
    s.decide();
    CHECK(s.probability("hold") == 1.0);
}

TEST_CASE("a trembling hand mixes in every open move") {
    Setting s("rule: scripted, script: [climb], noise: 0.3");
    s.decide();
    const double each = 0.3 / s.decision.moves[0].size;
    CHECK(s.probability("climb") == Approx(0.7 + each));
    CHECK(s.probability("hold") == Approx(each));
}

TEST_CASE("level 0 plays uniformly, level 1 answers it, level 2 answers level 1") {
    Setting zero("rule: level_k, level: 0");
    zero.decide();
    CHECK(zero.probability("climb") == Approx(1.0 / zero.decision.moves[0].size));

    Setting one("rule: level_k, level: 1");
    one.decide();
    Lookahead lookahead(1);
    Strategy strategy{};
    lookahead.level_k(one.context, one.state, 0, 1, strategy);  // for its stage game
    const StageGame& game = lookahead.game();
    Strategy expected{};
    logit_response(one.context, game, 0, uniform_play(game, 1), expected);
    for (int type = 0; type < 2; ++type) {
        for (int k = 0; k < one.decision.moves[0].size; ++k) {
            CHECK(one.decision.strategies[0][at(type)][at(k)] == Approx(expected[at(type)][at(k)]));
        }
    }

    Setting two("rule: level_k, level: 2");
    two.decide();
    Strategy rival{};
    logit_response(two.context, game, 1, uniform_play(game, 0), rival);
    logit_response(two.context, game, 0, expected_courses(two.model, game, 1, two.state.belief[1], rival),
                   expected);
    for (int k = 0; k < two.decision.moves[0].size; ++k) {
        CHECK(two.decision.strategies[0][0][at(k)] == Approx(expected[0][at(k)]));
    }
}

TEST_CASE("looking ahead gives a fixed point of logit responses, and more for the rational") {
    Setting s("rule: lookahead, depth: 1");
    s.decide();
    CHECK(s.decision.residual <= kPlayTolerance);
    Lookahead lookahead(1);
    Pair<Strategy> play{};
    lookahead.quantal_response(s.context, s.state, 1, play);
    const StageGame& game = lookahead.game();
    for (int i = 0; i < kActors; ++i) {
        const int j = other(i);
        Strategy answer{};
        logit_response(s.context, game, i,
                       expected_courses(s.model, game, j, s.state.belief[at(j)], play[at(j)]), answer);
        for (int k = 0; k < game.moves[at(i)].size; ++k) {
            CHECK(answer[0][at(k)] == Approx(play[at(i)][0][at(k)]).margin(1e-5));
        }
    }
    // The resolute climb more readily.
    CHECK(s.probability("climb_two", 0) > s.probability("climb_two", 1));
}

TEST_CASE("without rationality every move is equally likely") {
    Setting s("rule: lookahead, depth: 2");
    s.context.rationality = {0.0, 0.0};
    s.decide();
    for (const char* name : {"hold", "climb", "climb_two", "step_down", "call", "denounce"}) {
        CHECK(s.probability(name) == Approx(1.0 / 6));
    }
}
