// SPDX-License-Identifier: Apache-2.0
// Choices in a crisis of a scenario: counts by public state in a table, the values that are estimated in a
// YAML file beside it.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>

#include "analysis/estimation/choice_problem.hpp"
#include "engine/scenario/validated_scenario.hpp"

namespace offramp {

struct CrisisChoiceOptions {
    int threads = 1;  ///< that solve the crisis
    std::stop_token cancel = {};
};

/// Choices in crises that an incident opens in the world in which the scenario begins, predicted by the
/// crisis solved with the values of the parameters (a nested fixed point; Rust 1987). Its beliefs, and
/// whatever else of the state the table does not tell, are averaged over all ways in which play comes to what
/// it does tell. Throws InputError with every problem of the files, and for an unknown incident. When
/// cancelled, the problem is of no use.
ChoiceProblem load_crisis_choices(const ValidatedScenario& scenario, const std::string& incident,
                                  const std::filesystem::path& counts,
                                  const std::filesystem::path& parameters,
                                  const CrisisChoiceOptions& options = {});

}  // namespace offramp
