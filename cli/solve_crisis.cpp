// SPDX-License-Identifier: Apache-2.0
#include "cli/scenario_games.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "analysis/crisis_solution.hpp"
#include "analysis/text_layout.hpp"
#include "cli/crisis_courses.hpp"
#include "cli/estimate_text.hpp"
#include "cli/exit_code.hpp"
#include "cli/interruptible.hpp"
#include "cli/terminal.hpp"
#include "cli/text_table.hpp"
#include "engine/base/index.hpp"
#include "engine/scenario/read_scenario.hpp"

namespace offramp::cli {
namespace {

std::string caption(const CrisisStudy& study) {
    return fmt::format("{}: crises solved as they open in the world of the start, policy {}\n",
                       study.title.empty() ? study.scenario : study.title, study.policy);
}

std::string estimate_text(const Estimate& e) {
    if (!e.value) return "";
    const double half = e.low && e.high ? 0.5 * (*e.high - *e.low) : 0.0;
    return fmt::format("{:.3f} \u00b1 {:.3f}", *e.value, half);
}

std::string overview(const CrisisStudy& study) {
    std::vector<TableColumn> columns = {{"crisis"},       {"provoker"},         {"of crises", true},
                                        {"states", true}, {"us a state", true}, {"residual", true}};
    const bool played = std::any_of(study.crises.begin(), study.crises.end(),
                                    [](const SolvedCrisis& crisis) { return crisis.played > 0; });
    for (const std::string& actor : study.actor_titles) columns.push_back({"worth to " + actor, true});
    if (played) {
        for (const std::string& actor : study.actor_titles)
            columns.push_back({"played, less solved: " + actor, true});
    }
    std::vector<TableRow> rows;
    for (const SolvedCrisis& crisis : study.crises) {
        const auto states = static_cast<double>(crisis.report.states);
        TableRow row = {crisis.title,
                        study.actor_titles[at(crisis.provoker)],
                        fmt::format("{:.1f} %", 100.0 * crisis.weight),
                        fmt::format("{}", crisis.report.states),
                        fmt::format("{:.2f}", 1e6 * crisis.seconds / states),
                        fmt::format("{:.1e}", crisis.report.residual)};
        for (std::size_t i = 0; i < study.actors.size(); ++i)
            row.push_back(fmt::format("{:.4f}", crisis.value[i]));
        for (std::size_t i = 0; played && i < study.actors.size(); ++i) {
            Estimate difference = crisis.played_value[i];
            for (auto* end : {&difference.value, &difference.low, &difference.high}) {
                if (*end) **end -= crisis.value_alone[i];
            }
            row.push_back(estimate_text(difference));
        }
        rows.push_back(std::move(row));
    }
    return text_table(columns, rows, stdout_has_colour());
}

// What each type does first, and what the crisis is worth to it.
std::string opening_table(const CrisisStudy& study, const SolvedCrisis& crisis) {
    std::vector<TableColumn> columns = {{"first move"}};
    for (std::size_t i = 0; i < study.actors.size(); ++i) {
        for (const std::string& type : study.types[i])
            columns.push_back({study.actors[i] + ", " + type, true});
    }
    std::vector<std::string> actions;
    for (const auto& moves : crisis.opening) {
        for (const OpeningMove& move : moves) {
            if (std::find(actions.begin(), actions.end(), move.action) == actions.end())
                actions.push_back(move.action);
        }
    }
    std::vector<TableRow> rows;
    for (const std::string& action : actions) {
        TableRow row = {spoken(action)};
        for (std::size_t i = 0; i < study.actors.size(); ++i) {
            const auto found = std::ranges::find(crisis.opening[i], action, &OpeningMove::action);
            for (std::size_t type = 0; type < study.types[i].size(); ++type) {
                row.push_back(
                    found == crisis.opening[i].end() ? "" : fmt::format("{:.3f}", found->probability[type]));
            }
        }
        rows.push_back(std::move(row));
    }
    TableRow worth = {"worth"};
    for (const auto& values : crisis.type_value) {
        for (const double value : values) worth.push_back(fmt::format("{:.4f}", value));
    }
    rows.push_back(std::move(worth));
    return fmt::format("\n{}, provoked by {}\n", crisis.title, study.actor_titles[at(crisis.provoker)]) +
           text_table(columns, rows, stdout_has_colour());
}

std::string course_table(const SolvedCrisis& crisis) {
    std::vector<TableRow> rows;
    for (const Outcome& outcome : crisis.outcomes) {
        const bool of_a_crisis = outcome.name.starts_with("p_") || outcome.name.starts_with("share_") ||
                                 outcome.name.ends_with("_per_crisis") ||
                                 outcome.name.starts_with("hours_to");
        if (!of_a_crisis || !outcome.estimate.value) continue;
        const auto& e = outcome.estimate;
        rows.push_back({outcome.name, number_text(*e.value), interval_text(e.low, e.high)});
    }
    return rows.empty() ? ""
                        : "\n" + text_table({{"outcome"}, {"estimate", true}, {"95 % interval"}}, rows,
                                            stdout_has_colour());
}

std::string repeatable_text(const CrisisStudy& study, int width) {
    std::string text;
    for (const SolvedCrisis& crisis : study.crises) {
        if (crisis.repeatable.empty()) continue;
        std::string names;
        for (const std::string& name : crisis.repeatable) names += (names.empty() ? "" : ", ") + spoken(name);
        text += wrapped("- ",
                        fmt::format("{} ({}): solved as if they could be taken again: {}.", crisis.title,
                                    study.actor_titles[at(crisis.provoker)], names),
                        width);
    }
    return text.empty()
               ? text
               : "\n" + text + wrapped("  ", "More --configurations tell more of them apart.", width);
}

std::string text_of(const CrisisStudy& study, const CrisisStudy* against, bool details) {
    const int width = stdout_width();
    std::string text = caption(study) + '\n' + overview(study);
    text += fmt::format("{} states, {} beyond the tolerance, in {:.2f} s on {} threads\n", study.states(),
                        study.unconverged(), study.seconds(), study.threads);
    text += crisis_courses(study, against, details);
    for (const SolvedCrisis& crisis : study.crises) {
        if (details) text += opening_table(study, crisis) + course_table(crisis);
    }
    return text + repeatable_text(study, width);
}

}  // namespace

std::vector<CLI::Option*> add_crisis_options(CLI::App& command, CrisisArguments& a) {
    return {
        command.add_option(
            "--against", a.against,
            "policy, or file with one change, under which crises are solved as well: what it changes"),
        command.add_option("--incident", a.incident, "only crises that this incident opens, in more detail"),
        command.add_option("--beliefs", a.beliefs, "instead of the scenario's solver.beliefs")
            ->check(whole_number(2, 101)),
        command
            .add_option("--configurations", a.configurations,
                        "instead of the scenario's solver.configurations")
            ->check(whole_number(1, 4096)),
        command.add_option("--harms", a.harms, "instead of the scenario's solver.harms")
            ->check(whole_number(0, 10)),
        add_count_option(command, "--play", a.play,
                         "crises of each kind that are played to check the answer; 0: none",
                         {0, 1'000'000'000})};
}

int solve_crisis_game(const std::string& file, const ScenarioGameArguments& game,
                      const CrisisArguments& arguments, bool json) {
    const ValidatedScenario scenario = load_with_policy(file, game.policy);
    std::optional<ValidatedScenario> other;
    if (!arguments.against.empty()) other = load_with_policy(file, arguments.against);
    const CrisisStudyOptions options{.incident = arguments.incident,
                                     .beliefs = arguments.beliefs,
                                     .configurations = arguments.configurations,
                                     .harms = arguments.harms,
                                     .seed = game.seed.value_or(1),
                                     .play = arguments.play,
                                     .threads = game.threads};
    const ComparedCrises crises = interruptible(options, 0, [&](const CrisisStudyOptions& how) {
        return compare_crises(scenario, other ? &*other : nullptr, how);
    });
    const CrisisStudy& study = crises.study;
    const CrisisStudy* against = crises.against && crises.against->complete ? &*crises.against : nullptr;
    const bool interrupted = !crises.complete;
    if (interrupted) {
        complain("offramp: interrupted: not every crisis is solved\n");
    }
    if (json) {
        print(to_json(crises).dump(2) + '\n');
    } else if (!study.crises.empty()) {
        print(text_of(study, against, !arguments.incident.empty()));
    }
    if (interrupted) return kInterrupted;
    bool converged = true;
    for (const CrisisStudy* world : {&study, against}) {
        if (world == nullptr || world->unconverged() == 0) continue;
        complain(
            fmt::format("offramp: {}: no convergence in {} of {} states: the largest residual is {:.3g}\n",
                        world->policy, world->unconverged(), world->states(), world->residual()));
        converged = false;
    }
    for (const SolvedCrisis& crisis : study.crises) {
        if (crisis.failed == 0) continue;
        complain(fmt::format("offramp: {} of {} crises played of {} failed and are left out; the first:\n",
                             crisis.failed, crisis.played, crisis.title) +
                 failure_lines(crisis.first_failures, study.seed));
        converged = false;
    }
    return converged ? kDone : kFailed;
}

}  // namespace offramp::cli
