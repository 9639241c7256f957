// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/crisis_tree.hpp"

#include "engine/base/error.hpp"
#include "engine/crisis/crisis_solver.hpp"
#include "engine/game/agent_logit.hpp"
#include "engine/game/efg_file.hpp"
#include "engine/model/situation.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

// A call shows as such, by a signal of its own: whether it was heard then says nothing more about who has
// called.
const std::string kBrief = R"(name: brief
time: {start: 2023-01-01, end: 2023-02-01, season: 31d, tick: 31d}
ladder: [{name: calm}, {name: low, cost: 0.1/day}, {name: high, cost: 0.5/day}, {name: war}]
actors:
  us: {types: {resolute: {prior: 0.4, war_cost: 2, stakes: 1.5}, restrained: {prior: 0.6, war_cost: 6}}, rationality: 3,
       audience_cost: {scale: 0.2}}
  cn: {types: {resolute: {prior: 0.3, war_cost: 2}, restrained: {prior: 0.7, war_cost: 6}}, rationality: 3,
       audience_cost: {scale: 0.1}}
channels: {line: {latency: {base: 6h}, pickup: 0.8, fidelity: 0.9, authority: 0.9, cost: 0.02}}
actions: {hold: {}, climb: {move: 1, cost: 0.03}, step_down: {move: -1}, call: {calls: [line], signal: 3, role: provoker}}
incidents:
  brush: {rate: 0/day, provoker_rung: 1, victim_rung: 1, round: 12h, rounds: 2, hazard: {base: 0.3/day}, harm: 0.5,
          harm_cost: 0.4}
crisis: {calm_rung: 2, kept: 0.6, terms: [0.1]}
)";

struct Brief {
    explicit Brief(const std::string& text = kBrief) : model(model_of_text(text)) {
        const Situation s = initial_situation(model);
        context = open_context(model, 0, 0, setting_of(s));
        opening =
            opening_state(context, false, {model.actors[0].prior, model.actors[1].prior}, s.channels_open);
    }
    Brief(const Brief&) = delete;
    Model model;
    CrisisContext context;
    CrisisState opening;
};

}  // namespace

TEST_CASE("The agents of a crisis written as a tree play what the solver finds", "[long]") {
    const Brief brief;
    const ExtensiveForm tree = crisis_tree(brief.context, brief.opening, 2, kMostNodes);
    const AgentLogitEquilibrium agents = agent_logit_equilibrium(tree, 3.0);
    REQUIRE(agents.converged);

    SolverOptions fine;
    fine.subdivisions = 100;
    const auto table = solve_crisis(brief.context, brief.opening.channels_open, fine);
    Pair<MoveList> moves;
    Pair<Strategy> play;
    table->strategies(brief.context, brief.opening, moves, play);
    int compared = 0;
    for (std::size_t k = 0; k < tree.information_sets.size(); ++k) {
        const InformationSet& set = tree.information_sets[k];
        if (set.player == kChance || set.label.find(';') != std::string::npos) continue;  // the first round
        const int type = set.label == "type 1" ? 0 : 1;
        for (int a = 0; a < moves[at(set.player)].size; ++a) {
            CHECK(play[at(set.player)][at(type)][at(a)] ==
                  Approx(agents.point.behaviour[k][at(a)]).margin(2e-4));
            ++compared;
        }
    }
    CHECK(compared == 2 * 4 + 2 * 3);
}

TEST_CASE("A crisis written as a tree reads back the same") {
    const Brief brief(edited(kBrief, {{"kept: 0.6", "kept: 0.6, misperception: 0.2"}}));
    const ExtensiveForm tree = crisis_tree(brief.context, brief.opening, 1, kMostNodes);
    CHECK(parse_efg(write_efg(tree), "tree.efg") == tree);
    CHECK(tree.players == std::vector<std::string>{"us", "cn"});
    // One round: nobody sees anything of the other but what it believed before, and China the terms of a
    // call, whichever of the two moves that do not climb it has taken.
    int sets = 0;
    for (const InformationSet& set : tree.information_sets) sets += set.player == kChance ? 0 : 1;
    CHECK(sets == 4 + 2 * 2);
}

TEST_CASE("A tree that is too large is refused") {
    const Brief brief;
    CHECK_THROWS_AS(crisis_tree(brief.context, brief.opening, 2, 100), InputError);
}
