// SPDX-License-Identifier: Apache-2.0
// Lookahead comes to the solved crisis as it looks further.
#include "engine/agents/lookahead.hpp"

#include "engine/crisis/crisis_solver.hpp"
#include "engine/model/situation.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

// Without private types, harm and misreading, of which lookahead takes no account.
const std::string kFarScenario = R"(name: far
time: {start: 2023-01-01, end: 2023-02-01, season: 31d, tick: 31d}
ladder: [{name: calm}, {name: low, cost: 0.05/day}, {name: high, cost: 0.3/day}, {name: edge, cost: 0.8/day}, {name: war}]
actors:
  us:
    types: {only: {prior: 1, war_cost: 4}}
    rationality: 4
    audience_cost: {scale: 0.2, affront: 0.3}
  cn:
    types: {only: {prior: 1, war_cost: 6}}
    rationality: 5
    audience_cost: {scale: 0.1}
channels: {line: {latency: 6h, pickup: 0.8, fidelity: 0.9, authority: 0.9, cost: 0.02}}
actions: {hold: {}, climb: {move: 1, cost: 0.03, answers: 0.7}, step_down: {move: -1}, call: {calls: [line]}}
incidents:
  brush: {rate: 0/day, stakes: {us: 1.2, cn: 0.9}, visibility: 0.6, provoker_rung: 1, victim_rung: 1, round: 12h, rounds: 5,
          hazard: {base: 0.2/day, effects: {rung.us: 0.2, rung.cn: 0.2}}, harm: 0}
crisis: {calm_rung: 2, kept: 0.6, terms: [0, 0.2]}
)";

}  // namespace

TEST_CASE("looking further comes nearer to the solved crisis, and looking to its end is it") {
    const Model model = model_of_text(kFarScenario);
    const Situation situation = initial_situation(model);
    for (int provoker = 0; provoker < kActors; ++provoker) {
        const CrisisContext context = open_context(model, 0, provoker, setting_of(situation));
        const CrisisState opening = opening_state(
            context, false, {model.actors[0].prior, model.actors[1].prior}, situation.channels_open);
        const auto table = solve_crisis(context, situation.channels_open, {});
        Pair<MoveList> moves;
        Pair<Strategy> solved;
        table->strategies(context, opening, moves, solved);
        Lookahead lookahead(5);
        const auto distance = [&](int depth) {
            Pair<Strategy> play;
            lookahead.quantal_response(context, opening, depth, play);
            double sum = 0.0;
            for (std::size_t i = 0; i < kActors; ++i) {
                for (int a = 0; a < moves[i].size; ++a)
                    sum += std::abs(play[i][0][at(a)] - solved[i][0][at(a)]);
            }
            return sum / 2;  // variation, of both sides together
        };
        double last = distance(1);
        CHECK(last > 0.02);
        for (int depth = 2; depth <= 5; ++depth) {
            const double next = distance(depth);
            INFO("depth " << depth << ": " << next << " after " << last);
            CHECK(next < last);
            last = next;
        }
        CHECK(last < 1e-5);
    }
}
