// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analysis/experiment.hpp"
#include "analysis/story.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/load_with_progress.hpp"
#include "cli/scenario_files.hpp"
#include "cli/terminal.hpp"
#include "engine/base/error.hpp"
#include "engine/base/file.hpp"

namespace offramp::cli {
namespace {

struct ShowArguments {
    std::string source;
    std::uint64_t campaign = 0;
    std::string policy;
    std::optional<std::uint64_t> seed;
    std::string format = "story";
    int threads = usual_threads();
    bool ascii = false;
};

struct ShownCampaign {
    PolicyCase policy_case;
    std::uint64_t seed = 0;
};

ShownCampaign from_run(const ShowArguments& arguments) {
    if (arguments.seed) {
        throw InputError({arguments.source}, "a run has its own seed", "leave out --seed");
    }
    RecordedCase recorded = load_recorded_case(arguments.source, arguments.policy);
    const RunRecord& record = recorded.record;
    if (arguments.campaign >= record.campaigns) {
        throw InputError({arguments.source}, fmt::format("has no campaign {}", arguments.campaign),
                         fmt::format("they are numbered from 0 to {}", record.campaigns - 1));
    }
    if (record.version != version()) {
        complain(fmt::format("offramp: the run was made by version {}, and {} may simulate it differently\n",
                             record.version, version()));
    }
    return {std::move(recorded.policy_case), record.seed};
}

ShownCampaign from_scenario(const ShowArguments& arguments) {
    if (!arguments.seed) {
        throw InputError({}, "a scenario needs a seed to be simulated", "for example --seed 1");
    }
    std::vector<std::string> policies;
    if (!arguments.policy.empty()) policies.push_back(arguments.policy);
    Experiment experiment = load_with_progress(arguments.source, policies, arguments.threads);
    return {std::move(experiment.cases.front()), *arguments.seed};
}

int show(const ShowArguments& arguments) {
    const bool is_run = kind_of(arguments.source, PathUse::kInput) == PathKind::kDirectory;
    if (!is_run) expect_scenario(arguments.source, {arguments.policy}, "offramp show");
    const ShownCampaign subject = is_run ? from_run(arguments) : from_scenario(arguments);
    const Model& model = subject.policy_case.model;
    const Trajectory trajectory = replay(model, subject.seed, arguments.campaign);
    if (arguments.format == "story") {
        const auto title = [](const std::string& text, const std::string& name) {
            return text.empty() ? name : text;
        };
        print(tell_story(trajectory, model.titles,
                         {.scenario = title(model.scenario_title, model.scenario_name),
                          .policy = model.policy_name,
                          .seed = subject.seed},
                         {.width = stdout_width(),
                          .colour = stdout_has_colour(),
                          .unicode = stdout_has_unicode() && !arguments.ascii}));
    } else {
        std::string text = trajectory_header(arguments.format, model.names);
        append_trajectory(text, arguments.format, trajectory, model.names);
        print(text);
    }
    return kDone;
}

}  // namespace

void add_show(CLI::App& program, Action& action) {
    CLI::App* command =
        program.add_subcommand("show", "Tell one campaign as a story: what happened, when and why");
    auto a = std::make_shared<ShowArguments>();
    command->add_option("DIR|SCENARIO", a->source, "directory of a run, or a scenario file")->required();
    command->add_option("-c,--campaign", a->campaign, "number of the campaign, from 0")
        ->check(whole_number(0, std::numeric_limits<std::uint64_t>::max()))
        ->required();
    add_policy_option(*command, a->policy, "policy of the run or beside the scenario");
    add_seed_option(*command, a->seed, "for a scenario; a run has its own");
    command->add_option("--format", a->format, "story, csv or jsonl")
        ->check(CLI::IsMember({"story", "csv", "jsonl"}))
        ->capture_default_str();
    command->add_flag("--ascii", a->ascii, "plots in ASCII");
    add_threads_option(*command, a->threads, "threads for a policy whose guardrails are negotiated");
    command->footer(
        "Examples:\n"
        "  offramp show out/run --policy guardrails --campaign 12\n"
        "  offramp show scenarios/us-china-2023.yaml --seed 1 --campaign 12");
    command->callback([a, &action] { action = [a] { return show(*a); }; });
}

}  // namespace offramp::cli
