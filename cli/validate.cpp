// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/experiment.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/progress.hpp"
#include "cli/terminal.hpp"

namespace offramp::cli {
namespace {

FileCheck checked(const std::string& file) {
    std::optional<Progress> progress;
    return check_experiment_file(file, [&](std::uint64_t done, std::uint64_t total) {
        if (!progress) progress.emplace(total);
        progress->update(done, file);
    });
}

struct ValidateArguments {
    std::vector<std::string> files;
    bool strict = false;
};

int validate_files(const ValidateArguments& arguments) {
    std::set<std::string> told;  // policies share their scenario, and so its problems
    bool is_valid = true;
    const auto tell = [&](const Diagnostic& diagnostic, std::string_view kind) {
        const std::string line = std::string(kind) + to_string(diagnostic) + '\n';
        if (told.insert(line).second) complain(line);
    };
    for (const std::string& file : arguments.files) {
        const FileCheck check = checked(file);
        const bool is_sound = check.problems.empty() && (!arguments.strict || check.warnings.empty());
        if (is_sound) print(file + ": valid" + (check.scope.empty() ? "" : " (" + check.scope + ')') + '\n');
        for (const Diagnostic& problem : check.problems) tell(problem, "");
        for (const Diagnostic& warning : check.warnings) tell(warning, arguments.strict ? "" : "warning: ");
        is_valid = is_valid && is_sound;
    }
    return is_valid ? kDone : kBadInput;
}

}  // namespace

void add_validate(CLI::App& program, Action& action) {
    CLI::App* command = program.add_subcommand("validate",
                                               "Check scenario, policy, sweep and history files: every "
                                               "problem and what does nothing, with its place");
    auto a = std::make_shared<ValidateArguments>();
    command
        ->add_option("FILE", a->files,
                     "scenario, policy, sweep or history files, tables of the record (.csv)")
        ->required();
    command->add_flag("--strict", a->strict,
                      "refuse also what is only warned of: parts that do nothing or never come about");
    command->footer(
        "Example:\n  offramp validate scenarios/*.yaml scenarios/policies/*.yaml scenarios/sweeps/*.yaml");
    command->callback([a, &action] { action = [a] { return validate_files(*a); }; });
}

}  // namespace offramp::cli
