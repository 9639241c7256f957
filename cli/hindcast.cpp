// SPDX-License-Identifier: Apache-2.0
#include "analysis/history/hindcast.hpp"

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "analysis/atomic_file.hpp"
#include "analysis/file_kind.hpp"
#include "analysis/history/csv_table.hpp"
#include "analysis/history/registered.hpp"
#include "analysis/history/row_checks.hpp"
#include "analysis/history/world_at.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/hindcast_tables.hpp"
#include "cli/interruptible.hpp"
#include "cli/report_file.hpp"
#include "cli/scenario_files.hpp"
#include "cli/terminal.hpp"
#include "engine/base/error.hpp"
#include "engine/base/file.hpp"
#include "engine/scenario/read_scenario.hpp"

namespace offramp::cli {
namespace {

struct HindcastArguments {
    std::string history;
    std::string scenario;
    std::string policy;
    std::uint64_t campaigns = HindcastOptions{}.campaigns;
    std::optional<std::uint64_t> seed;
    int threads = usual_threads();
    bool incidents = false;
    bool json = false;
    std::string report;
    std::optional<std::string> forecast;  // from this day
    std::string output;
    std::optional<std::string> score;  // the file
};

HindcastOptions options_of(const HindcastArguments& arguments, std::uint64_t seed) {
    return {.seed = seed, .campaigns = arguments.campaigns, .threads = arguments.threads};
}

void warn(const std::vector<Diagnostic>& warnings) {
    for (const Diagnostic& warning : warnings) complain("warning: " + to_string(warning) + '\n');
}

int run_forecast(const HindcastArguments& arguments, const std::string& date) {
    const std::uint64_t seed = required_seed(arguments.seed, "hindcast --forecast");
    const auto day = parse_day(date);
    if (!day.value) throw InputError({}, "--forecast: " + day.problem, day.hint);
    std::optional<AtomicFile> output;
    if (!arguments.output.empty()) output.emplace(arguments.output);
    const History history = load_history(arguments.history);
    const ValidatedScenario scenario = load_with_policy(arguments.scenario, arguments.policy);
    warn(warnings_of(history, *day.value, {history.file.string()}));
    const RegisteredForecasts made = interruptible(
        options_of(arguments, seed), arguments.campaigns * kinds_of(history).size(),
        [&](const HindcastOptions& how) { return register_forecasts(history, scenario, *day.value, how); });
    if (!made.complete) {
        complain("offramp: interrupted: nothing is registered\n");
        return kInterrupted;
    }
    const std::string json = json_text(made);
    if (output) {
        output->write(json);
        output->commit();
    }
    print(arguments.json ? json : forecasts_text(made));
    return kDone;
}

int run_score(const HindcastArguments& arguments, const std::string& file) {
    const RegisteredForecasts forecasts = parse_registered(read_file(file), file);
    const History history = load_history(arguments.history);
    const ValidatedScenario scenario = load_with_policy(arguments.scenario, arguments.policy);
    check_names(history, scenario);
    if (scenario.hash() != forecasts.hash) {
        complain(fmt::format(
            "offramp: {} was made with scenario '{}' under policy {} (hash {}), which is not the one "
            "given here (hash {}): its forecasts are scored as they stand\n",
            file, forecasts.scenario, forecasts.policy, forecasts.hash, scenario.hash()));
    }
    const RegisteredScores scores = score_registered(history, forecasts);
    print(arguments.json ? to_json(scores).dump(2) + '\n' : scores_text(scores));
    return kDone;
}

int run_hindcast(const HindcastArguments& arguments) {
    const std::uint64_t seed = required_seed(arguments.seed, "hindcast");
    std::optional<AtomicFile> page = open_asked_report(arguments.report);
    const History history = load_history(arguments.history);
    const ValidatedScenario scenario = load_with_policy(arguments.scenario, arguments.policy);
    warn(warnings_of(history));
    const HindcastRecord record =
        interruptible(options_of(arguments, seed), arguments.campaigns * history.incidents.size(),
                      [&](const HindcastOptions& how) { return hindcast(history, scenario, how); });
    if (!record.complete) {
        complain(fmt::format("offramp: interrupted: {} of {} incidents were simulated\n",
                             record.incidents.size(), history.incidents.size()));
    }
    print(arguments.json ? to_json(record).dump(2) + '\n' : hindcast_text(record, arguments.incidents));
    if (!record.complete) return kInterrupted;
    if (page) {
        CommandText command("offramp hindcast");
        command.word(arguments.history).word(arguments.scenario).option("--policy", arguments.policy);
        command.option("--seed", std::to_string(seed));
        command.option("--campaigns", std::to_string(arguments.campaigns));
        command.option("--report", arguments.report);
        write_record_report(*page, to_json(record), command);
    }
    return kDone;
}

}  // namespace

void add_hindcast(CLI::App& program, Action& action) {
    CLI::App* command = program.add_subcommand(
        "hindcast", "Forecast the incidents of the record from the day they began, and score the forecasts");
    auto a = std::make_shared<HindcastArguments>();
    command->add_option("HISTORY", a->history, "history file: the record, and how to read it")->required();
    command->add_option("SCENARIO", a->scenario, "scenario file")->required();
    add_policy_option(*command, a->policy);
    CLI::Option* const campaigns = add_count_option(*command, "-n,--campaigns", a->campaigns,
                                                    "campaigns of each incident", {1, 1'000'000'000});
    CLI::Option* const seed = add_seed_option(*command, a->seed);
    add_threads_option(*command, a->threads);
    CLI::Option* const incidents =
        command->add_flag("--incidents", a->incidents, "also a row for each incident");
    add_table_options(*command, a->json);
    CLI::Option* const report = add_report_option(*command, a->report);
    CLI::Option* const forecast =
        command
            ->add_option("--forecast", a->forecast,
                         "instead: forecast each kind of incident, as if it began on this day (2026-03-01)")
            ->excludes(incidents)
            ->excludes(report);
    add_output_option(*command, "-o,--output", a->output,
                      "with --forecast: file that registers the forecasts")
        ->needs(forecast);
    command
        ->add_option("--score", a->score,
                     "instead: score registered forecasts against the incidents that began since their day")
        ->excludes(forecast)
        ->excludes(incidents)
        ->excludes(report)
        ->excludes(campaigns)
        ->excludes(seed);
    command->footer(
        "Examples:\n"
        "  offramp hindcast scenarios/history/us-china.yaml scenarios/us-china-2023.yaml --seed 1\n"
        "  offramp hindcast scenarios/history/us-china.yaml scenarios/us-china-2023.yaml --seed 1 \\\n"
        "      --forecast 2026-03-01 -o forecasts.json\n"
        "  offramp hindcast scenarios/history/us-china.yaml scenarios/us-china-2023.yaml --score "
        "forecasts.json");
    command->callback([a, &action] {
        action = [a] {
            expect_kind(a->history, {FileKind::kHistory}, "offramp hindcast");
            expect_scenario(a->scenario, {a->policy}, "offramp hindcast");
            if (a->forecast) return run_forecast(*a, *a->forecast);
            return a->score ? run_score(*a, *a->score) : run_hindcast(*a);
        };
    });
}

}  // namespace offramp::cli
