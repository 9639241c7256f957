// SPDX-License-Identifier: Apache-2.0
// What a guardrail touches in a scenario: every value that it moves, and every place that names it.
#pragma once

#include <string>
#include <vector>

#include "analysis/experiment.hpp"
#include "engine/scenario/validated_scenario.hpp"

namespace offramp {

/// A value that another one is while the guardrail is in force.
struct GuardrailEffect {
    std::string path;          ///< of the value
    double coefficient = 0.0;  ///< on the scale of its link
    std::string without;       ///< the value where all features are 0, rates a day
    std::string with;          ///< the same with the guardrail alone
    std::string change;        ///< "rate × 0.55", "odds × 2.7", "scale × 0.5", "+ 0.3"
};

/// A number of the guardrail's own.
struct GuardrailTerm {
    std::string path;  ///< below the guardrail: "upkeep.us"
    std::string value;
};

struct GuardrailExplanation {
    std::string name;
    std::string title;
    std::vector<GuardrailEffect> effects;  ///< in the order of the canonical text
    std::vector<GuardrailTerm> terms;      ///< upkeep, rules, acceptance
    std::vector<std::string> named_at;     ///< paths of all else that names it, as entries of the timeline
};

/// Throws InputError for a guardrail that the scenario does not have.
GuardrailExplanation explain_guardrail(const ValidatedScenario& scenario, const std::string& guardrail);

/// The scenario with no guardrail in force, and with this one alone, from the first day on, whatever its
/// policy says of their adoption; for compare_policies(). The cases are called "without" and after the
/// guardrail.
Experiment guardrail_alone(const ValidatedScenario& scenario, const std::string& guardrail);

}  // namespace offramp
