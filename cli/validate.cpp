// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
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

int validate_files(const std::vector<std::string>& files) {
    std::set<std::string> told;  // policies share their scenario, and so its problems
    for (const std::string& file : files) {
        const FileCheck check = checked(file);
        if (check.problems.empty())
            print(file + ": valid" + (check.scope.empty() ? "" : " (" + check.scope + ')') + '\n');
        for (const Diagnostic& problem : check.problems) {
            const std::string line = to_string(problem) + '\n';
            if (told.insert(line).second) complain(line);
        }
    }
    return told.empty() ? kDone : kBadInput;
}

}  // namespace

void add_validate(CLI::App& program, Action& action) {
    CLI::App* command = program.add_subcommand(
        "validate", "Check scenario, policy, sweep and history files: every problem, with its place");
    auto files = std::make_shared<std::vector<std::string>>();
    command->add_option("FILE", *files, "scenario, policy or sweep files, tables of the record (.csv)")
        ->required();
    command->footer(
        "Example:\n  offramp validate scenarios/*.yaml scenarios/policies/*.yaml scenarios/sweeps/*.yaml");
    command->callback([files, &action] { action = [files] { return validate_files(*files); }; });
}

}  // namespace offramp::cli
