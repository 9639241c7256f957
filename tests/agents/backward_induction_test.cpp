// SPDX-License-Identifier: Apache-2.0
// Row 20 of the verification table: with sharp choices, in turns and without chance, looking ahead to the end
// and solving backwards are subgame-perfect play.
#include <functional>

#include "engine/agents/lookahead.hpp"
#include "engine/crisis/crisis_solver.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

const char* const kScenario = R"(name: turns
time: {start: 2023-01-01, end: 2023-02-01, season: 31d, tick: 31d}
ladder: [{name: calm}, {name: low, cost: 0.21/day}, {name: high, cost: 0.83/day}, {name: war}]
actors:
  us:
    types: {only: {prior: 1, war_cost: 3.1}}
    rationality: 4000
    audience_cost: {scale: 0.17, exponent: 1.3}
    calm_value: {base: 0.11}
  cn:
    types: {only: {prior: 1, war_cost: 0.4}}
    rationality: 4000
    audience_cost: {scale: 0.37, exponent: 0.9}
    calm_value: {base: 0.07}
actions: {hold: {}, climb: {move: 1, cost: 0.013}, step_down: {move: -1}}
incidents:
  brush: {rate: 0/day, stakes: {us: 1.3, cn: 0.9}, visibility: 0.7, provoker_rung: 1, victim_rung: 1, round: 6h,
          rounds: 5}
crisis: {moves: alternating, calm_rung: 1}
)";

struct Outcome {
    Pair<double> value{};
    int move = 0;         // of the side to move
    double margin = 0.0;  // by which it is better than the next
};

// Plain backward induction over the game's rules.
Outcome best(const CrisisContext& c, const CrisisState& s) {
    const int mover = s.round % 2 == 0 ? c.provoker : other(c.provoker);
    MoveList moves;
    list_moves(c, s, mover, moves);
    Outcome result;
    result.value[at(mover)] = -HUGE_VAL;
    double second = -HUGE_VAL;
    for (int k = 0; k < moves.size; ++k) {
        CrisisState next = s;
        next.rungs[at(mover)] = moves[k].target;
        next.round = s.round + 1;
        const End end = end_of(c, s.round, s.rungs, next.rungs, next.rungs, false);
        Outcome later;
        if (end.ending == Ending::kNone) {
            later = best(c, next);
        } else {
            for (int i = 0; i < kActors; ++i) {
                later.value[at(i)] = ending_payoff(c, end, next, i, 0);
            }
        }
        for (int i = 0; i < kActors; ++i) {
            later.value[at(i)] -= c.incident->flow_cost[at(i)][at(next.rungs[at(i)])];
        }
        later.value[at(mover)] -= cost_of(c, moves[k], mover, 0);
        if (later.value[at(mover)] > result.value[at(mover)]) {
            second = result.value[at(mover)];
            result.value = later.value;
            result.move = k;
        } else {
            second = std::max(second, later.value[at(mover)]);
        }
    }
    result.margin = result.value[at(mover)] - second;
    return result;
}

}  // namespace

TEST_CASE("looking ahead to the end, sharply and in turns, is subgame-perfect play") {
    const Model model = model_of_text(kScenario);
    const std::array<double, kMaxFeatures> x{};
    const CrisisContext context = open_context(model, 0, 0, {x.data(), 0, 0, {0.0, 0.0}});
    CrisisState state = opening_state(context, false, {model.actors[0].prior, model.actors[1].prior}, 0);
    Lookahead lookahead(5);
    std::array<int, 3> chosen{};
    for (int round = 0; round < 5; ++round) {
        for (int us = 0; us < 3; ++us) {
            for (int cn = 0; cn < 3; ++cn) {
                state.round = round;
                state.rungs = {us, cn};
                if (us == 0 && cn == 0) continue;
                const Outcome outcome = best(context, state);
                REQUIRE(outcome.margin > 0.004);  // no near ties: exp(-16) at this rationality
                const int mover = round % 2 == 0 ? 0 : 1;
                Pair<Strategy> play{};
                lookahead.quantal_response(context, state, 5 - round, play);
                CHECK(play[at(mover)][0][at(outcome.move)] > 0.999);
                CHECK(play[at(other(mover))][0][0] == Approx(1.0));  // waits
                TypeValues value{};
                expected_payoffs(context, state.belief, lookahead.game(), play, value);
                for (int i = 0; i < kActors; ++i) {
                    CHECK(value[at(i)][0] == Approx(outcome.value[at(i)]).margin(1e-5));
                }
                MoveList moves;
                list_moves(context, state, mover, moves);
                ++chosen[at(moves[outcome.move].action)];
            }
        }
    }
    CAPTURE(chosen[0], chosen[1], chosen[2]);
    for (const int n : chosen) CHECK(n > 0);  // each action is the best one somewhere
}

TEST_CASE("the solved crisis, sharply and in turns, is subgame-perfect play") {
    const Model model = model_of_text(kScenario);
    const std::array<double, kMaxFeatures> x{};
    const CrisisContext context = open_context(model, 0, 0, {x.data(), 0, 0, {0.0, 0.0}});
    const auto table = solve_crisis(context, 0, {});
    CHECK(table->report.unconverged == 0);
    CrisisState state = opening_state(context, false, {model.actors[0].prior, model.actors[1].prior}, 0);
    for (int round = 0; round < 5; ++round) {
        for (int us = 0; us < 3; ++us) {
            for (int cn = 0; cn < 3; ++cn) {
                state.round = round;
                state.rungs = {us, cn};
                if (us == 0 && cn == 0) continue;
                const Outcome outcome = best(context, state);
                Pair<MoveList> moves;
                Pair<Strategy> play{};
                table->strategies(context, state, moves, play);
                CHECK(play[at(round % 2)][0][at(outcome.move)] > 0.999);
                if (round > 0) continue;
                TypeValues value{};
                table->opening_values(state, value);
                for (int i = 0; i < kActors; ++i) {
                    CHECK(value[at(i)][0] == Approx(outcome.value[at(i)]).margin(1e-5));
                }
            }
        }
    }
}
