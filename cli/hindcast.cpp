// SPDX-License-Identifier: Apache-2.0
#include "analysis/history/hindcast.hpp"

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "analysis/text_layout.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/interruptible.hpp"
#include "cli/report_file.hpp"
#include "cli/terminal.hpp"
#include "cli/text_table.hpp"
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
};

std::string caption(const HindcastRecord& record) {
    return fmt::format(
        "{} against {}, policy {}: {} incidents{}, {} campaigns each, seed {}, 95 % intervals\n\n",
        record.title.empty() ? record.scenario : record.title, record.history_title, record.policy,
        record.incidents.size(), record.complete ? "" : " (stopped early)", record.campaigns, record.seed);
}

std::string with_skill_interval(const Estimate& e) {
    if (!e.value) return "";
    if (!e.low || !e.high) return fmt::format("{:+.2f}", *e.value);
    return fmt::format("{:+.2f} ({:+.2f} to {:+.2f})", *e.value, *e.low, *e.high);
}

TableRow skill_row(const Skill& skill, std::string against) {
    return {std::string(title_of(skill.target)),         std::move(against),
            fmt::format("{}", skill.skill.sample_size),  fmt::format("{:.2f}", skill.model_score),
            fmt::format("{:.2f}", skill.baseline_score), with_skill_interval(skill.skill),
            with_skill_interval(skill.log_gain)};
}

std::string skill_table(const HindcastRecord& record) {
    std::vector<TableRow> rows;
    for (const Skill& best : record.skill_against_best) {
        for (const Skill& skill : record.skill) {
            if (skill.target == best.target)
                rows.push_back(skill_row(skill, spoken(to_string(skill.baseline))));
        }
        rows.push_back(skill_row(best, "best of these"));
    }
    return text_table({{"forecast of"},
                       {"against"},
                       {"incidents", true},
                       {"score", true},
                       {"baseline's", true},
                       {"skill", true},
                       {"log gain", true}},
                      rows, stdout_has_colour());
}

/// A number scaled, with its interval.
std::string scaled_interval(const Estimate& e, double scale, int digits) {
    if (!e.value || !e.low || !e.high) return "";
    return fmt::format("{1:.{0}f} ({2:.{0}f} to {3:.{0}f})", digits, scale * *e.value, scale * *e.low,
                       scale * *e.high);
}

std::string coverage_text(const Calibration::Coverage& coverage) {
    return fmt::format("{}, held {:.0f}", scaled_interval(coverage.observed, 100.0, 0),
                       100.0 * coverage.expected);
}

std::string calibration_table(const HindcastRecord& record) {
    std::vector<TableRow> rows;
    for (const Calibration& one : record.calibration) {
        std::string histogram;
        for (const double share : one.histogram)
            histogram += fmt::format("{}{:.0f}", histogram.empty() ? "" : " ", 100.0 * share);
        rows.push_back({std::string(title_of(one.target)), histogram, scaled_interval(one.mean_rank, 1.0, 2),
                        coverage_text(one.coverage[0]), coverage_text(one.coverage[1])});
    }
    return text_table({{"forecast of"},
                       {"ranks by fifths, %", true},
                       {"mean rank", true},
                       {"% in 50 % intervals", true},
                       {"% in 90 % intervals", true}},
                      rows, stdout_has_colour());
}

std::string forecast_text(const IncidentResult& incident, HindcastTarget target) {
    const auto& result = incident.targets[static_cast<std::size_t>(target)];
    if (!result) return "";
    const std::vector<double>& forecast = result->model.probabilities;
    const auto category = [&](std::size_t k) {
        const bool is_open = is_in_days(target) && k + 1 == forecast.size();
        return is_open ? fmt::format("{}+", k) : fmt::format("{}", k);
    };
    const CentralInterval most = central_interval(forecast, 0.9);
    return fmt::format("{} | {} ({} to {})", category(result->observed),
                       category(forecast_quantile(forecast, 0.5)), category(most.low), category(most.high));
}

std::string incident_table(const HindcastRecord& record) {
    constexpr std::array kShown = {HindcastTarget::kHighest, HindcastTarget::kResponse,
                                   HindcastTarget::kContact, HindcastTarget::kAcute,
                                   HindcastTarget::kSettled};
    std::vector<TableColumn> columns = {{"incident"}, {"date"}, {"as"}};
    for (const HindcastTarget target : kShown) columns.push_back({std::string(title_of(target)), true});
    std::vector<TableRow> rows;
    for (const IncidentResult& incident : record.incidents) {
        TableRow row = {incident.id, incident.date, spoken(incident.opening)};
        for (const HindcastTarget target : kShown) row.push_back(forecast_text(incident, target));
        rows.push_back(std::move(row));
    }
    return text_table(columns, rows, stdout_has_colour()) +
           "what happened | median of the forecast (90 % interval); +: so late or later, or never\n\n";
}

std::string text_of(const HindcastRecord& record, bool incidents) {
    const int width = stdout_width();
    std::string text = caption(record) + (incidents ? incident_table(record) : "") + skill_table(record) +
                       '\n' + calibration_table(record) + '\n';
    text += wrapped(
        "",
        "score: mean ranked probability score (days: CRPS in days); skill: 1 less its ratio to the "
        "baseline's, 0 no better, 1 perfect; log gain: nats an incident. Best of these: each score's own "
        "best, asked anew in every resample. Mean rank 0.5 and equal "
        "fifths: calibrated; above: what happened lies above the forecasts. held: probability that "
        "the intervals, whole categories, were given.",
        width);
    text += '\n';
    for (const std::string& sentence : verdicts_of(record)) text += wrapped("- ", sentence + '.', width);
    text += wrapped("",
                    fmt::format("{} incidents are few: an interval that holds 0 says that the record cannot "
                                "tell, not that there is no difference.",
                                record.incidents.size()),
                    width);
    return text;
}

int run_hindcast(const HindcastArguments& arguments) {
    const std::uint64_t seed = required_seed(arguments.seed, "hindcast");
    std::optional<AtomicFile> page = open_asked_report(arguments.report);
    const History history = load_history(arguments.history);
    const ValidatedScenario scenario = load_with_policy(arguments.scenario, arguments.policy);
    const HindcastOptions options{
        .seed = seed, .campaigns = arguments.campaigns, .threads = arguments.threads};
    const HindcastRecord record =
        interruptible(options, arguments.campaigns * history.incidents.size(),
                      [&](const HindcastOptions& how) { return hindcast(history, scenario, how); });
    if (!record.complete) {
        complain(fmt::format("offramp: interrupted: {} of {} incidents were simulated\n",
                             record.incidents.size(), history.incidents.size()));
    }
    print(arguments.json ? to_json(record).dump(2) + '\n' : text_of(record, arguments.incidents));
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
    command->add_option("-p,--policy", a->policy, "policy beside the scenario, or a policy file");
    add_count_option(*command, "-n,--campaigns", a->campaigns, "campaigns of each incident",
                     {1, 1'000'000'000});
    add_seed_option(*command, a->seed);
    add_threads_option(*command, a->threads);
    command->add_flag("--incidents", a->incidents, "also a row for each incident");
    command->add_flag("--json", a->json, "print one JSON object instead of tables");
    add_report_option(*command, a->report);
    command->footer(
        "Example:\n  offramp hindcast scenarios/history/us-china.yaml scenarios/us-china-2023.yaml --seed 1");
    command->callback([a, &action] { action = [a] { return run_hindcast(*a); }; });
}

}  // namespace offramp::cli
