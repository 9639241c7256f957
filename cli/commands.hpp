// SPDX-License-Identifier: Apache-2.0
// The commands of the program, one file each.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace offramp::cli {

/// What the chosen command does once the arguments are parsed; returns the exit code.
using Action = std::function<int()>;

// Each adds its command to the program and, when the command is chosen, sets `action`.
void add_validate(CLI::App& program, Action& action);
void add_run(CLI::App& program, Action& action);
void add_compare(CLI::App& program, Action& action);
void add_show(CLI::App& program, Action& action);
void add_hindcast(CLI::App& program, Action& action);
void add_schema(CLI::App& program, Action& action);
void add_solve(CLI::App& program, Action& action);
void add_sweep(CLI::App& program, Action& action);
void add_merge(CLI::App& program, Action& action);
void add_export(CLI::App& program, Action& action);
void add_sensitivity(CLI::App& program, Action& action);
void add_arrivals(CLI::App& program, Action& action);
void add_report(CLI::App& program, Action& action);
void add_robust(CLI::App& program, Action& action);
void add_calibrate(CLI::App& program, Action& action);
void add_fit(CLI::App& program, Action& action);
void add_audit(CLI::App& program, Action& action);
void add_play(CLI::App& program, Action& action);
void add_verify(CLI::App& program, Action& action);
void add_completion(CLI::App& program, Action& action);
void add_explain(CLI::App& program, Action& action);
void add_new(CLI::App& program, Action& action);
void add_man(CLI::App& program, Action& action);

}  // namespace offramp::cli
