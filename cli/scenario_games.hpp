// SPDX-License-Identifier: Apache-2.0
// `offramp solve SCENARIO crisis` and `offramp solve SCENARIO guardrails`: their options, and what they do.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.hpp"

namespace offramp::cli {

struct CrisisArguments {
    std::string incident;
    std::string against;  // another policy; empty: none
    std::optional<int> beliefs;
    std::optional<int> configurations;
    std::optional<int> harms;
    std::uint64_t play = 10'000;
};

/// What both games of a scenario ask for.
struct ScenarioGameArguments {
    std::string policy;
    std::optional<std::uint64_t> seed;
    int threads = usual_threads();
};

/// The options that only the crisis game has.
std::vector<CLI::Option*> add_crisis_options(CLI::App& command, CrisisArguments& arguments);

/// Returns the exit code.
int solve_crisis_game(const std::string& scenario, const ScenarioGameArguments& game,
                      const CrisisArguments& arguments, bool json);

struct GuardrailArguments : ScenarioGameArguments {
    std::vector<std::string> region;  // one or two axes
    bool usual_region = false;
    std::vector<std::string> package;  // that the region is about; empty: all that is in question
    std::uint64_t campaigns = 4000;
    std::uint64_t first_pass = 500;
    std::string report;     // file; empty: none
    std::string posterior;  // draws; empty: none
};

/// The options that only the guardrail game has.
std::vector<CLI::Option*> add_guardrail_options(CLI::App& command, GuardrailArguments& arguments);

/// Returns the exit code.
int solve_guardrails(const std::string& scenario, const GuardrailArguments& arguments, bool json);

}  // namespace offramp::cli
