// SPDX-License-Identifier: Apache-2.0
#include "cli/command_tree.hpp"

#include <sstream>
#include <string_view>

namespace offramp::cli {
namespace {

/// "csv" and "jsonl" of "TEXT:{csv,jsonl}", as CLI11 describes the values of an option.
std::vector<std::string> choices_in(std::string_view type) {
    std::vector<std::string> choices;
    const std::size_t open = type.find('{');
    const std::size_t close = type.find('}');
    if (open == std::string_view::npos || close == std::string_view::npos) return choices;
    std::istringstream items{std::string(type.substr(open + 1, close - open - 1))};
    for (std::string item; std::getline(items, item, ',');) choices.push_back(item);
    return choices;
}

OptionWords described_option(const CLI::Option& option) {
    OptionWords words;
    words.description = option.get_description();
    words.required = option.get_required();
    for (const std::string& name : option.get_snames()) words.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) words.names.push_back("--" + name);
    if (option.get_positional()) words.names = {option.get_name(true)};
    const std::string type = option.get_type_name();  // empty for flags
    words.value = type.substr(0, type.find_first_of(":{"));
    words.choices = choices_in(type);
    return words;
}

CommandWords described_at(const CLI::App& app, std::vector<std::string> path) {
    CommandWords words{.path = std::move(path),
                       .description = app.get_description(),
                       .arguments = {},
                       .options = {},
                       .footer = app.get_footer(),
                       .commands = {}};
    for (const CLI::Option* option : app.get_options())
        (option->get_positional() ? words.arguments : words.options).push_back(described_option(*option));
    for (const CLI::App* command : app.get_subcommands({})) {
        std::vector<std::string> below = words.path;
        below.push_back(command->get_name());
        words.commands.push_back(described_at(*command, std::move(below)));
    }
    return words;
}

void collect(const CommandWords& command, std::vector<const CommandWords*>& all) {
    all.push_back(&command);
    for (const CommandWords& below : command.commands) collect(below, all);
}

}  // namespace

std::string CommandWords::name(const std::string& separator) const {
    std::string text = "offramp";
    for (const std::string& part : path) text += separator + part;
    return text;
}

CommandWords described(const CLI::App& app) {
    return described_at(app, {});
}

std::vector<const CommandWords*> all_commands(const CommandWords& program) {
    std::vector<const CommandWords*> all;
    collect(program, all);
    return all;
}

}  // namespace offramp::cli
