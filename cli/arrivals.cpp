// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "analysis/arrival/fit_arrivals.hpp"
#include "analysis/file_kind.hpp"
#include "analysis/history/csv_table.hpp"
#include "analysis/history/incident.hpp"
#include "analysis/text_layout.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/estimate_text.hpp"
#include "cli/exit_code.hpp"
#include "cli/terminal.hpp"
#include "cli/text_table.hpp"
#include "engine/base/error.hpp"

namespace offramp::cli {
namespace {

struct ArrivalArguments {
    std::string file;
    std::string counts;
    std::vector<std::string> where;
    std::string from;
    std::string to;
    int every = 0;
    bool json = false;
};

std::optional<std::chrono::sys_days> parse_day_argument(const std::string& option, const std::string& text) {
    if (text.empty()) return std::nullopt;
    const Parsed<std::chrono::sys_days> day = parse_day(text);
    if (!day.value) throw InputError({}, option + ": " + day.problem, day.hint);
    return day.value;
}

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::size_t begin = 0;
    for (std::size_t end = text.find(separator); end != std::string::npos;
         end = text.find(separator, begin)) {
        parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    parts.push_back(text.substr(begin));
    return parts;
}

ArrivalQuery query_of(const ArrivalArguments& a) {
    ArrivalQuery query{
        a.file, a.counts, {}, parse_day_argument("--from", a.from), parse_day_argument("--to", a.to)};
    for (const std::string& filter : a.where) {
        const std::size_t equals = filter.find('=');
        if (equals == std::string::npos || equals == 0) {
            throw InputError({}, fmt::format("--where: '{}' names no column and value", filter),
                             "--where dyad=US-PRC");
        }
        query.where.push_back({filter.substr(0, equals), split(filter.substr(equals + 1), ',')});
    }
    return query;
}

std::string cell(const Estimate& e) {
    return e.value ? with_interval(e, false) : "";
}

std::string p_text(double p) {
    return p < 0.001 ? "<0.001" : fmt::format("{:.3f}", p);
}

std::string caption(const ArrivalStudy& study, const std::string& file) {
    const Arrivals& arrivals = study.arrivals;
    const std::string span = fmt::format("from {} up to {}", format_date(midnight(arrivals.from)),
                                         format_date(midnight(arrivals.to)));
    if (arrivals.events) return fmt::format("{}: {} events {}\n", file, arrivals.events->times.size(), span);
    if (!arrivals.counts || !study.shape)
        throw InternalError("arrivals are events or counts with their shape");
    const CountShape& shape = *study.shape;
    std::string text = fmt::format("{}: {} in {} periods of {:g} days {}\n", file, shape.total, shape.periods,
                                   arrivals.counts->width, span);
    text += fmt::format("mean a day {}; variance over mean of a period {}; none in {:.0f} % of periods\n",
                        cell(shape.mean), cell(shape.dispersion), 100.0 * shape.zero_share);
    text += "autocorrelation";
    for (std::size_t k = 0; k < shape.lags.size(); ++k)
        text +=
            fmt::format("{} {:.2f} at lag {}", k == 0 ? "" : ",", shape.autocorrelation[k], shape.lags[k]);
    return text + fmt::format("; without memory within {:.2f} of 0\n", shape.white_noise);
}

std::string text_of(const ArrivalStudy& study, const std::string& file) {
    const std::vector<TableColumn> columns = {
        {"model"},           {"log-likelihood", true}, {"AIC", true}, {"background/day"},
        {"branching"},       {"memory, days"},         {"size"},      {"mean/day"},
        {"p uniform", true}, {"p independent", true}};
    std::vector<TableRow> rows;
    for (const ArrivalFit& fit : study.fits) {
        rows.push_back({spoken(to_string(fit.model)), fmt::format("{:.1f}", fit.log_likelihood),
                        fmt::format("{:.1f}", fit.aic), cell(fit.background), cell(fit.branching),
                        cell(fit.memory), cell(fit.size), cell(fit.mean_rate),
                        p_text(fit.residuals.p_uniform), p_text(fit.residuals.p_independent)});
    }
    return caption(study, file) + '\n' + text_table(columns, rows, stdout_has_colour()) +
           fmt::format("\nbest by AIC: {}. p: of what the model leaves unexplained, if it were right.\n",
                       spoken(to_string(study.best().model)));
}

int arrivals(const ArrivalArguments& arguments) {
    expect_kind(arguments.file, {FileKind::kTable}, "offramp arrivals");
    Arrivals series = read_arrivals(query_of(arguments));
    if (arguments.every > 0) {
        if (!series.events) throw InputError({}, "--every counts events, and this table holds counts");
        series.counts = count_events(*series.events, arguments.every);
        series.events.reset();
    }
    const ArrivalStudy study = study_arrivals(std::move(series), arguments.file);
    print(arguments.json ? to_json(study).dump(2) + '\n' : text_of(study, arguments.file));
    for (const ArrivalFit& fit : study.fits) {
        if (fit.converged) continue;
        complain(fmt::format("offramp: no convergence of the model {} in {} evaluations\n",
                             to_string(fit.model), fit.evaluations));
        return kFailed;
    }
    return kDone;
}

}  // namespace

void add_arrivals(CLI::App& program, Action& action) {
    CLI::App* command = program.add_subcommand(
        "arrivals", "Fit how incidents arrive: Poisson, negative binomial or self-exciting (Hawkes)");
    auto a = std::make_shared<ArrivalArguments>();
    command->add_option("FILE", a->file, "table (.csv) with a column date: of counts, or an event a row")
        ->required();
    command->add_option("--counts", a->counts,
                        "column of counts; without: `count` where there is one, else events");
    command->add_option("--where", a->where, "COLUMN=VALUE[,VALUE...]: only such rows; may be repeated")
        ->allow_extra_args(false);
    command->add_option("--from", a->from, "first day of the observation; default: that of the first row");
    command->add_option("--to", a->to, "first day after it; default: the day after the last row");
    command->add_option("--every", a->every, "count events in periods of so many days")
        ->check(whole_number(1, 3660));
    add_table_options(*command, a->json);
    command->footer(
        "Example:\n"
        "  offramp arrivals scenarios/history/adiz_daily.csv\n"
        "  offramp arrivals scenarios/history/incidents.csv --where trigger_class=intercept,encounter \\\n"
        "      --where group=us_china --from 1995-01-01 --to 2026-03-01");
    command->callback([a, &action] { action = [a] { return arrivals(*a); }; });
}

}  // namespace offramp::cli
