// SPDX-License-Identifier: Apache-2.0
#include "cli/unknown_arguments.hpp"

#include <fmt/format.h>

#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"

namespace offramp::cli {
namespace {

/// The command that was chosen, with those that it belongs to: "offramp fit game".
const CLI::App& chosen_command(const CLI::App& program, std::string& name) {
    name += (name.empty() ? "" : " ") + program.get_name();
    const std::vector<CLI::App*> chosen = program.get_subcommands();
    return chosen.empty() ? program : chosen_command(*chosen.front(), name);
}

bool is_option(std::string_view text) {
    return text.size() > 1 && text.front() == '-' && std::isdigit(static_cast<unsigned char>(text[1])) == 0;
}

Diagnostic unknown_option(const CLI::App& command, const std::string& name, std::string_view text) {
    std::vector<std::string> known;
    for (const CLI::Option* option : command.get_options()) {
        for (const std::string& one : option->get_lnames()) known.push_back(one);
    }
    const std::string_view option = text.substr(0, text.find('='));
    const std::string_view bare = option.substr(option.find_first_not_of('-') == 2 ? 2 : 1);
    const std::string_view nearest = option.starts_with("--") ? nearest_name(bare, known) : "";
    return {{},
            fmt::format("unknown option '{}' of {}", option, name),
            nearest.empty() ? name + " --help lists them" : fmt::format("did you mean '--{}'?", nearest)};
}

}  // namespace

void refuse_unknown_arguments(const CLI::App& program, bool help_asked) {
    std::string name;
    const CLI::App& command = chosen_command(program, name);
    std::vector<std::string> commands;
    for (const CLI::App* one : command.get_subcommands({})) {
        if (!one->get_name().empty()) commands.push_back(one->get_name());
    }
    std::vector<Diagnostic> problems;
    for (const std::string& text : command.remaining()) {
        if (text == "--") continue;
        if (is_option(text)) {
            if (!help_asked) problems.push_back(unknown_option(command, name, text));
        } else if (!commands.empty()) {
            problems.push_back({{}, fmt::format("unknown command '{}'", text), name_hint(text, commands)});
            break;  // what follows would be that command's
        } else if (!help_asked && problems.empty()) {
            problems.push_back({{}, fmt::format("'{}' is more than {} takes", text, name), name + " --help"});
        }
    }
    if (!problems.empty()) throw InputError(std::move(problems));
}

}  // namespace offramp::cli
