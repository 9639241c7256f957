// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "analysis/sensitivity/sweep_robustness.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/robust_table.hpp"
#include "cli/sweep_run.hpp"
#include "cli/terminal.hpp"
#include "engine/base/error.hpp"

namespace offramp::cli {
namespace {

struct RobustArguments {
    StoreArgument store;
    std::vector<std::string> outcomes;
    std::size_t ranges = 3;
    bool json = false;
};

std::vector<std::size_t> places_of(const StoreInfo& info, const std::vector<std::string>& names) {
    std::vector<std::size_t> places;
    for (const std::string& name : names) places.push_back(outcome_named(info, name));
    return places;
}

int robust(const RobustArguments& arguments) {
    const std::string file = store_of(arguments.store);
    if (file.empty()) return kInterrupted;
    const StoreReader store(file);
    const Futures futures(store);
    const StoreInfo& info = futures.info();
    if (info.policies.size() < 2) {
        throw InputError({file}, "has one policy only, and robustness is among several",
                         "policies: [a, b] in the sweep");
    }
    const std::vector<std::size_t> asked =
        arguments.outcomes.empty() ? headline_in(info) : places_of(info, arguments.outcomes);
    std::vector<OutcomeRobustness> outcomes;
    for (const std::size_t outcome : asked)
        outcomes.push_back(robustness_of(futures, outcome, arguments.ranges));
    const std::vector<ParetoStanding> standings = pareto_standings(futures, outcomes);
    if (arguments.json) {
        nlohmann::ordered_json json = sweep_json(futures);
        json["outcomes"] = nlohmann::ordered_json::array();
        for (const OutcomeRobustness& item : outcomes) json["outcomes"].push_back(to_json(futures, item));
        json["pareto"] = to_json(futures, standings);
        print(json.dump(2) + '\n');
        return kDone;
    }
    const TableStyle style = stdout_style();
    std::string text =
        fmt::format("{}: {} policies in {} futures; {} of {} points, {} campaigns at each\n\n",
                    info.title.empty() ? info.sweep : info.title, info.policies.size(), futures.size(),
                    futures.points_finished(), info.points_wanted, info.campaigns);
    for (const OutcomeRobustness& item : outcomes) text += robust_table(futures, item, style) + '\n';
    text += pareto_lines(futures, outcomes, standings, style.width) + '\n';
    for (const OutcomeRobustness& item : outcomes) text += where_table(futures, item, style);
    text +=
        "best in: futures in which every other policy is worse; tied: in which it is the best, and others as "
        "good\nunder a policy: futures in which it is clearly the best; ties: in which none is, as an "
        "interval of a difference covers 0\n";
    print(text);
    return kDone;
}

}  // namespace

void add_robust(CLI::App& program, Action& action) {
    CLI::App* command = program.add_subcommand(
        "robust", "Policies of a sweep over all its futures: regret, Pareto set, which policy where");
    auto a = std::make_shared<RobustArguments>();
    add_store_argument(*command, a->store);
    add_outcomes_option(*command, a->outcomes, "outcomes; without it, the headline outcomes of the store");
    add_count_option(*command, "--ranges", a->ranges, "ranges that a factor with many values is divided into",
                     {1, 100});
    add_table_options(*command, a->json);
    command->footer(
        "Example:\n"
        "  offramp sweep scenarios/sweeps/freeze-guardrail.yaml -o out/freeze.sqlite\n"
        "  offramp robust out/freeze.sqlite --outcomes p_max_rung_ge_6,value_us,value_cn");
    command->callback([a, &action] { action = [a] { return robust(*a); }; });
}

}  // namespace offramp::cli
