// SPDX-License-Identifier: Apache-2.0
// From the located tree to the structs.
#pragma once

#include <vector>

#include "engine/base/diagnostic.hpp"
#include "engine/scenario/config_node.hpp"
#include "engine/scenario/scenario.hpp"

namespace offramp {

/// What could be read, and all that could not. A value that could not be read keeps its default.
struct Reading {
    Scenario scenario;
    std::vector<Diagnostic> diagnostics;
    std::vector<Location>
        damaged;  ///< `where` of the structs and references in which something could not be read
    bool names_complete = true;  ///< false: a map of named things could not be read, or too many problems
};

Reading read_config(const ConfigNode& root);

}  // namespace offramp
