// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "analysis/atomic_file.hpp"
#include "analysis/calibration/calibrate.hpp"
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
                        parameter.at_end ? "at the end of its range" : ""});
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

std::string text_of(const CalibrationResult& result, const CalibrationPlan& plan) {
    const MomentFit& fit = result.fit;
    std::string text = fmt::format("{}: {} parameters, {} moments, {} points\n\n", plan.title,
                                   plan.parameters.size(), plan.moments.size(), fit.evaluations);
    text += parameter_table(result) + '\n' + moment_table(result) + '\n';
    text += fmt::format("distance {:.1f} before, {:.1f} fitted{}\n", fit.start_distance, fit.distance,
                        fit.converged ? "" : "; the search was cut off before its tolerance");
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

void write_overlay(AtomicFile& output, const CalibrationResult& result, const CalibrationPlan& plan) {
    const fs::path folder = fs::absolute(output.path()).parent_path();
    const std::string scenario = fs::absolute(plan.scenario_file).lexically_relative(folder).generic_string();
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
    const CalibrationPlan plan = load_calibration(arguments.file);
    std::optional<AtomicFile> output;
    if (!arguments.output.empty()) output.emplace(arguments.output);
    CalibrationResult result;
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
    }
    if (output) write_overlay(*output, result, plan);
    print(arguments.json ? to_json(result, plan).dump(2) + '\n' : text_of(result, plan));
    if (result.complete) return kDone;
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
    add_threads_option(*command, a->threads);
    command->add_flag("--json", a->json, "print one JSON object instead of tables");
    command->footer(
        "Example:\n"
        "  offramp calibrate scenarios/history/calibration.yaml -o out/fitted.yaml\n"
        "  offramp run scenarios/us-china-2023.yaml --policy out/fitted.yaml --seed 1 --campaigns 1000");
    command->callback([a, &action] { action = [a] { return run_calibrate(*a); }; });
}

}  // namespace offramp::cli
