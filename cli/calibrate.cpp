// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "analysis/atomic_file.hpp"
#include "analysis/calibration/calibrate.hpp"
#include "analysis/file_kind.hpp"
#include "analysis/posterior/record_posterior.hpp"
#include "analysis/table_cache.hpp"
#include "analysis/text_layout.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/estimate_text.hpp"
#include "cli/exit_code.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"
#include "cli/terminal.hpp"
#include "cli/text_table.hpp"

namespace offramp::cli {
namespace {

namespace fs = std::filesystem;

struct CalibrateArguments {
    std::string file;
    std::string output;
    std::string draws;
    int threads = usual_threads();
    bool json = false;
};

std::string parameter_table(const CalibrationResult& result) {
    std::vector<TableRow> rows;
    for (const FittedParameter& parameter : result.parameters) {
        rows.push_back({spoken(parameter.name) + (parameter.unit.empty() ? "" : ", " + parameter.unit),
                        parameter.before ? number_text(*parameter.before) : "-",
                        number_text(parameter.fitted.value.value_or(0.0)),
                        interval_text(parameter.fitted.low, parameter.fitted.high),
                        result.fit.complete ? fmt::format("{:.2f}", parameter.left) : "",
                        parameter.held     ? "held"
                        : parameter.at_end ? "at the end of its range"
                                           : ""});
    }
    return text_table({{"parameter"},
                       {"before", true},
                       {"fitted", true},
                       {"95 % interval"},
                       {"left of the prior", true},
                       {"note"}},
                      rows, stdout_has_colour());
}

std::string moment_table(const CalibrationResult& result) {
    std::vector<TableRow> rows;
    for (const FittedMoment& moment : result.moments) {
        const double error = std::hypot(moment.error, moment.simulation_error);
        rows.push_back({moment.title, moment.incidents > 0 ? fmt::format("{}", moment.incidents) : "",
                        fmt::format("{} ± {}", number_text(moment.target), number_text(moment.error)),
                        number_text(moment.before), number_text(moment.fitted),
                        fmt::format("{:+.1f}", (moment.fitted - moment.target) / error)});
    }
    return text_table({{"moment"},
                       {"incidents", true},
                       {"record", true},
                       {"before", true},
                       {"fitted", true},
                       {"missed, standard errors", true}},
                      rows, stdout_has_colour());
}

std::string validation_text(const ValidationScore& score) {
    const auto verdict = [](const Estimate& gain) {
        if (!gain.low || !gain.high) return "not to be told apart from";
        return *gain.low > 0 ? "better than" : *gain.high < 0 ? "worse than" : "not to be told apart from";
    };
    return fmt::format(
        "{} ({} incidents): squared error {:.3f} fitted, {:.3f} before, {:.3f} from shares of the others; "
        "fitted {} before, {} the shares\n",
        spoken(score.name), score.incidents, score.fitted, score.before, score.climatology,
        verdict(score.gain), verdict(score.gain_on_climatology));
}

/// "3 draws could not be simulated, ...": where and why all of them, JSON says; "" for none.
std::string failed_line(const std::vector<FailedPoint>& failed, std::string_view what) {
    if (failed.empty()) return "";
    return fmt::format("{} {} could not be simulated, and count as impossible; the first: {}\n",
                       failed.size(), what, failed.front().reason);
}

std::string text_of(const CalibrationResult& result, const CalibrationPlan& plan) {
    const MomentFit& fit = result.fit;
    std::string text = fmt::format("{}: {} parameters, {} moments, {} points\n\n", plan.title,
                                   plan.parameters.size(), plan.moments.size(), fit.evaluations);
    text += parameter_table(result) + '\n' + moment_table(result) + '\n';
    text += fmt::format("distance {:.1f} before, {:.1f} fitted{}\n", fit.start_distance, fit.distance,
                        fit.converged ? "" : "; the search was cut off before its tolerance");
    text += failed_line(fit.failed, "points");
    if (!fit.complete) return text;
    if (fit.freedom > 0) {
        text += fmt::format("what no parameter can mend: J = {:.1f} on {} degrees of freedom, p {}\n", fit.j,
                            fit.freedom, fit.j_p < 0.001 ? "< 0.001" : fmt::format("= {:.3f}", fit.j_p));
    }
    for (const Direction& direction : fit.directions) {
        if (direction.strength >= kWeakDirection) continue;
        text += fmt::format("hardly known ({:.0f} % of the prior's deviation is left): {}\n",
                            100.0 * direction.left(), describe(direction, plan));
    }
    for (const ValidationScore& score : result.validation) text += validation_text(score);
    return text;
}

std::string spread_text(const Spread& spread) {
    return fmt::format("{} [{}, {}]", number_text(spread.median), number_text(spread.low),
                       number_text(spread.high));
}

/// Where what is observed (an upright line), what the prior said (thin) and what the draws say (thick) lie.
std::string strip_text(const PredictedMoment& moment, bool unicode) {
    constexpr int kCells = 32;
    const double low = std::min({moment.before.low, moment.after.low, moment.observed - 2.0 * moment.error});
    const double high =
        std::max({moment.before.high, moment.after.high, moment.observed + 2.0 * moment.error});
    if (!(low < high)) return "";
    const auto cell = [&](double value) {
        return std::clamp(static_cast<int>((value - low) / (high - low) * kCells), 0, kCells - 1);
    };
    std::string text;
    for (int k = 0; k < kCells; ++k) {
        const auto within = [&](const Spread& spread) {
            return k >= cell(spread.low) && k <= cell(spread.high);
        };
        if (k == cell(moment.observed)) {
            text += unicode ? "┃" : "|";
        } else if (within(moment.after)) {
            text += unicode ? "━" : "=";
        } else if (within(moment.before)) {
            text += unicode ? "─" : "-";
        } else {
            text += ' ';
        }
    }
    return text;
}

std::string posterior_text(const RecordPosterior& drawn) {
    const Posterior& posterior = drawn.posterior;
    std::string text = fmt::format(
        "\nWhat the moments leave open: {} draws, worth {:.0f} independent ones, after {} rounds\n",
        posterior.draws.size(), posterior.effective, posterior.rounds);
    if (posterior.inflation > 1.0) {
        text += fmt::format(
            "no parameter mends what is missed, so that misses count with {:.1f} times their variance\n",
            posterior.inflation);
    }
    text += failed_line(posterior.failed, "draws");
    std::vector<TableRow> rows;
    for (const ParameterBelief& belief : drawn.parameters) {
        rows.push_back({spoken(belief.name) + (belief.unit.empty() ? "" : ", " + belief.unit),
                        spread_text(belief.before), spread_text(belief.after),
                        fmt::format("{:.2f}", belief.left)});
    }
    text +=
        '\n' +
        text_table(
            {{"parameter"}, {"before: median [95 %]"}, {"after: median [95 %]"}, {"left of the prior", true}},
            rows, stdout_has_colour());
    rows.clear();
    const bool unicode = stdout_has_unicode();
    for (const PredictedMoment& moment : drawn.moments) {
        rows.push_back({moment.title,
                        fmt::format("{} ± {}", number_text(moment.observed), number_text(moment.error)),
                        spread_text(moment.before), spread_text(moment.after),
                        fmt::format("{:.2f}", moment.above), strip_text(moment, unicode)});
    }
    text += '\n' + text_table({{"moment"},
                               {"record", true},
                               {"said before"},
                               {"said after"},
                               {"record below", true},
                               {fmt::format("before {0}{0}, after {1}{1}, record {2}", unicode ? "─" : "-",
                                            unicode ? "━" : "=", unicode ? "┃" : "|")}},
                              rows, stdout_has_colour());
    return text + "record below: chance that a record written by one of the draws lies above this one\n";
}

/// How a file is named from where another one stands.
std::string from_folder_of(const AtomicFile& output, const fs::path& file) {
    return fs::absolute(file).lexically_relative(fs::absolute(output.path()).parent_path()).generic_string();
}

void write_draws(AtomicFile& output, const RecordPosterior& drawn, const CalibrationPlan& plan) {
    output.write(draws_text(plan, drawn, output.path().stem().string(),
                            from_folder_of(output, plan.scenario_file),
                            plan.policy_file ? from_folder_of(output, *plan.policy_file) : ""));
    output.commit();
}

void write_overlay(AtomicFile& output, const CalibrationResult& result, const CalibrationPlan& plan) {
    const std::string scenario = from_folder_of(output, plan.scenario_file);
    std::string text =
        fmt::format("# Values of {} fitted by `offramp calibrate`, distance {:.1f} instead of {:.1f}.\n",
                    plan.name, result.fit.distance, result.fit.start_distance);
    text += result.fit.complete ? "# Behind each value: its parameter, with a 95 % interval.\n"
                                : "# Cut off: the best point so far, without intervals.\n";
    text +=
        overlay_text(plan, result.fit.at, output.path().stem().string(), scenario, interval_comments(result));
    output.write(text);
    output.commit();
}

int run_calibrate(const CalibrateArguments& arguments) {
    expect_kind(arguments.file, {FileKind::kCalibration}, "offramp calibrate");
    const CalibrationPlan plan = load_calibration(arguments.file);
    if (!arguments.draws.empty()) check_can_draw(plan);
    std::optional<AtomicFile> output;
    if (!arguments.output.empty()) output.emplace(arguments.output);
    std::optional<AtomicFile> draws;
    if (!arguments.draws.empty()) draws.emplace(arguments.draws);
    CalibrationResult result;
    std::optional<RecordPosterior> drawn;
    {
        const Interrupt interrupt;
        Progress progress(0);
        CalibrateOptions options{
            .threads = arguments.threads, .cancel = interrupt.token(), .tables = memory_cache()};
        options.progress = [&](const MomentFitProgress& now) {
            progress.update(static_cast<std::uint64_t>(now.evaluations),
                            static_cast<std::uint64_t>(now.evaluations_wanted),
                            fmt::format("distance {:.2f}", now.distance));
        };
        result = calibrate(plan, options);
        if (draws && result.complete) {
            drawn =
                record_posterior(plan, result.fit,
                                 {.threads = arguments.threads,
                                  .cancel = interrupt.token(),
                                  .progress =
                                      [&](const PosteriorProgress& now) {
                                          progress.update(static_cast<std::uint64_t>(now.simulated),
                                                          static_cast<std::uint64_t>(now.wanted),
                                                          fmt::format("draws, worth {:.0f}", now.effective));
                                      },
                                  .tables = options.tables});
        }
    }
    if (output) write_overlay(*output, result, plan);
    const bool has_draws = drawn && drawn->posterior.complete && drawn->posterior.effective > 0.0;
    if (draws && has_draws) write_draws(*draws, *drawn, plan);
    if (arguments.json) {
        nlohmann::ordered_json json = to_json(result, plan);
        if (has_draws) json["posterior"] = to_json(*drawn, plan);
        print(json.dump(2) + '\n');
    } else {
        print(text_of(result, plan) + (has_draws ? posterior_text(*drawn) : ""));
    }
    if (result.complete && drawn && drawn->posterior.complete && !has_draws) {
        complain("offramp: nothing could be simulated at any of the draws: none were written\n");
        return kFailed;
    }
    if (result.complete && (!drawn || drawn->posterior.complete)) return kDone;
    if (result.complete) {
        complain("offramp: interrupted while draws were made: none were written\n");
        return kInterrupted;
    }
    complain(fmt::format("offramp: interrupted after {} points: the best so far is kept\n",
                         result.fit.evaluations));
    return kInterrupted;
}

}  // namespace

void add_calibrate(CLI::App& program, Action& action) {
    CLI::App* command = program.add_subcommand(
        "calibrate",
        "Fit values of a scenario to the record by simulated moments; say what they cannot tell");
    auto a = std::make_shared<CalibrateArguments>();
    command->add_option("CALIBRATION", a->file, "calibration file: parameters and moments")->required();
    add_output_option(*command, "-o,--output", a->output, "write the fitted values as a policy overlay");
    add_output_option(*command, "--draws", a->draws,
                      "write draws from what the record leaves open, as a sweep file");
    add_threads_option(*command, a->threads);
    add_table_options(*command, a->json);
    command->footer(
        "Example:\n"
        "  offramp calibrate scenarios/history/calibration.yaml -o out/fitted.yaml --draws out/draws.yaml\n"
        "  offramp compare scenarios/us-china-2023.yaml --policies no-guardrails,guardrails --seed 1 "
        "--posterior out/draws.yaml\n"
        "  offramp run scenarios/us-china-2023.yaml --policy out/fitted.yaml --seed 1 --campaigns 1000");
    command->callback([a, &action] { action = [a] { return run_calibrate(*a); }; });
}

}  // namespace offramp::cli
