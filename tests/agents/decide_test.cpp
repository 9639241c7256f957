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
    // Of an action, a call with whatever terms; -1: it is not open.
    double probability(const std::string& name, int type = 0) const {
        const MoveList& moves = decision.moves[0];
        double sum = 0.0;
        bool open = false;
        for (int k = 0; k < moves.size; ++k) {
            if (model.names.actions[at(moves[k].action)] != name) continue;
            open = true;
            sum += decision.strategies[0][at(type)][at(k)];
        }
        return open ? sum : -1.0;
    }
    double of_terms(double terms) const {
        const MoveList& moves = decision.moves[0];
        for (int k = 0; k < moves.size; ++k) {
            if (moves[k].channel >= 0 && moves[k].terms == terms) return decision.strategies[0][0][at(k)];
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
    CHECK(s.probability("call") == Approx(0.25));  // whatever its terms
    CHECK(s.of_terms(-0.2) == Approx(0.25 / 3));
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
    CHECK(s.of_terms(0.0) == 1.0);  // the terms that move least
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
    CHECK(zero.probability("call") == Approx(3.0 / 8));

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
    for (const char* name : {"hold", "climb", "climb_two", "step_down", "denounce"}) {
        CHECK(s.probability(name) == Approx(1.0 / 8));
    }
    for (const double terms : {-0.2, 0.0, 0.2}) CHECK(s.of_terms(terms) == Approx(1.0 / 8));
}

namespace {

// The last round, in which the United States calls and China holds.
struct LastRound : Setting {
    DecisionMaker maker;
    explicit LastRound(const std::string& agent) : Setting(agent), maker(model, nullptr) {
        state.round = 9;
        maker.decide(context, state, decision);
    }
    std::array<double, kMaxTypes> acceptance(double terms) {
        const MoveList& us = decision.moves[0];
        int call = -1;
        for (int k = 0; k < us.size; ++k) {
            if (us[k].channel >= 0 && us[k].terms == terms) call = k;
        }
        const MoveList& cn = decision.moves[1];
        const Round round = enter_round(context, state, {us[call], cn[holding_move(cn, 2)]});
        std::array<double, kMaxTypes> accepted{};
        maker.weigh(context, state, decision, round, 0, accepted);
        return accepted;
    }
};

}  // namespace

TEST_CASE("in the last round terms are accepted as often as logit has it on what fading is worth") {
    LastRound s("rule: lookahead, depth: 2");
    // Both stand on rungs 1 and 2. Going on: the matter fades, which costs China a tenth of its stakes and
    // the calm of 0.1; an accident (then harm of 0.5 half the time) makes no other difference, as two rungs
    // are not war.
    const double a = 1 - std::exp(-0.05 * 0.5 * std::exp(0.2 * 3));
    for (const double terms : {-0.2, 0.0, 0.2}) {
        const auto accepted = s.acceptance(terms);
        for (const std::size_t type : {0U, 1U}) {
            const double factor = type == 0 ? 1.5 : 1.0;
            const double on = -0.1 * factor - 0.1 - a * 0.25;
            const double agreed =
                factor * (-terms - 0.5 * 0.05 * (1 + 2));  // half of climbing down is spared
            CHECK(accepted[type] == Approx(1 / (1 + std::exp(-3 * (agreed - on)))));
        }
    }
}

TEST_CASE("who misreads a stand does what it would do if the other stood there") {
    Setting s("rule: lookahead, depth: 1");
    DecisionMaker maker(s.model, nullptr);
    Strategy taken{};
    maker.misread(s.context, s.state, 0, taken);
    CrisisState higher = s.state;
    higher.rungs = {1, 3};
    Decision there;
    maker.decide(s.context, higher, there);
    maker.decide(s.context, s.state, s.decision);
    bool same = true;
    for (std::size_t k = 0; k < 8; ++k) {
        CHECK(taken[0][k] == Approx(there.strategies[0][0][k]));
        same = same && std::abs(taken[0][k] - s.decision.strategies[0][0][k]) < 0.001;
    }
    CHECK_FALSE(same);
}
