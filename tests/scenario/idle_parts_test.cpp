// SPDX-License-Identifier: Apache-2.0
#include "engine/scenario/idle_parts.hpp"

#include <string>
#include <string_view>

#include "engine/scenario/read_scenario.hpp"
#include "tests/catch.hpp"
#include "tests/scenario/small_scenario.hpp"

using namespace offramp;

namespace {

// What the small scenario says in vain once a part of its text is another.
std::string idle_with(std::string_view what, std::string_view with) {
    return to_string(idle_parts(parse_scenario(small_with(what, with), "s.yaml").scenario()));
}

}  // namespace

TEST_CASE("what does nothing in a valid scenario is found with its place") {
    CHECK(idle_parts(parse_scenario(small_scenario(), "s.yaml").scenario()).empty());
    CHECK(idle_with("  call: {calls: hotline, cost: 0.1}\n", "") ==
          "s.yaml:20:3: nobody calls over the channel 'hotline' (an action like 'call: {calls: hotline}' "
          "does)");
    CHECK(idle_with("    issue: strait\n", "") == "s.yaml:18:3: no incident is about the issue 'strait'");
    CHECK(idle_with("down: {move: -1,", "late: {move: 1, from_round: 900}\n  down: {move: -1,") ==
          "s.yaml:27:3: the action 'late' begins in round 900, after every crisis is over");
    CHECK_THAT(idle_with("incidents:\n", "incidents:\n  never: {rate: 0/day}\n"),
               Catch::Matchers::Contains("the incident 'never' never happens (its rate is 0)"));
}

TEST_CASE("contacts outside the campaign and guardrails without effect are found") {
    CHECK_THAT(idle_with("guardrails:\n", "guardrails:\n  paper: {in_force: true}\n"),
               Catch::Matchers::Contains("the guardrail 'paper' does nothing"));
    CHECK_THAT(
        idle_with("contacts:\n", "contacts:\n  past: {dates: [2001-01-01]}\n"),
        Catch::Matchers::Contains("the contact 'past' is never held: its dates lie outside the campaign"));
}

TEST_CASE("the reference scenario and its policies say nothing in vain") {
    for (const char* file : {"us-china-2023.yaml", "us-soviet-1967.yaml", "policies/guardrails.yaml",
                             "policies/lookahead.yaml"}) {
        const ValidatedScenario loaded =
            load_scenario_or_policy(std::string(OFFRAMP_SOURCE_DIR "/scenarios/") + file);
        CHECK(to_string(idle_parts(loaded.scenario())).empty());
    }
}
