// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "analysis/comparison_record.hpp"
#include "analysis/file_kind.hpp"
#include "analysis/posterior/over_draws.hpp"
#include "analysis/table_cache.hpp"
#include "analysis/text_layout.hpp"
#include "cli/arguments.hpp"
#include "cli/cache_directory.hpp"
#include "cli/commands.hpp"
#include "cli/comparison_table.hpp"
#include "cli/estimate_text.hpp"
#include "cli/exit_code.hpp"
#include "cli/interrupt.hpp"
#include "cli/load_with_progress.hpp"
#include "cli/progress.hpp"
#include "cli/report_file.hpp"
#include "cli/scenario_files.hpp"
#include "cli/terminal.hpp"
#include "cli/text_table.hpp"

namespace offramp::cli {
namespace {

constexpr std::uint64_t kUsualCampaigns = 10'000;
constexpr std::uint64_t kUsualCap = 1'000'000;

struct CompareArguments {
    std::string scenario;
    std::vector<std::string> policies;
    std::vector<std::string> outcomes;
    std::string baseline;
    std::optional<std::uint64_t> campaigns;
    std::optional<std::uint64_t> seed;
    std::optional<double> precision;
    std::string precision_of;
    int threads = usual_threads();
    bool headline = false;
    bool by_kind = false;
    bool rare = false;
    RareEffort rare_effort;
    bool json = false;
    std::string report;
    std::string posterior;
};

void report_troubles(const ComparisonRecord& record) {
    if (record.rare && !record.rare->complete) {
        complain(fmt::format("offramp: interrupted: {} replications of rare outcomes were finished\n",
                             record.rare->replications));
    } else if (!record.complete) {
        complain(fmt::format("offramp: interrupted: {} of {} campaigns were run\n",
                             record.policies.front().campaigns_done, record.campaigns));
    }
    for (const PolicyRecord& policy : record.policies) {
        complain(reckoning_warnings(policy.name, policy.reckoning));
        if (policy.campaigns_failed == 0) continue;
        complain(fmt::format("offramp: {} campaigns failed under {} and are left out of all; the first:\n",
                             policy.campaigns_failed, policy.name));
        complain(failure_lines(policy.first_failures, record.seed));
    }
}

/// The headline first, then what the scenario asks for (by default everything), each once.
std::vector<std::string> rows_of(const ComparisonRecord& record, const std::vector<std::string>& asked) {
    std::vector<std::string> rows = record.headline;
    const auto add = [&](const std::string& name) {
        if (std::find(rows.begin(), rows.end(), name) == rows.end()) rows.push_back(name);
    };
    for (const std::string& name : asked) add(name);
    if (asked.empty()) {
        for (const Difference& difference : record.comparison.differences) add(difference.outcome.name);
    }
    return rows;
}

std::string caption(const ComparisonRecord& record) {
    return fmt::format("{}: {} campaigns under every policy{}, seed {}\n",
                       record.title.empty() ? record.scenario : record.title,
                       record.policies.front().campaigns_done, record.complete ? "" : " (stopped early)",
                       record.seed);
}

std::string precision_line(const ComparisonRecord& record) {
    if (!record.goal) return "";
    const double half = record.precision.half_width;
    return fmt::format("half-width of {}: {} ({} wanted: {}), in {} stages\n", record.goal->outcome,
                       std::isfinite(half) ? number_text(half) : "unknown",
                       number_text(record.goal->half_width),
                       record.precision.reached ? "reached" : "not reached", record.precision.stages);
}

std::string legend(const ComparisonRecord& record) {
    return fmt::format(
        "* also with the simultaneous interval over all {} differences (z = {:.2f}); ~ not a paired "
        "interval;\n"
        "var. red.: variance of the difference on independent campaigns, over that on the same ones\n",
        record.comparison.family, record.comparison.critical_value);
}

std::string rare_lines(const ComparisonRecord& record, TableStyle style) {
    if (!record.rare) return "";
    return fmt::format(
        "{}\nby multilevel splitting: {} campaigns started at each level, {} replications, intervals by "
        "Student's t;\n"
        "eff.: plain campaigns would take so many times longer for the same precision\n\n",
        rare_table(*record.rare, style), record.rare->effort, record.rare->replications);
}

std::string verdict_lines(const ComparisonRecord& record, int width) {
    if (record.campaigns_failed > 0) {
        return wrapped(
            "- ",
            fmt::format("No verdict: {} of {} campaigns failed, and those that are left are no fair "
                        "sample.",
                        record.campaigns_failed, record.policies.front().campaigns_done),
            width);
    }
    std::string lines;
    for (const Verdict& verdict : record.verdicts) lines += wrapped("- ", verdict.text + '.', width);
    return lines;
}

std::string text_of(const ComparisonRecord& record, const std::vector<std::string>& asked,
                    const CompareArguments& arguments) {
    TableStyle style = stdout_style();
    style.bars = style.colour;
    const std::vector<std::string> rows = !arguments.outcomes.empty() ? arguments.outcomes
                                          : arguments.headline        ? record.headline
                                                                      : rows_of(record, asked);
    return caption(record) + precision_line(record) + '\n' + comparison_table(record, rows, style) + '\n' +
           legend(record) + '\n' + rare_lines(record, style) + survival_table(record, style) + '\n' +
           (arguments.by_kind ? endings_table(record, style) + '\n' : "") +
           verdict_lines(record, style.width);
}

std::string drawn_table(const DrawnComparison& drawn, TableStyle style) {
    const auto percent = [](const Estimate& share) {
        return share.value ? fmt::format("{:.0f} %", 100.0 * *share.value) : "";
    };
    std::string out;
    std::size_t first = 0;
    while (first < drawn.differences.size()) {
        const std::string& policy = drawn.differences[first].policy;
        std::vector<TableRow> rows;
        for (; first < drawn.differences.size() && drawn.differences[first].policy == policy; ++first) {
            const DrawnDifference& d = drawn.differences[first];
            rows.push_back({d.outcome, value_text(d.of_baseline.value, style.unicode),
                            value_text(d.of_policy.value, style.unicode),
                            value_text(d.difference.value, style.unicode), interval_or_note(d.difference),
                            percent(d.lower), percent(d.higher), percent({d.noise, {}, {}, 0})});
        }
        out += text_table({{"over what the record leaves open"},
                           {drawn.baseline, true},
                           {policy, true},
                           {"difference", true},
                           {"95 % of draws"},
                           {"lower", true},
                           {"higher", true},
                           {"noise", true}},
                          rows, style.colour) +
               '\n';
    }
    return out;
}

/// Of the comparison at every draw; empty without one.
std::string drawn_text(const std::optional<DrawnComparison>& drawn) {
    if (!drawn || !drawn->complete) return "";
    const TableStyle style = stdout_style();
    std::string text = '\n' + drawn_table(*drawn, style);
    text += fmt::format(
        "{} draws, worth {:.0f}, {} campaigns at each under every policy; noise: share of the differences' "
        "variance that is simulation\n",
        drawn->draws, drawn->effective, drawn->campaigns);
    if (drawn->failed > 0)
        text += fmt::format("{} draws are left out, as campaigns failed there\n", drawn->failed);
    for (const DrawnDifference& difference : drawn->differences)
        text += wrapped("- ", sentence_of(difference) + '.', style.width);
    return text;
}

DrawnComparison run_over_draws(const Sweep& draws, int threads) {
    const Interrupt interrupt;
    Progress progress(draws.design.size());
    return compare_over_draws(
        draws, {.threads = threads,
                .cancel = interrupt.token(),
                .progress = [&](std::uint64_t done, std::uint64_t) { progress.update(done, "draws"); }});
}

nlohmann::ordered_json json_of(const ComparisonRecord& record, const std::optional<DrawnComparison>& drawn) {
    nlohmann::ordered_json json = to_json(record);
    if (drawn) json["over_draws"] = to_json(*drawn);
    return json;
}

CommandText command_of(const CompareArguments& a) {
    CommandText command("offramp compare");
    command.word(a.scenario).option("--policies", a.policies).option("--baseline", a.baseline);
    command.option("--seed", std::to_string(a.seed.value_or(0)));
    if (a.campaigns) command.option("--campaigns", std::to_string(*a.campaigns));
    if (a.precision) command.option("--precision", fmt::format("{}", *a.precision));
    command.option("--precision-of", a.precision_of).flag("--rare", a.rare);
    if (a.rare) {
        command.option("--rare-effort", std::to_string(a.rare_effort.effort))
            .option("--rare-replications", std::to_string(a.rare_effort.replications));
    }
    return command.option("--report", a.report);
}

/// False where it was interrupted.
bool write_comparison_report(AtomicFile& page, const CompareArguments& arguments,
                             const ComparisonRecord& record, const Experiment& experiment) {
    ReportOptions options{.threads = arguments.threads, .cancel = {}, .progress = {}, .tables = {}};
    options.sampled = std::min(options.sampled, record.policies.front().campaigns_done);
    return write_record_report(
        page, to_json(record), command_of(arguments),
        ReportedCampaigns{experiment, record.policies.front().name, record.seed, std::move(options)});
}

int run_compare(const CompareArguments& arguments) {
    const std::uint64_t seed = required_seed(arguments.seed, "compare");
    expect_scenario(arguments.scenario, arguments.policies, "offramp compare");
    if (!arguments.posterior.empty()) expect_kind(arguments.posterior, {FileKind::kSweep}, "--posterior");
    std::optional<AtomicFile> page = open_asked_report(arguments.report);
    std::optional<Sweep> draws;  // before what may take minutes: solving the game of a negotiated policy
    if (!arguments.posterior.empty()) {
        draws = load_draws_for(arguments.posterior,
                               {arguments.scenario, arguments.policies, arguments.baseline, seed});
    }
    const Experiment experiment =
        load_with_progress(arguments.scenario, arguments.policies, arguments.threads);
    check_outcomes_asked(arguments.outcomes, experiment.cases.front().model);
    CompareOptions options{
        .seed = seed,
        .campaigns = arguments.campaigns.value_or(arguments.precision ? kUsualCap : kUsualCampaigns),
        .baseline = arguments.baseline,
        .threads = arguments.threads};
    if (arguments.precision) options.precision = PrecisionGoal{*arguments.precision, arguments.precision_of};
    if (arguments.rare) options.rare = arguments.rare_effort;
    ComparisonRecord record;
    {
        const Interrupt interrupt;
        std::optional<Progress> progress;
        progress.emplace(options.campaigns);
        options.cancel = interrupt.token();
        options.tables = disk_cache(cache_directory());
        options.progress = [&](std::uint64_t done) { progress->update(done); };
        const std::uint64_t replications =
            experiment.cases.size() * static_cast<std::uint64_t>(arguments.rare_effort.replications);
        options.rare_progress = [&](int done) {
            if (done == 1) progress.emplace(replications);
            progress->update(static_cast<std::uint64_t>(done));
        };
        record = compare_policies(experiment, options);
    }
    report_troubles(record);
    std::optional<DrawnComparison> drawn;
    if (draws && record.complete) drawn = run_over_draws(*draws, arguments.threads);
    if (arguments.rare && record.campaigns_failed > 0)
        complain("offramp: rare outcomes are not estimated where campaigns fail\n");
    print(arguments.json
              ? json_of(record, drawn).dump(2) + '\n'
              : text_of(record, experiment.cases.front().model.outcomes, arguments) + drawn_text(drawn));
    if (drawn && !drawn->complete) {
        complain(
            fmt::format("offramp: interrupted: {} of {} draws were simulated, and nothing is said of them\n",
                        drawn->done, drawn->draws));
    }
    if (!record.complete || (drawn && !drawn->complete)) return kInterrupted;
    if (page && !write_comparison_report(*page, arguments, record, experiment)) {
        complain("offramp: interrupted: no report was written\n");
        return kInterrupted;
    }
    return record.campaigns_failed > 0 ? kFailed : kDone;
}

}  // namespace

void add_compare(CLI::App& program, Action& action) {
    CLI::App* command = program.add_subcommand(
        "compare", "Compare policies on the same campaigns: paired differences and verdicts");
    auto a = std::make_shared<CompareArguments>();
    command->add_option("SCENARIO", a->scenario, "scenario file")->required();
    add_policies_option(*command, a->policies, "two or more policies beside the scenario, or policy files")
        ->required();
    command->add_option("-b,--baseline", a->baseline,
                        "policy that the others are compared with; without it, the first");
    command
        ->add_option("-n,--campaigns", a->campaigns,
                     "campaigns under each policy (10000); with --precision: at most (1000000)")
        ->check(whole_number(1, 1'000'000'000'000));
    add_seed_option(*command, a->seed);
    CLI::Option* precision =
        command
            ->add_option("--precision", a->precision,
                         "simulate until the 95 % interval of the difference is this narrow (half-width)")
            ->check(positive_number());
    command
        ->add_option("--precision-of", a->precision_of,
                     "outcome that --precision is about; without it, the first of the table")
        ->needs(precision);
    CLI::Option* rare = command->add_flag(
        "--rare", a->rare, "also estimate war and the higher rungs by multilevel splitting, however rare");
    add_count_option(*command, "--rare-effort", a->rare_effort.effort,
                     "with --rare: campaigns started at each level", {1, 100'000})
        ->needs(rare);
    add_count_option(*command, "--rare-replications", a->rare_effort.replications,
                     "with --rare: independent repetitions, which the intervals come from", {2, 100'000})
        ->needs(rare);
    command->add_option(
        "--posterior", a->posterior,
        "draws that `offramp calibrate --draws` wrote: compare at each of them too, and say how "
        "likely it is that a policy does better");
    add_threads_option(*command, a->threads);
    CLI::Option* outcomes = add_outcomes_option(*command, a->outcomes, "rows of the table; without it, all");
    command->add_flag("--headline", a->headline, "only the headline rows of the table")->excludes(outcomes);
    command->add_flag("--by-kind", a->by_kind,
                      "also how crises end by the kind of incident: who backs down where");
    add_table_options(*command, a->json);
    add_report_option(*command, a->report);
    command->footer(
        "Example:\n"
        "  offramp compare scenarios/us-china-2023.yaml --policies no-guardrails,guardrails --seed 1 "
        "--precision 0.01\n"
        "  offramp compare scenarios/us-china-2023.yaml --policies no-guardrails,guardrails --seed 1 "
        "--report out/report.html\n"
        "  offramp compare scenarios/us-china-2023.yaml --policies no-guardrails,guardrails --seed 1 --rare\n"
        "  offramp compare scenarios/us-china-2023.yaml --policies no-guardrails,guardrails --seed 1 "
        "--posterior out/draws.yaml");
    command->callback([a, &action] { action = [a] { return run_compare(*a); }; });
}

}  // namespace offramp::cli
