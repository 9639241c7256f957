// SPDX-License-Identifier: Apache-2.0
#include "cli/scenario_files.hpp"

#include "analysis/file_kind.hpp"
#include "analysis/outcomes.hpp"
#include "engine/scenario/values.hpp"

namespace offramp::cli {

void expect_scenario(const std::string& scenario, const std::vector<std::string>& policies,
                     const std::string& command) {
    expect_kind(scenario, {FileKind::kScenario}, command);
    for (const std::string& policy : policies) {
        if (policy.ends_with(".yaml") || policy.ends_with(".yml"))
            expect_kind(policy, {FileKind::kPolicy, FileKind::kScenario}, "--policy");
    }
}

void check_outcomes_asked(const std::vector<std::string>& names, const Model& model) {
    std::vector<Reference> asked;
    for (const std::string& name : names) asked.push_back({name, {}});
    check_outcome_names(asked, model.names, model.war_rung);
}

}  // namespace offramp::cli
