// SPDX-License-Identifier: Apache-2.0
// The scenario format for editors: JSON Schema, draft 7, as the YAML language server reads it.
#pragma once

#include <string>

namespace offramp {

/// The schema as indented JSON. It knows keys, types, units and ranges, not the names that a scenario
/// defines, and requires no key, since policies and included files give only some. scenarios/schema.json is
/// this text.
std::string scenario_schema();

}  // namespace offramp
