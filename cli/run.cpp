// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "analysis/experiment.hpp"
#include "analysis/run_directory.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/interruptible.hpp"
#include "cli/load_with_progress.hpp"
#include "cli/outcome_table.hpp"
#include "cli/scenario_files.hpp"
#include "cli/terminal.hpp"

namespace offramp::cli {
namespace {

struct RunArguments {
    std::string scenario;
    std::vector<std::string> policies;
    std::vector<std::string> outcomes;
    std::uint64_t campaigns = 10'000;
    std::optional<std::uint64_t> seed;
    std::string directory;
    std::string format = "csv";
    std::string trajectories = "all";
    int threads = usual_threads();
    bool json = false;
    bool force = false;
};

/// What a reader of the table must know besides the numbers.
void report_troubles(const RunRecord& record) {
    for (const PolicyRecord& policy : record.policies) {
        if (policy.campaigns_done < record.campaigns) {
            complain(fmt::format("offramp: interrupted: {} of {} campaigns of policy {} were run\n",
                                 policy.campaigns_done, record.campaigns, policy.name));
        }
        complain(reckoning_warnings(policy.name, policy.reckoning));
        if (policy.campaigns_failed == 0) continue;
        complain(fmt::format("offramp: {} campaigns of policy {} failed and are left out; the first:\n",
                             policy.campaigns_failed, policy.name));
        complain(failure_lines(policy.first_failures, record.seed));
    }
}

std::string caption(const RunRecord& record) {
    std::uint64_t fewest = record.campaigns;
    for (const PolicyRecord& policy : record.policies) fewest = std::min(fewest, policy.campaigns_done);
    const std::string done = record.complete ? "" : fmt::format(" (stopped early, after {})", fewest);
    return fmt::format("{}: {} campaigns{}, seed {}, 95 % intervals\n\n",
                       record.title.empty() ? record.scenario : record.title, record.campaigns, done,
                       record.seed);
}

bool any_failed(const RunRecord& record) {
    return std::any_of(record.policies.begin(), record.policies.end(),
                       [](const PolicyRecord& policy) { return policy.campaigns_failed > 0; });
}

int run(const RunArguments& arguments) {
    const std::uint64_t seed = required_seed(arguments.seed, "run");
    expect_scenario(arguments.scenario, arguments.policies, "offramp run");
    std::optional<RunDirectory> directory;
    if (!arguments.directory.empty()) directory.emplace(arguments.directory, arguments.force);
    const Experiment experiment =
        load_with_progress(arguments.scenario, arguments.policies, arguments.threads);
    const Model& model = experiment.cases.front().model;
    check_outcomes_asked(arguments.outcomes, model);
    RunOptions options{.seed = seed, .campaigns = arguments.campaigns, .threads = arguments.threads};
    if (directory) {
        options.output =
            RunOutput{.directory = &*directory,
                      .format = arguments.format,
                      .trajectories = number_or_all(arguments.trajectories, arguments.campaigns)};
    }
    const RunRecord record =
        interruptible(std::move(options), arguments.campaigns * experiment.cases.size(),
                      [&](const RunOptions& how) { return run_experiment(experiment, how); });
    report_troubles(record);
    if (arguments.json) {
        print(to_json(record).dump(2) + '\n');
    } else {
        print(caption(record) +
              outcome_table(record, arguments.outcomes.empty() ? model.outcomes : arguments.outcomes,
                            stdout_style()));
    }
    if (!arguments.directory.empty()) complain("offramp: the run is in " + arguments.directory + '\n');
    if (!record.complete) return kInterrupted;
    return any_failed(record) ? kFailed : kDone;
}

}  // namespace

void add_run(CLI::App& program, Action& action) {
    CLI::App* command =
        program.add_subcommand("run", "Simulate campaigns of a scenario and print their outcomes");
    auto a = std::make_shared<RunArguments>();
    command->add_option("SCENARIO", a->scenario, "scenario file")->required();
    add_policies_option(*command, a->policies, "policies beside the scenario, or policy files");
    add_outcomes_option(*command, a->outcomes, "rows of the table; without it, those of the scenario");
    add_count_option(*command, "-n,--campaigns", a->campaigns, "campaigns of each policy",
                     {1, 1'000'000'000'000});
    add_seed_option(*command, a->seed);
    CLI::Option* directory =
        add_output_option(*command, "-o,--output", a->directory, "directory to leave the run in");
    command->add_option("--format", a->format, "of the trajectories: csv or jsonl")
        ->check(CLI::IsMember({"csv", "jsonl"}))
        ->capture_default_str()
        ->needs(directory);
    command
        ->add_option("--trajectories", a->trajectories, "campaigns whose trajectories are written, or 'all'")
        ->check(whole_number_or_all())
        ->capture_default_str()
        ->needs(directory);
    add_threads_option(*command, a->threads);
    add_table_options(*command, a->json);
    command->add_flag("--force", a->force, "replace an earlier run in the directory")->needs(directory);
    command->footer(
        "Example:\n"
        "  offramp run scenarios/us-china-2023.yaml --policy no-guardrails --policy guardrails --seed 1 -o "
        "out/run");
    command->callback([a, &action] { action = [a] { return run(*a); }; });
}

}  // namespace offramp::cli
