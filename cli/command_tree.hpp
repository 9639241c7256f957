// SPDX-License-Identifier: Apache-2.0
// The commands of the program as plain values, for whatever is generated from them: manual pages, completion.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace offramp::cli {

struct OptionWords {
    std::vector<std::string> names;  ///< with their hyphens, short ones first; of an argument its one name
    std::string description;
    std::string value;                 ///< what a value is called; empty: it takes none
    std::vector<std::string> choices;  ///< the values that there are; empty: others than from a list
    bool required = false;
};

struct CommandWords {
    std::vector<std::string> path;  ///< "fit", "game"; empty for the program itself
    std::string description;
    std::vector<OptionWords> arguments;
    std::vector<OptionWords> options;
    std::string footer;
    std::vector<CommandWords> commands;

    std::string name(const std::string& separator = " ") const;  ///< "offramp fit game"
};

CommandWords described(const CLI::App& app);

/// The program and every command, each before those that belong to it.
std::vector<const CommandWords*> all_commands(const CommandWords& program);

}  // namespace offramp::cli
