// SPDX-License-Identifier: Apache-2.0
// A scenario as Python holds it: a file, a policy over it, and values over both.
#pragma once

#include <string>
#include <vector>

#include "analysis/experiment.hpp"
#include "engine/scenario/override.hpp"
#include "engine/scenario/validated_scenario.hpp"
#include "python/src/work.hpp"

namespace offramp::python {

struct LoadedScenario {
    std::string file;
    std::string policy;  ///< name or file; empty: none
    std::vector<Override> values;
    std::string plain_hash;  ///< of the file with the values, without a policy
    ValidatedScenario scenario;
};

/// Throws InputError with every problem of the file.
LoadedScenario load(const std::string& file, const std::string& policy, std::vector<Override> values);

/// The scenario under each of the policies, or under its own. Throws InputError where it has one and others
/// are asked for, where its file was changed since it was loaded, and as load_experiment() does.
Experiment experiment_of(const LoadedScenario& loaded, const std::vector<std::string>& policies, int threads,
                         const Watch& watch);

/// The scenario under another policy; an empty name: as it is. Throws as experiment_of().
LoadedScenario under(const LoadedScenario& loaded, const std::string& policy);

void add_scenario(nanobind::module_& module);

}  // namespace offramp::python
