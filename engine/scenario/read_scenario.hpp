// SPDX-License-Identifier: Apache-2.0
// The way from files to a scenario that can be simulated.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.hpp"
#include "engine/scenario/validated_scenario.hpp"

namespace offramp {

/// Reads a scenario file with all that it includes, lays the overlays (policies) over it in order, and checks
/// the result. Throws InputError with every problem found, sorted by file and line.
ValidatedScenario load_scenario(const std::filesystem::path& file,
                                std::span<const std::filesystem::path> overlays = {});

/// The same for a text that stands by itself, as canonical texts do: one that includes files is refused.
/// `file_name`: for messages.
ValidatedScenario parse_scenario(std::string_view text, const std::string& file_name);

/// The overlay file of a policy: `policies/NAME.yaml` beside the scenario, or the policy itself if it ends in
/// .yaml or .yml. Throws InputError that names the known policies if there is no such file.
std::filesystem::path find_policy(const std::filesystem::path& scenario_file, std::string_view policy);

/// load_scenario() with a policy that find_policy() knows; an empty name: the scenario as it stands.
ValidatedScenario load_with_policy(const std::filesystem::path& scenario_file, std::string_view policy);

/// The names of the policies beside a scenario, sorted.
std::vector<std::string> known_policies(const std::filesystem::path& scenario_file);

/// A scenario file, or a policy overlay laid over the scenario that its `for` names. A file with `policy` and
/// without `ladder` is taken for an overlay too. Throws InputError with every problem found.
ValidatedScenario load_scenario_or_policy(const std::filesystem::path& file);

}  // namespace offramp
