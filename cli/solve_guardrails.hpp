// SPDX-License-Identifier: Apache-2.0
// `offramp solve SCENARIO guardrails`.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.hpp"

namespace offramp::cli {

struct GuardrailArguments {
    std::string policy;
    std::vector<std::string> region;  // one or two axes
    bool usual_region = false;
    std::vector<std::string> package;  // that the region is about; empty: all that is in question
    std::optional<std::uint64_t> seed;
    std::uint64_t campaigns = 4000;
    std::uint64_t first_pass = 500;
    std::string report;  // file; empty: none
    int threads = usual_threads();
};

/// The options that only the guardrail game has.
std::vector<CLI::Option*> add_guardrail_options(CLI::App& command, GuardrailArguments& arguments);

/// Returns the exit code.
int solve_guardrails(const std::string& scenario, const GuardrailArguments& arguments, bool json);

}  // namespace offramp::cli
