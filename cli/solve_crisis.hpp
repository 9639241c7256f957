// SPDX-License-Identifier: Apache-2.0
// `offramp solve SCENARIO crisis`.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace offramp::cli {

struct CrisisArguments {
    std::string incident;
    std::optional<int> beliefs;
    std::optional<int> configurations;
    std::optional<int> harms;
    std::uint64_t play = 10'000;
};

/// What it shares with the other games of a scenario.
struct ScenarioGameArguments {
    std::string file;
    std::string policy;
    std::uint64_t seed = 1;
    int threads = 1;
    bool json = false;
};

/// The options that only the crisis game has.
std::vector<CLI::Option*> add_crisis_options(CLI::App& command, CrisisArguments& arguments);

/// Returns the exit code.
int solve_crisis_game(const ScenarioGameArguments& scenario, const CrisisArguments& arguments);

}  // namespace offramp::cli
