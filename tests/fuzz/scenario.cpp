// SPDX-License-Identifier: Apache-2.0
// A scenario that stands by itself: read, checked, compiled and, where that is quick, simulated.
#include <algorithm>

#include "analysis/experiment.hpp"
#include "engine/crisis/table_library.hpp"
#include "engine/model/compile.hpp"
#include "engine/scenario/idle_parts.hpp"
#include "engine/scenario/read_scenario.hpp"
#include "engine/sim/simulator.hpp"
#include "tests/fuzz/target.hpp"

namespace offramp::fuzz {
namespace {

/// A month of it, looking one round ahead.
Scenario in_brief(Scenario scenario) {
    constexpr double kMonth = 30 * kHoursPerDay;
    scenario.end.hours = std::min(scenario.end.hours, scenario.start.hours + kMonth);
    for (Actor& actor : scenario.actors) std::get<LookaheadRule>(actor.agent.rules).depth = 1;
    return scenario;
}

void simulate(const Model& model) {
    if (needs_tables(model)) return;  // solving is held to time elsewhere (tests/extremes)
    Simulator simulator(model);
    Trajectory trajectory;
    simulator.run({1, 0}, trajectory);
}

}  // namespace

void examine(std::string_view input) {
    const ValidatedScenario scenario = parse_scenario(input, "input.yaml");
    idle_parts(scenario.scenario());
    const ValidatedScenario again =
        surely([&] { return parse_scenario(scenario.canonical_text(), "canonical.yaml"); });
    ensure(again.canonical_text() == scenario.canonical_text(), "a canonical text reads as itself");
    make_case(scenario);
    // A shorter one may break rules of its own: what lies beyond its end.
    simulate(compile(validate(in_brief(scenario.scenario()))));
}

}  // namespace offramp::fuzz
