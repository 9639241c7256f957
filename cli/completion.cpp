// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <string>
#include <vector>

#include "cli/command_tree.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/terminal.hpp"

namespace offramp::cli {
namespace {

std::string key_of(const CommandWords& command) {
    return fmt::format("{}", fmt::join(command.path, " "));
}

std::vector<std::string> names_below(const CommandWords& command) {
    std::vector<std::string> names;
    for (const CommandWords& below : command.commands) names.push_back(below.path.back());
    return names;
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

/// In single quotes of a POSIX shell.
std::string shell_quoted(const std::string& text) {
    return "'" + replaced(text, "'", "'\\''") + "'";
}

// What is no option and not from a list is left to the shell, which offers files.
std::string bash_completion(const CommandWords& program) {
    std::string commands;
    std::string values;
    std::string words;
    for (const CommandWords* command : all_commands(program)) {
        const std::string key = key_of(*command);
        if (!key.empty()) commands += (commands.empty() ? "'" : " | '") + key + "'";
        std::vector<std::string> options;
        for (const OptionWords& option : command->options) {
            options.insert(options.end(), option.names.begin(), option.names.end());
            if (option.value.empty()) continue;
            std::string patterns;
            for (const std::string& name : option.names)
                patterns += fmt::format("{}'{}:{}'", patterns.empty() ? "" : " | ", key, name);
            values += fmt::format("        {}) words='{}' ;;\n", patterns, fmt::join(option.choices, " "));
        }
        std::vector<std::string> choices = names_below(*command);
        for (const OptionWords& argument : command->arguments)
            choices.insert(choices.end(), argument.choices.begin(), argument.choices.end());
        words += fmt::format("        '{}:option') words='{}' ;;\n        '{}:word') words='{}' ;;\n", key,
                             fmt::join(options, " "), key, fmt::join(choices, " "));
    }
    return fmt::format(R"(# Completion of offramp for bash, made by: offramp completion bash
_offramp() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} command= next words= i
    for ((i = 1; i < COMP_CWORD; ++i)); do
        next="${{command:+$command }}${{COMP_WORDS[i]}}"
        case $next in
        {}) command=$next ;;
        esac
    done
    case "$command:${{COMP_WORDS[COMP_CWORD - 1]}}" in
{}        *)
        case $current in
        -*) next=option ;;
        *) next=word ;;
        esac
        case "$command:$next" in
{}        esac
        ;;
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -o bashdefault -o default -F _offramp offramp
)",
                       commands, values, words);
}

/// Of an option of _arguments: "'(-p --policy)'{-p,--policy}'[what it is]:TEXT:_files'".
std::string zsh_option(const OptionWords& option) {
    const std::string description =
        replaced(replaced(replaced(option.description, "[", "("), "]", ")"), ":", "\\:");
    std::string after = "[" + description + "]";
    if (!option.value.empty()) {
        after += ":" + option.value + ":" +
                 (option.choices.empty() ? "_files" : fmt::format("({})", fmt::join(option.choices, " ")));
    }
    if (option.names.size() == 1) return option.names.front() + shell_quoted(after);
    return fmt::format("'({})'{{{}}}{}", fmt::join(option.names, " "), fmt::join(option.names, ","),
                       shell_quoted(after));
}

std::string zsh_function(const CommandWords& command) {
    std::string text = command.name("_");
    text = "_" + text + "() {\n";
    std::string options;
    for (const OptionWords& option : command.options) options += " \\\n        " + zsh_option(option);
    if (command.commands.empty()) {
        std::vector<std::string> choices;
        for (const OptionWords& argument : command.arguments)
            choices.insert(choices.end(), argument.choices.begin(), argument.choices.end());
        const std::string words = choices.empty() ? "_files" : fmt::format("({})", fmt::join(choices, " "));
        return text + "    _arguments" + options + " \\\n        '*:argument:" + words + "'\n}\n";
    }
    text += "    local context state state_descr line\n    local -a commands\n    commands=(";
    for (const CommandWords& below : command.commands) {
        text +=
            "\n        " + shell_quoted(below.path.back() + ":" + replaced(below.description, ":", "\\:"));
    }
    text += ")\n    _arguments -C" + options +
            " \\\n        '1: :->command' '*:: :->arguments'\n    case $state in\n"
            "    command) _describe command commands ;;\n    arguments)\n        case $line[1] in\n";
    for (const CommandWords& below : command.commands)
        text += fmt::format("        {}) _{} ;;\n", below.path.back(), below.name("_"));
    return text + "        esac\n        ;;\n    esac\n}\n";
}

std::string zsh_completion(const CommandWords& program) {
    std::string text = "#compdef offramp\n# Completion of offramp for zsh, made by: offramp completion zsh\n";
    for (const CommandWords* command : all_commands(program)) text += zsh_function(*command);
    return text + "_offramp \"$@\"\n";
}

std::string fish_quoted(const std::string& text) {
    return "'" + replaced(replaced(text, "\\", "\\\\"), "'", "\\'") + "'";
}

std::string fish_completion(const CommandWords& program) {
    std::string text = "# Completion of offramp for fish, made by: offramp completion fish\n";
    for (const CommandWords* command : all_commands(program)) {
        std::string condition;
        for (const std::string& part : command->path) {
            condition += (condition.empty() ? "" : "; and ");
            condition += "__fish_seen_subcommand_from " + part;
        }
        const std::vector<std::string> below = names_below(*command);
        std::string undecided = condition.empty() ? "__fish_use_subcommand"
                                                  : fmt::format("{}; and not __fish_seen_subcommand_from {}",
                                                                condition, fmt::join(below, " "));
        for (const CommandWords& one : command->commands) {
            text += fmt::format("complete -c offramp -f -n {} -a {} -d {}\n", fish_quoted(undecided),
                                one.path.back(), fish_quoted(one.description));
        }
        if (condition.empty()) condition = "__fish_use_subcommand";
        for (const OptionWords& option : command->options) {
            text += "complete -c offramp -n " + fish_quoted(condition);
            for (const std::string& name : option.names)
                text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
            if (!option.choices.empty()) {
                text +=
                    fmt::format(" -x -a {}", fish_quoted(fmt::format("{}", fmt::join(option.choices, " "))));
            } else if (!option.value.empty()) {
                text += " -r";
            }
            text += " -d " + fish_quoted(option.description) + "\n";
        }
        for (const OptionWords& argument : command->arguments) {
            if (argument.choices.empty()) continue;
            text += fmt::format("complete -c offramp -f -n {} -a {}\n", fish_quoted(condition),
                                fish_quoted(fmt::format("{}", fmt::join(argument.choices, " "))));
        }
    }
    return text;
}

}  // namespace

void add_completion(CLI::App& program, Action& action) {
    CLI::App* command =
        program.add_subcommand("completion", "Print what makes a shell complete commands and options");
    auto shell = std::make_shared<std::string>();
    command->add_option("SHELL", *shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    command->footer(
        "cmake --install and the Debian package put these where the shells look for them.\n"
        "Example:\n"
        "  source <(offramp completion bash)\n"
        "  offramp completion fish > ~/.config/fish/completions/offramp.fish");
    command->callback([shell, &program, &action] {
        action = [shell, &program] {
            const CommandWords words = described(program);
            print(*shell == "bash"  ? bash_completion(words)
                  : *shell == "zsh" ? zsh_completion(words)
                                    : fish_completion(words));
            return kDone;
        };
    });
}

}  // namespace offramp::cli
