// SPDX-License-Identifier: Apache-2.0
#include "analysis/guardrail_explanation.hpp"

#include <algorithm>

#include "analysis/comparison_record.hpp"
#include "engine/base/error.hpp"
#include "engine/scenario/read_scenario.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace offramp;

namespace {

const std::string kTheory = OFFRAMP_SOURCE_DIR "/scenarios/theory/";

std::string theory(const std::string& name) {
    return testing::file_text(kTheory + name);
}

}  // namespace

TEST_CASE("a guardrail that divides a rate by three is said to") {
    const GuardrailExplanation rules = explain_guardrail(load_scenario(kTheory + "paradox.yaml"), "rules");
    REQUIRE(rules.effects.size() == 1);
    const GuardrailEffect& effect = rules.effects.front();
    CHECK(effect.path.ends_with(".rate"));
    CHECK(effect.without == "0.15/day");
    CHECK(effect.with == "0.05/day");
    CHECK(effect.change == "rate × 0.333");
    CHECK(rules.named_at.empty());
    const auto upkeep = std::ranges::find(rules.terms, "upkeep", &GuardrailTerm::path);
    REQUIRE(upkeep != rules.terms.end());
    CHECK(upkeep->value == "0/day");
}

TEST_CASE("what a guardrail moves is told on the scale of its link, and so is all that names it") {
    std::string text = theory("paradox.yaml");
    const std::string given = "    recognised: 1\n";
    const std::size_t at = text.find(given);
    REQUIRE(at != std::string::npos);
    text.replace(at, given.size(),
                 "    recognised: {base: 0.2, effects: {guardrail.rules: 1.3862943611198906}}\n");
    text += "timeline:\n  - {date: 2023-06-01, label: agreed, adopts: [rules]}\n";
    const ValidatedScenario scenario = parse_scenario(text, "paradox.yaml");
    const GuardrailExplanation rules = explain_guardrail(scenario, "rules");
    REQUIRE(rules.effects.size() == 2);
    const bool first = rules.effects[0].path.ends_with(".recognised");
    const GuardrailEffect& effect = rules.effects[first ? 0 : 1];
    CHECK(effect.change == "odds × 4");
    CHECK(effect.with == "0.5");  // odds of 1 to 4 become even
    CHECK(rules.named_at == std::vector<std::string>{"timeline.0.adopts.0"});
    CHECK_THROWS_AS(explain_guardrail(scenario, "ruels"), InputError);
}

TEST_CASE("a guardrail alone is compared with none") {
    const ValidatedScenario scenario = load_scenario(kTheory + "paradox.yaml");
    const Experiment experiment = guardrail_alone(scenario, "rules");
    REQUIRE(experiment.cases.size() == 2);
    CHECK(experiment.cases[1].model.policy_name == "rules");
    const ComparisonRecord record = compare_policies(experiment, {.seed = 1, .campaigns = 20});
    CHECK(record.differing.at(1) > 0);
}
