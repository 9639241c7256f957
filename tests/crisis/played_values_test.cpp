// SPDX-License-Identifier: Apache-2.0
// The same rules solved and played: what the solver says that a crisis is worth is what crises that are
// played from its strategies come to on average. 60,000 crises each; a deviation of 4 standard errors is a
// false alarm once in 16,000.
#include <string>
#include <vector>

#include "analysis/crisis_alone.hpp"
#include "engine/crisis/crisis_solver.hpp"
#include "engine/crisis/table_library.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

constexpr int kCrises = 20'000;
constexpr double kGridError = 5e-4;  // between 5 and 21 points of the grid of beliefs, values differ by less

// Crises with much in them. The numbers are the reference's, whose values on a coarse grid may be further
// off: an export control is worth 0.018 less played than solved to the United States with 3 points, 0.009
// with 5, and 0.005 with 9, each +- 0.006.
Scenario rich(const std::vector<std::string>& policies) {
    Scenario s = rich_scenario(policies).scenario();
    for (Actor& actor : s.actors) actor.agent.rule = kRule<EquilibriumRule>;
    s.solver.beliefs = 3;
    s.solver.configurations = 64;
    s.solver.harms = 0;
    return s;
}
constexpr double kCoarseGridError = 1.2e-2;

// Two types a side, terms, misreading and an affront, without anything that a scenario's authors may change.
Scenario compact() {
    Scenario s = scenario_of("tests/fixtures/compact.yaml").scenario();
    for (Actor& actor : s.actors) actor.agent.rule = kRule<EquilibriumRule>;
    s.solver.beliefs = 10;
    s.solver.configurations = 64;
    s.solver.harms = 0;  // which changes no odds
    return s;
}

int incident_of(const Scenario& s, const std::string& name) {
    for (std::size_t k = 0; k < s.incidents.size(); ++k) {
        if (s.incidents[k].name == name) return static_cast<int>(k);
    }
    FAIL("no incident " << name);
    return -1;
}

// Solves and plays one crisis of the scenario by itself.
void compare_play(const Scenario& scenario, const std::string& incident, int provoker,
                  double grid_error = kGridError) {
    INFO(incident << ", provoked by " << provoker);
    const Model m = compile(validate(crisis_alone(scenario, incident_of(scenario, incident), provoker)));
    const auto tables = std::make_shared<TableLibrary>(m);
    const Situation s = initial_situation(m);
    const CrisisTable& table =
        tables->find(tables->key(incident_of(scenario, incident), provoker, setting_of(s), s.channels_open));
    CHECK(table.space.untracked() == 0);
    CHECK(table.report.unconverged == 0);
    CHECK(table.report.residual <= SolverOptions{}.tolerance);

    TypeValues value{};
    const Pair<Belief> prior = {m.actors[0].prior, m.actors[1].prior};
    table.opening_values(opening_state(table.context, false, prior, s.channels_open), value);
    Pair<double> solved{};
    for (int i = 0; i < kActors; ++i) {
        for (int type = 0; type < m.actors[at(i)].types; ++type) {
            solved[at(i)] += prior[at(i)][at(type)] * value[at(i)][at(type)];
        }
    }

    Simulator simulator(m, tables);
    Pair<Mean> played;
    int unended = 0;
    for (int k = 0; k < kCrises; ++k) {
        const CampaignSummary summary = simulator.run({7, static_cast<std::uint64_t>(k)});
        unended += summary.crises_ended == 1 ? 0 : 1;
        for (int i = 0; i < kActors; ++i) played[at(i)].add(summary.value[at(i)]);
    }
    CHECK(unended == 0);
    for (int i = 0; i < kActors; ++i) {
        INFO("actor " << i << ": solved " << solved[at(i)] << ", played " << played[at(i)].mean() << " +- "
                      << played[at(i)].error());
        CHECK(std::abs(played[at(i)].mean() - solved[at(i)]) <= 4.0 * played[at(i)].error() + grid_error);
    }
}

}  // namespace

TEST_CASE("What a small crisis is worth solved is what it comes to played") {
    compare_play(compact(), "brush", 0);
    compare_play(compact(), "brush", 1);
    compare_play(compact(), "sale", 0);
}

TEST_CASE("What a crisis of a rich scenario is worth solved is what it comes to played") {
    const Scenario without = rich({"no-guardrails"});
    const Scenario with = rich({"guardrails"});
    compare_play(without, "air_intercept", 1, kCoarseGridError);
    compare_play(with, "strait_transit", 0, kCoarseGridError);
    compare_play(without, "export_control", 0, kCoarseGridError);
}

TEST_CASE("A crisis is worth solved what it comes to played where much can be done once") {
    Scenario s =
        parse_scenario(edited(source_text("tests/fixtures/compact.yaml"),
                              {{"  withdraw:",
                                "  expel: {to_rung: 1, cost: 0.05, answers: 0.3, reversible: false}\n"
                                "  recall: {to_rung: 2, cost: 0.1, answers: 0.5, reversible: false}\n"
                                "  withdraw:"},
                               {"rounds: 8", "rounds: 5"}}),
                       "much-once.yaml")
            .scenario();
    for (Actor& actor : s.actors) actor.agent.rule = kRule<EquilibriumRule>;
    s.solver.beliefs = 5;
    s.solver.configurations = 256;
    s.solver.harms = 0;
    compare_play(s, "sale", 0);
}

// At the reference's rationality some rounds of a balloon's crisis are lost on the principal branch of the
// logit correspondence, close to their solution.
TEST_CASE("A crisis of sharp sides is solved on a finer grid of beliefs", "[long]") {
    const Scenario s = scenario_of("scenarios/us-china-2023.yaml").scenario();
    const Model m = compile(validate(s));
    const Situation start = initial_situation(m);
    const CrisisContext context = open_context(m, incident_of(s, "balloon_overflight"), 1, setting_of(start));
    SolverOptions options;
    options.subdivisions = 2;
    options.configurations = s.solver.configurations;
    options.harms = s.solver.harms;
    const auto table = solve_crisis(context, start.channels_open, options);
    REQUIRE(table);
    CHECK(table->report.unconverged == 0);
    CHECK(table->report.residual <= options.tolerance);
}
