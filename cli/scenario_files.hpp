// SPDX-License-Identifier: Apache-2.0
// What commands that take a scenario check before they load it, and of what is asked about it.
#pragma once

#include <string>
#include <vector>

#include "engine/model/model.hpp"

namespace offramp::cli {

/// Throws InputError, in one sentence, where the scenario or a policy file is known to be something else (see
/// expect_kind()). `policies`: names or files; empty ones are passed over.
void expect_scenario(const std::string& scenario, const std::vector<std::string>& policies,
                     const std::string& command);

/// Throws InputError for every name that is no outcome of the model.
void check_outcomes_asked(const std::vector<std::string>& names, const Model& model);

}  // namespace offramp::cli
