// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "analysis/sensitivity/discovery.hpp"
#include "analysis/sensitivity/sweep_sensitivity.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/progress.hpp"
#include "cli/sensitivity_table.hpp"
#include "cli/sweep_run.hpp"
#include "cli/terminal.hpp"
#include "engine/base/error.hpp"

namespace offramp::cli {
namespace {

struct SensitivityArguments {
    StoreArgument store;
    std::vector<std::string> outcomes;
    std::vector<std::string> policies;
    std::vector<std::string> difference;
    std::vector<std::string> conditions;
    bool backfires = false;
    DiscoveryOptions discovery;
    bool json = false;
};

/// Whose outcomes are looked at.
struct Subject {
    std::size_t policy = 0;
    std::optional<std::size_t> minus = {};
};

/// Every policy unless some are named; a difference where one is asked for.
std::vector<Subject> subjects_of(const SensitivityArguments& arguments, const StoreInfo& info) {
    std::vector<Subject> subjects;
    for (const std::string& name : arguments.policies) subjects.push_back({policy_named(info, name)});
    if (!arguments.difference.empty()) {
        require_crossed(info);
        const Subject difference{
            policy_named(info, arguments.difference.at(0)),
            arguments.difference.size() > 1 ? policy_named(info, arguments.difference[1]) : std::size_t{0}};
        if (difference.policy == difference.minus) {
            throw InputError({},
                             fmt::format("a difference is between two policies, and '{}' is one",
                                         arguments.difference.at(0)),
                             "--difference guardrails,no-guardrails");
        }
        subjects.push_back(difference);
    }
    if (!subjects.empty()) return subjects;
    for (std::size_t p = 0; p < info.policies.size(); ++p) subjects.push_back({p});
    return subjects;
}

std::vector<std::size_t> outcomes_of(const SensitivityArguments& arguments, const StoreInfo& info) {
    std::vector<std::size_t> outcomes;
    for (const std::string& name : arguments.outcomes) outcomes.push_back(outcome_named(info, name));
    if (outcomes.empty()) outcomes.push_back(headline_in(info).front());
    return outcomes;
}

std::vector<Discovery> discoveries_of(const SensitivityArguments& arguments, const Futures& futures,
                                      const std::vector<Subject>& subjects, Progress& progress) {
    const StoreInfo& info = futures.info();
    DiscoveryOptions options = arguments.discovery;
    options.progress = [&](std::uint64_t done, std::uint64_t total) {
        progress.update(done, total, "trials of a box");
    };
    std::vector<Discovery> found;
    for (const Subject& subject : subjects) {
        if (!arguments.conditions.empty()) {
            std::vector<Condition> conditions;
            for (const std::string& text : arguments.conditions)
                conditions.push_back(parse_condition(info, text, subject.policy, subject.minus));
            found.push_back(discover(futures, conditions, options));
        }
        if (!arguments.backfires || !subject.minus) continue;
        for (const std::size_t outcome : outcomes_of(arguments, info)) {
            const Condition condition = backfires(info, {outcome, subject.policy, subject.minus});
            found.push_back(discover(futures, std::array{condition}, options));
        }
    }
    return found;
}

struct Answers {
    std::vector<Discovery> discoveries;
    std::vector<TargetSensitivity> sensitivities;
};

Answers answers_of(const SensitivityArguments& arguments, const Futures& futures) {
    const std::vector<Subject> subjects = subjects_of(arguments, futures.info());
    Progress progress(0);
    progress.update(0, "analysing the futures");
    Answers answers{discoveries_of(arguments, futures, subjects, progress), {}};
    // A question about boxes is answered alone, unless outcomes are asked for too.
    if (!answers.discoveries.empty() && arguments.outcomes.empty()) return answers;
    for (const Subject& subject : subjects) {
        for (const std::size_t outcome : outcomes_of(arguments, futures.info())) {
            answers.sensitivities.push_back(
                sensitivity_of(futures, {outcome, subject.policy, subject.minus}));
        }
    }
    return answers;
}

std::string caption(const Futures& futures) {
    const StoreInfo& info = futures.info();
    const auto extent = [&]<class D>(const D& design) {
        if constexpr (BlockDesign<D>) {
            return fmt::format("{} {}, {} replications", design.blocks, D::block_name, design.replications);
        } else {
            return fmt::format("{} futures", futures.size());
        }
    };
    return fmt::format("{}: {} design, {}; {} of {} points, {} campaigns at each\n\n",
                       info.title.empty() ? info.sweep : info.title, to_string(info.design),
                       std::visit(extent, info.design), futures.points_finished(), info.points_wanted,
                       info.campaigns);
}

std::string legend(const StoreInfo& info) {
    if (std::holds_alternative<SaltelliBlocks>(info.design)) {
        return "first: share of the variance that goes away if the factor is fixed; total: that stays if all "
               "others are;\n[95 % intervals over base samples]\n";
    }
    if (std::holds_alternative<MorrisTrajectories>(info.design)) {
        return "mu*: how much a factor matters, mu: in which direction, sigma: how much that depends on the "
               "others;\nnoise: what mu* would come to without an effect; [95 % intervals over "
               "trajectories];\nnames have no direction, and so mu* alone\n";
    }
    return "first: share of the variance of the outcome over the futures that goes with the factor alone;\n"
           "interactions need {kind: saltelli, points: 256}, or for a start {kind: morris, trajectories: "
           "20}\n";
}

int sensitivity(const SensitivityArguments& arguments) {
    const std::string file = store_of(arguments.store);
    if (file.empty()) return kInterrupted;
    const StoreReader store(file);
    const Futures futures(store);
    const auto [discoveries, sensitivities] = answers_of(arguments, futures);
    if (arguments.json) {
        nlohmann::ordered_json json = sweep_json(futures);
        json["sensitivity"] = nlohmann::ordered_json::array();
        for (const TargetSensitivity& item : sensitivities)
            json["sensitivity"].push_back(to_json(futures, item));
        json["boxes"] = nlohmann::ordered_json::array();
        for (const Discovery& item : discoveries) json["boxes"].push_back(to_json(futures, item));
        print(json.dump(2) + '\n');
        return kDone;
    }
    const TableStyle style = stdout_style();
    std::string text = caption(futures);
    for (const TargetSensitivity& item : sensitivities)
        text += sensitivity_table(futures, item, style) + '\n';
    if (!sensitivities.empty()) text += legend(futures.info());
    for (const Discovery& item : discoveries) {
        if (!text.ends_with("\n\n")) text += '\n';
        text += discovery_table(futures, item, style);
    }
    print(text);
    return kDone;
}

}  // namespace

void add_sensitivity(CLI::App& program, Action& action) {
    CLI::App* command = program.add_subcommand(
        "sensitivity",
        "Which factors of a sweep an outcome depends on, and in which futures something happens");
    auto a = std::make_shared<SensitivityArguments>();
    add_store_argument(*command, a->store);
    add_outcomes_option(*command, a->outcomes,
                        "outcomes; without it, the first headline outcome of the store");
    add_policies_option(*command, a->policies, "under these policies; without it, under each");
    CLI::Option* difference =
        add_list_option(*command, "--difference", a->difference,
                        "A,B: of what policy A has more than policy B; without B, than the first policy")
            ->expected(1, 2);
    command
        ->add_option("--where", a->conditions,
                     "find the futures, as boxes, in which \"OUTCOME >= NUMBER\" holds (or <=, >, <); "
                     "several: all of them")
        ->allow_extra_args(false);
    command
        ->add_flag("--backfires", a->backfires,
                   "with --difference: find the futures in which A does worse than B")
        ->needs(difference);
    command
        ->add_option("--density", a->discovery.least_density, "of cases in a box, at least, if there is such")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    add_count_option(*command, "--boxes", a->discovery.boxes, "at most so many boxes", {1, 20});
    add_table_options(*command, a->json);
    command->footer(
        "Example:\n"
        "  offramp sweep scenarios/sweeps/uncertainty.yaml -o out/uncertainty.sqlite\n"
        "  offramp sensitivity out/uncertainty.sqlite --difference guardrails,no-guardrails\n"
        "  offramp sensitivity out/uncertainty.sqlite --policy guardrails --where \"p_max_rung_ge_6 >= "
        "0.3\"");
    command->callback([a, &action] { action = [a] { return sensitivity(*a); }; });
}

}  // namespace offramp::cli
