// SPDX-License-Identifier: Apache-2.0
#include "engine/model/crisis.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

struct MoveSetting {
    Model model;
    std::array<double, kMaxFeatures> x{};
    CrisisContext context;
    CrisisState state;

    explicit MoveSetting(Model m, std::uint32_t guardrails = 0) : model(std::move(m)) {
        context = open_context(model, 0, 1, {x.data(), guardrails, 1, {0.0, 0.0}});
        state = opening_state(context, false, {}, 1);  // rungs {1, 2}, the hotline open
    }
    MoveSetting(const MoveSetting&) = delete;  // the context points into the model
    std::vector<std::string> names(int actor) const {
        MoveList list;
        list_moves(context, state, actor, list);
        std::vector<std::string> result;
        for (int k = 0; k < list.size; ++k) {
            result.push_back(model.names.actions[static_cast<std::size_t>(list[k].action)]);
        }
        return result;
    }
    Move move(int actor, const std::string& name) const {
        MoveList list;
        list_moves(context, state, actor, list);
        for (int k = 0; k < list.size; ++k) {
            if (model.names.actions[static_cast<std::size_t>(list[k].action)] == name) return list[k];
        }
        FAIL("not open: " << name);
        return {};
    }
};

using Words = std::vector<std::string>;

MoveSetting compact(std::uint32_t guardrails = 0) {
    return MoveSetting(model_of("tests/fixtures/compact.yaml"), guardrails);
}

}  // namespace

TEST_CASE("moves are open by rung, role, channel and what was done before") {
    MoveSetting s = compact();
    // A call with each of its terms is a move.
    CHECK(s.names(0) == Words{"hold", "climb", "climb_two", "step_down", "call", "call", "call", "denounce"});
    CHECK(s.names(1) == Words{"hold", "climb", "climb_two", "step_down", "call", "call", "call",
                              "withdraw"});  // rung 2, provoker
    s.state.channels_open = 0;
    CHECK(s.names(0) == Words{"hold", "climb", "climb_two", "step_down", "denounce"});
    s.state.channels_open = 2;  // the second choice of line
    CHECK(s.move(0, "call").channel == 1);
    s.state.taken[0] = 1U << 5;
    CHECK(s.names(0) == Words{"hold", "climb", "climb_two", "step_down", "call", "call", "call"});
    s.state.round = 2;  // what persisted for two rounds is over
    CHECK(s.names(1) == Words{"hold", "climb", "climb_two", "step_down", "call", "call", "call"});
    s.state.rungs[0] = 0;
    CHECK(s.names(0) == Words{"hold", "climb", "climb_two", "call", "call", "call"});
}

TEST_CASE("a call carries the terms of the crisis, or its own") {
    const auto terms = [](const MoveSetting& s) {
        MoveList list;
        list_moves(s.context, s.state, 0, list);
        std::vector<double> all;
        for (int k = 0; k < list.size; ++k) {
            if (list[k].channel >= 0) all.push_back(list[k].terms);
        }
        return all;
    };
    CHECK(terms(compact()) == std::vector<double>{-0.2, 0.0, 0.2});
    const MoveSetting own(
        model_of_text(edited(source_text("tests/fixtures/compact.yaml"),
                             {{"calls: [hotline, spare]}", "calls: [hotline, spare], terms: [0.1]}"}})));
    CHECK(terms(own) == std::vector<double>{0.1});
}

TEST_CASE("a move leads to a rung, expresses one and has a cost") {
    MoveSetting s = compact();
    CHECK(s.move(0, "climb").target == 2);
    CHECK(s.move(0, "climb").signal == 2);
    CHECK(s.move(0, "climb").climbs);
    CHECK(s.move(0, "climb").cost == Approx(0.02));
    CHECK(s.move(0, "denounce").target == 1);
    CHECK(s.move(0, "denounce").signal == 2);
    CHECK_FALSE(s.move(0, "denounce").climbs);
    CHECK(s.move(0, "call").cost == Approx(0.02));
    // Stepping down from rung 2 in half of full view: 0.5 * 0.1 * 2, of which the resolute mind half as much
    // again.
    CHECK(s.move(1, "step_down").cost == 0.0);
    CHECK(s.move(1, "step_down").audience == Approx(0.1));
    CHECK(cost_of(s.context, s.move(1, "step_down"), 1, 0) == Approx(0.15));
    CHECK(cost_of(s.context, s.move(1, "step_down"), 1, 1) == Approx(0.1));
    CHECK(s.move(0, "call").audience == 0.0);
    s.state.rungs[0] = 4;
    CHECK(s.move(0, "climb_two").target == 5);  // war is the top
}

TEST_CASE("a guardrail's rule costs its breach, in the rounds that it binds") {
    MoveSetting s = compact(1);
    CHECK(s.move(0, "climb").cost == Approx(0.22));
    CHECK(s.move(0, "hold").cost == 0.0);
    s.state.round = 2;
    CHECK(s.move(0, "climb").cost == Approx(0.22));
    s.state.round = 3;
    CHECK(s.move(0, "climb").cost == Approx(0.02));
    CHECK(compact(2).move(0, "climb").cost == Approx(0.02));  // the other guardrail has no rules
}

TEST_CASE("with alternating moves the side that is not to move holds") {
    MoveSetting s(model_of_text(edited(source_text("tests/fixtures/compact.yaml"),
                                       {{"\ncrisis:", "\ncrisis:\n  moves: alternating"}})));
    CHECK(s.names(1).size() == 8);  // the provoker first
    CHECK(s.names(0) == Words{"hold"});
    s.state.round = 1;
    CHECK(s.names(1) == Words{"hold"});
    CHECK(s.names(0).size() == 8);
}

TEST_CASE("only those who have access may call") {
    MoveSetting s(model_of_text(edited(source_text("tests/fixtures/compact.yaml"),
                                       {{"  hotline:\n", "  hotline:\n    access: us\n"}})));
    CHECK(s.move(0, "call").channel == 0);
    CHECK(s.names(1) == Words{"hold", "climb", "climb_two", "step_down", "withdraw"});
}
