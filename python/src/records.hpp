// SPDX-License-Identifier: Apache-2.0
// The records of the commands, as the text that `--json` prints, and where they come from.
#pragma once

#include <nanobind/nanobind.h>

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace offramp::python {

/// In one line. What is not UTF-8 (names in game files) is replaced.
std::string record_text(const nlohmann::ordered_json& record);

// Each adds its functions to the module.
void add_experiments(nanobind::module_& module);
void add_sweeps(nanobind::module_& module);
void add_games(nanobind::module_& module);
void add_hindcast(nanobind::module_& module);
void add_play(nanobind::module_& module);

}  // namespace offramp::python
