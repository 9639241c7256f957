// SPDX-License-Identifier: Apache-2.0
// A calibration, and what its parameters come to as a policy.
#include "analysis/calibration/calibration.hpp"

#include "tests/fuzz/input_folder.hpp"
#include "tests/fuzz/target.hpp"

namespace offramp::fuzz {

void examine(std::string_view input) {
    static const InputFolder kFolder(
        "history/input.yaml",
        {{"tests/cli/strait.yaml", "strait.yaml"},
         {"tests/cli/strait.yaml", "us-china-2023.yaml"},
         {"tests/cli/policies", "policies"},
         {"tests/fuzz/seeds/history/strait.yaml", "history/record.yaml"},
         {"tests/fuzz/seeds/tables/incidents.csv", "history/incidents.csv"},
         {"scenarios/history/icb_durations.csv", "history/icb_durations.csv"},
         {"scenarios/history/icb_trigger_by_violence.csv", "history/icb_trigger_by_violence.csv"}});
    const CalibrationPlan plan = load_calibration(kFolder.write(input));
    std::vector<double> start;
    for (const CalibrationParameter& parameter : plan.parameters) start.push_back(parameter.coordinate.start);
    overlay_text(plan, start, "fitted", plan.scenario_file.string(), {});
    scenario_at(plan, 0, start);
}

}  // namespace offramp::fuzz
