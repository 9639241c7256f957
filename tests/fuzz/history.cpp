// SPDX-License-Identifier: Apache-2.0
// How the record is read in the terms of a scenario: a YAML file that names tables.
#include "analysis/history/history.hpp"

#include "analysis/history/world_at.hpp"
#include "engine/scenario/read_scenario.hpp"
#include "tests/fuzz/input_folder.hpp"
#include "tests/fuzz/target.hpp"

namespace offramp::fuzz {

void examine(std::string_view input) {
    static const InputFolder kFolder(
        "input.yaml", {{"tests/fuzz/seeds/tables/incidents.csv", "incidents.csv"},
                       {"scenarios/history/channel_freezes.csv", "channel_freezes.csv"},
                       {"scenarios/history/icb_durations.csv", "icb_durations.csv"},
                       {"scenarios/history/icb_trigger_by_violence.csv", "icb_trigger_by_violence.csv"}});
    static const ValidatedScenario kScenario = load_scenario(OFFRAMP_SOURCE_DIR "/tests/cli/strait.yaml");
    const History history = load_history(kFolder.write(input));
    check_names(history, kScenario);
    if (!history.incidents.empty()) world_at(history, kScenario, history.incidents.front());
}

}  // namespace offramp::fuzz
