// SPDX-License-Identifier: Apache-2.0
// A policy: a file that is laid over a scenario, and may include others.
#include <array>

#include "analysis/experiment.hpp"
#include "engine/scenario/idle_parts.hpp"
#include "engine/scenario/read_scenario.hpp"
#include "tests/fuzz/input_folder.hpp"
#include "tests/fuzz/target.hpp"

namespace offramp::fuzz {

void examine(std::string_view input) {
    static const InputFolder kFolder(
        "policies/input.yaml",
        {{"tests/cli/strait.yaml", "strait.yaml"}, {"tests/cli/policies/noisy.yaml", "policies/noisy.yaml"}});
    const std::filesystem::path& file = kFolder.write(input);
    check_experiment_file(file);
    const ValidatedScenario scenario = load_scenario(kFolder / "strait.yaml", std::array{file});
    const ValidatedScenario again =
        surely([&] { return parse_scenario(scenario.canonical_text(), "canonical.yaml"); });
    ensure(again.hash() == scenario.hash(), "a canonical text reads as itself");
    idle_parts(scenario.scenario());
    make_case(scenario);
}

}  // namespace offramp::fuzz
