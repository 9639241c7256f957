// SPDX-License-Identifier: Apache-2.0
#include "cli/scenario_games.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "analysis/guardrail_study.hpp"
#include "analysis/posterior/game_over_draws.hpp"
#include "analysis/run_record.hpp"
#include "analysis/text_layout.hpp"
#include "cli/estimate_text.hpp"
#include "cli/exit_code.hpp"
#include "cli/guardrail_tables.hpp"
#include "cli/interruptible.hpp"
#include "cli/report_file.hpp"
#include "cli/terminal.hpp"
#include "cli/text_table.hpp"
#include "engine/base/error.hpp"
#include "engine/scenario/read_scenario.hpp"

namespace offramp::cli {
namespace {

void report_troubles(const GuardrailGame& game) {
    if (!game.complete) complain("offramp: interrupted: the answer is not complete\n");
    if (game.failed == 0) return;
    complain(fmt::format("offramp: {} campaigns failed and are left out under every package; the first:\n",
                         game.failed));
    complain(failure_lines(game.first_failures, game.seed));
}

std::string caption(const GuardrailGame& game) {
    return fmt::format("{}: the guardrail game, {} packages, {} to {} campaigns each, seed {}\n",
                       game.title.empty() ? game.scenario : game.title, game.packages.size(), game.first_pass,
                       game.campaigns, game.seed);
}

std::string legend() {
    return "payoffs: discounted, against no guardrail, with 95 % intervals; ~ likely, ? undecided, "
           "otherwise\n"
           "certain among all comparisons at once; * the package that comes into force\n";
}

std::string text_of(const GuardrailGame& game) {
    const TableStyle style = stdout_style();
    std::string text = caption(game) + '\n' + acceptance_table(game, style) + legend() + '\n' +
                       decomposition_tables(game, style) + '\n' + equilibrium_table(game, style) + '\n';
    for (const std::string& table : {logit_table(game, style), concession_table(game, style)}) {
        if (!table.empty()) text += table + '\n';
    }
    for (const std::string& verdict : game.verdicts) text += wrapped("- ", verdict + '.', style.width);
    return text;
}

/// What each side could gain at most by keeping to another posture; "" where no side chooses one.
std::string regret_lines(const std::vector<RegretCase>& cases) {
    std::string lines;
    for (const RegretCase& c : cases) {
        for (int i = 0; i < kActors; ++i) {
            const PostureDeviation* d = c.regret.largest(i);
            if (d == nullptr) continue;
            const std::string interval = d->gain.low && d->gain.high
                                             ? fmt::format(" [{:+.3f}, {:+.3f}]", *d->gain.low, *d->gain.high)
                                             : "";
            lines += fmt::format("{}, {}: {:+.3f}{} by {} {} throughout\n", c.name, c.names.actors[at(i)],
                                 d->gain.value.value_or(0.0), interval, d->name, d->level);
        }
    }
    return lines.empty()
               ? lines
               : "\nthe most that a side would gain by another posture, the other as it plays:\n" + lines;
}

CommandText command_of(const std::string& file, const GuardrailArguments& a) {
    CommandText command("offramp solve");
    command.word(file).word("guardrails").option("--policy", a.policy);
    command.option("--seed", std::to_string(a.seed.value_or(0)));
    command.option("--campaigns", std::to_string(a.campaigns));
    command.option("--first-pass", std::to_string(a.first_pass));
    for (const std::string& axis : a.region) command.option("--region", axis);
    return command.flag("--usual-region", a.usual_region)
        .option("--package", a.package)
        .option("--report", a.report);
}

std::string text_of(const DrawnGame& game) {
    const auto percent = [](const Estimate& share) {
        return share.value ? fmt::format("{:.0f} % [{:.0f}, {:.0f}]", 100.0 * *share.value,
                                         100.0 * share.low.value_or(0.0), 100.0 * share.high.value_or(1.0))
                           : "";
    };
    std::vector<TableColumn> columns = {{"package"}};
    for (const std::string& actor : game.actors) {
        columns.push_back({"gain of " + actor, true});
        columns.push_back({"95 % of draws"});
        columns.push_back({actor + " gains", true});
    }
    columns.insert(columns.end(), {{"both accept", true}, {"comes into force", true}});
    std::vector<TableRow> rows;
    const bool unicode = stdout_has_unicode();
    for (const DrawnPackage& package : game.packages) {
        if (!package.reported && package.in_force.value.value_or(0.0) == 0.0) continue;
        TableRow row = {package.text};
        for (std::size_t i = 0; i < kActors; ++i) {
            row.push_back(value_text(package.gain[i].value, unicode));
            row.push_back(interval_or_note(package.gain[i]));
            row.push_back(percent(package.gains[i]));
        }
        row.push_back(percent(package.both_accept));
        row.push_back(percent(package.in_force));
        rows.push_back(std::move(row));
    }
    std::string text = fmt::format("{}: the guardrail game at {} draws, worth {:.0f}, seed {}\n\n",
                                   game.title, game.draws, game.effective, game.seed);
    text += text_table(columns, rows, stdout_has_colour());
    text +=
        "\ngains: chance over what the record leaves open, by the noise of campaigns too; both accept and "
        "comes "
        "into force: share of the draws\n";
    if (game.failed > 0)
        text += fmt::format("{} draws are left out, as campaigns failed there\n", game.failed);
    return text;
}

int solve_over_draws(const std::string& file, const ValidatedScenario& scenario,
                     const GuardrailArguments& arguments, std::uint64_t seed, bool json) {
    if (!arguments.region.empty() || arguments.usual_region || !arguments.report.empty()) {
        throw InputError({}, "--posterior goes with neither a region nor a report",
                         "without it, the game of the scenario's own values");
    }
    const PolicyInfo& policy = scenario.scenario().policy;
    const Sweep draws =
        load_draws(arguments.posterior, load_scenario(file), {{policy.name, policy.title, scenario}}, seed);
    const DrawnGame game = interruptible(
        StudyOptions{.seed = seed,
                     .first_pass = arguments.first_pass,
                     .campaigns = arguments.campaigns,
                     .threads = arguments.threads},
        draws.design.size(),
        [&](const StudyOptions& study) { return guardrail_game_over_draws(draws, study); }, "draws");
    if (game.complete) print(json ? to_json(game).dump(2) + '\n' : text_of(game));
    if (game.complete) return game.failed > 0 ? kFailed : kDone;
    complain(fmt::format("offramp: interrupted: {} of {} draws were solved, and nothing is said of them\n",
                         game.done, game.draws));
    return kInterrupted;
}

}  // namespace

std::vector<CLI::Option*> add_guardrail_options(CLI::App& command, GuardrailArguments& a) {
    CLI::Option* region =
        command
            .add_option(
                "--region", a.region,
                "where each side accepts the package: PATH=LOW:HIGH:POINTS, for one or two parameters")
            ->allow_extra_args(false)
            ->expected(1, 2);
    CLI::Option* usual = command
                             .add_flag("--usual-region", a.usual_region,
                                       "the same over nuisance and dread of a side that rebuffs it")
                             ->excludes(region);
    return {region,
            usual,
            add_list_option(command, "--package", a.package,
                            "guardrails that the region is about, separated by commas; without it, all"),
            add_policy_option(command, a.policy,
                              "a policy beside the scenario, or a policy file: the guardrails that it has "
                              "in force are in question; without one, all"),
            add_seed_option(command, a.seed),
            add_count_option(command, "-n,--campaigns", a.campaigns,
                             "campaigns at most under a package, where the answer hangs on it",
                             {2, 1'000'000'000}),
            add_count_option(command, "--first-pass", a.first_pass,
                             "campaigns under every package before that", {2, 1'000'000'000}),
            command.add_option("--posterior", a.posterior,
                               "draws that `offramp calibrate --draws` wrote: solve the game at each of them "
                               "instead, and say how likely each side gains by each package"),
            add_threads_option(command, a.threads),
            add_report_option(command, a.report)};
}

int solve_guardrails(const std::string& file, const GuardrailArguments& arguments, bool json) {
    const std::uint64_t seed = required_seed(arguments.seed, "the guardrail game");
    std::optional<AtomicFile> page = open_asked_report(arguments.report);
    const ValidatedScenario scenario = load_with_policy(file, arguments.policy);
    if (!arguments.posterior.empty()) return solve_over_draws(file, scenario, arguments, seed, json);
    if (arguments.region.empty() && !arguments.usual_region && !arguments.package.empty())
        throw InputError({}, "--package is about a region", "add --usual-region");
    const StudyOptions options{.seed = seed,
                               .first_pass = arguments.first_pass,
                               .campaigns = arguments.campaigns,
                               .threads = arguments.threads};
    const GuardrailStudy study = interruptible(options, 0, [&](const StudyOptions& how) {
        return study_guardrails(scenario, {how, arguments.region, arguments.usual_region, arguments.package});
    });
    const GuardrailGame& game = study.game;
    report_troubles(game);
    nlohmann::ordered_json object = to_json(study);
    if (json) {
        print(object.dump(2) + '\n');
    } else if (!game.packages.empty()) {
        print(text_of(game) + regret_lines(study.regrets));
        if (study.region) print('\n' + region_tables(*study.region, game, stdout_has_colour()));
    }
    if (!game.complete) return kInterrupted;
    if (page) write_record_report(*page, std::move(object), command_of(file, arguments));
    return game.failed > 0 ? kFailed : kDone;
}

}  // namespace offramp::cli
