// SPDX-License-Identifier: Apache-2.0
#include "cli/hindcast_tables.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <string>
#include <vector>

#include "analysis/text_layout.hpp"
#include "cli/terminal.hpp"
#include "cli/text_table.hpp"

namespace offramp::cli {
namespace {

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

/// A number scaled, with its interval if it has one.
std::string scaled_interval(const Estimate& e, double scale, int digits) {
    if (!e.value) return "";
    if (!e.low || !e.high) return fmt::format("{1:.{0}f}", digits, scale * *e.value);
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

std::string day_or_step(HindcastTarget target, std::size_t category, std::size_t categories) {
    return fmt::format("{}{}", category, is_in_days(target) && category + 1 == categories ? "+" : "");
}

/// "3 (1 to 5)": median and 90 % interval.
std::string range_text(HindcastTarget target, const std::vector<double>& forecast) {
    const auto text = [&](std::size_t k) { return day_or_step(target, k, forecast.size()); };
    const CentralInterval most = central_interval(forecast, 0.9);
    return fmt::format("{} ({} to {})", text(forecast_quantile(forecast, 0.5)), text(most.low),
                       text(most.high));
}

std::string forecast_text(const IncidentResult& incident, HindcastTarget target) {
    const auto& result = incident.targets[static_cast<std::size_t>(target)];
    if (!result) return "";
    const std::vector<double>& forecast = result->model.probabilities;
    return fmt::format("{} | {}", day_or_step(target, result->observed, forecast.size()),
                       range_text(target, forecast));
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

/// How sure a few incidents can make anybody, and what the columns are.
std::string explanations(const HindcastRecord& record) {
    const int width = stdout_width();
    const std::string rule = record.rule.empty() ? "" : fmt::format("Rule of thumb: {} ", record.rule);
    std::string text = wrapped(
        "",
        "score: mean ranked probability score (days: CRPS in days); skill: 1 less its ratio to the "
        "baseline's, 0 no better, 1 perfect; log gain: nats an incident. Best of these: each score's own "
        "best, asked anew in every resample. " +
            rule +
            "Mean rank 0.5 and equal "
            "fifths: calibrated; above: what happened lies above the forecasts. held: probability that "
            "the intervals, whole categories, were given.",
        width);
    text += '\n';
    for (const std::string& sentence : verdicts_of(record)) text += wrapped("- ", sentence + '.', width);
    const std::size_t count = record.incidents.size();
    text += wrapped("",
                    fmt::format("{} incident{}: an interval that holds 0 says that the record cannot "
                                "tell, not that there is no difference.",
                                count, count == 1 ? " is few" : "s are few"),
                    width);
    return text;
}

std::string words(const std::vector<std::string>& names) {
    return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

constexpr std::array kShownTargets = {HindcastTarget::kHighest, HindcastTarget::kResponse,
                                      HindcastTarget::kContact, HindcastTarget::kAcute,
                                      HindcastTarget::kTalks,   HindcastTarget::kSettled};

}  // namespace

std::string hindcast_text(const HindcastRecord& record, bool incidents) {
    return caption(record) + (incidents ? incident_table(record) : "") + skill_table(record) + '\n' +
           calibration_table(record) + '\n' + explanations(record);
}

std::string forecasts_text(const RegisteredForecasts& made) {
    std::string text = fmt::format(
        "{}, policy {}: forecasts of incidents from {} on, {} campaigns each, seed {}\n"
        "frozen the day before: {}; guardrails in force: {}\n\n",
        made.title.empty() ? made.scenario : made.title, made.policy, made.date, made.campaigns, made.seed,
        words(made.frozen), words(made.guardrails));
    std::vector<TableColumn> columns = {{"incident"}, {"as"}};
    for (const HindcastTarget target : kShownTargets)
        columns.push_back({std::string(title_of(target)), true});
    std::vector<TableRow> rows;
    for (const KindForecast& one : made.forecasts) {
        TableRow row = {to_string(one.kind), spoken(one.opening)};
        for (const HindcastTarget target : kShownTargets)
            row.push_back(range_text(target, one.model.probabilities[static_cast<std::size_t>(target)]));
        rows.push_back(std::move(row));
    }
    return text + text_table(columns, rows, stdout_has_colour()) +
           "median of the forecast (90 % interval); +: so late or later, or never\n";
}

std::string scores_text(const RegisteredScores& scores) {
    const HindcastRecord& record = scores.record;
    std::string text =
        fmt::format("forecasts of {}, scored against the incidents that began on or after it\n", scores.date);
    if (record.incidents.empty()) {
        text += "nothing to score: the record has no such incident of a kind that was forecast\n";
    } else {
        text += hindcast_text(record, true);
        text += wrapped("", fmt::format("Baselines are made from the incidents before {}.", scores.date),
                        stdout_width());
    }
    for (const auto& [id, kind] : scores.unforecast)
        text += fmt::format("not scored: {}, of no kind that was forecast ({})\n", id, kind);
    return text;
}

}  // namespace offramp::cli
