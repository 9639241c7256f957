// SPDX-License-Identifier: Apache-2.0
// From the structs to the canonical text.
#pragma once

#include <string>

#include "engine/scenario/scenario.hpp"

namespace offramp {

/// The whole scenario as YAML with every value written out, always in the same form: equal scenarios have
/// equal texts, and reading the text gives the scenario again.
std::string write_scenario(const Scenario& scenario);

}  // namespace offramp
