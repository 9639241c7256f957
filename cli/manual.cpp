// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/run_record.hpp"
#include "cli/command_tree.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/terminal.hpp"
#include "engine/base/nearest_name.hpp"

namespace offramp::cli {
namespace {

/// Text that troff prints as it is.
std::string roff(std::string_view text) {
    std::string out;
    bool begins_line = true;
    for (const char c : text) {
        if (begins_line && (c == '.' || c == '\'')) out += "\\&";
        out += c == '\\' ? "\\e" : c == '-' ? "\\-" : std::string(1, c);
        begins_line = c == '\n';
    }
    return out;
}

std::string page_of(const CommandWords& command) {
    return command.name("-");
}

std::string upper(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    });
    return text;
}

std::string synopsis(const CommandWords& command) {
    std::string text = ".B " + roff(command.name()) + "\n";
    if (!command.commands.empty()) return text + "COMMAND \\&...\n";
    for (const OptionWords& argument : command.arguments)
        text += roff(argument.required ? argument.names.front() : "[" + argument.names.front() + "]") + "\n";
    for (const OptionWords& option : command.options) {
        if (option.required) text += roff(option.names.back() + " " + option.value) + "\n";
    }
    return text + (command.options.empty() ? "" : "[OPTION \\&...]\n");
}

std::string entries(const std::string& heading, const std::vector<OptionWords>& options) {
    if (options.empty()) return "";
    std::string text = ".SH " + heading + "\n";
    for (const OptionWords& option : options) {
        std::string names;
        for (const std::string& name : option.names) names += (names.empty() ? "" : ", ") + name;
        const std::string value =
            option.choices.empty() ? option.value : fmt::format("{}", fmt::join(option.choices, "|"));
        const bool is_argument = !option.names.front().starts_with('-');
        text += ".TP\n.B " + roff(names) + (value.empty() || is_argument ? "" : " " + roff(value)) + "\n" +
                roff(option.description) + "\n";
    }
    return text;
}

std::string manual_page(const CommandWords& program, const CommandWords& command) {
    std::string text =
        fmt::format(".TH {} 1 \"\" \"offramp {}\" \"Offramp\"\n", roff(upper(page_of(command))), version());
    text += ".SH NAME\n" + roff(page_of(command)) + " \\- " + roff(command.description) + "\n";
    text += ".SH SYNOPSIS\n" + synopsis(command);
    text += entries("ARGUMENTS", command.arguments) + entries("OPTIONS", command.options);
    if (!command.commands.empty()) {
        text += ".SH COMMANDS\n";
        for (const CommandWords& below : command.commands)
            text += ".TP\n.BR " + roff(page_of(below)) + " (1)\n" + roff(below.description) + "\n";
    }
    if (!command.footer.empty()) text += ".SH NOTES\n.nf\n" + roff(command.footer) + "\n.fi\n";
    text += ".SH \"EXIT STATUS\"\n0 done, 1 failed, 2 bad input, 130 interrupted.\n";
    if (command.path.empty()) return text;
    text += ".SH \"SEE ALSO\"\n.BR offramp (1)\n";
    for (const CommandWords* other : all_commands(program)) {
        const bool is_beside = other->path.size() > 1 && other->path.front() == command.path.front() &&
                               other->path != command.path;
        if (is_beside) text += ".BR " + roff(page_of(*other)) + " (1)\n";
    }
    return text;
}

struct ManualArguments {
    std::vector<std::string> command;
    bool list = false;
};

int manual(const CLI::App& app, const ManualArguments& arguments) {
    const CommandWords program = described(app);
    const std::vector<const CommandWords*> all = all_commands(program);
    std::vector<std::string> names;
    for (const CommandWords* command : all) names.push_back(page_of(*command));
    if (arguments.list) {
        print(fmt::format("{}\n", fmt::join(names, "\n")));
        return kDone;
    }
    std::string wanted;
    for (const std::string& part : arguments.command) wanted += (wanted.empty() ? "" : "-") + part;
    if (!wanted.starts_with("offramp")) wanted = wanted.empty() ? "offramp" : "offramp-" + wanted;
    print(manual_page(program, *all[place_among(names, wanted, "there is no manual page '" + wanted + "'")]));
    return kDone;
}

}  // namespace

void add_man(CLI::App& program, Action& action) {
    CLI::App* command =
        program.add_subcommand("man", "Print the manual page of the program, or of a command");
    auto a = std::make_shared<ManualArguments>();
    command->add_option("COMMAND", a->command, "the command, as in: offramp man fit game");
    command->add_flag("--list", a->list, "print the names of all pages instead");
    command->footer("Example:\n  offramp man run | man -l -");
    command->callback([a, &program, &action] { action = [a, &program] { return manual(program, *a); }; });
}

}  // namespace offramp::cli
