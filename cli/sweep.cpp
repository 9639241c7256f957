// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/comparison.hpp"
#include "analysis/file_kind.hpp"
#include "analysis/report/report.hpp"
#include "analysis/store/store_reader.hpp"
#include "analysis/store/sweep_summary.hpp"
#include "analysis/text_layout.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/report_file.hpp"
#include "cli/sweep_run.hpp"
#include "cli/terminal.hpp"
#include "cli/text_table.hpp"
#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"

namespace offramp::cli {
namespace {

struct SweepArguments {
    std::string sweep;
    std::string store;
    std::string shard;
    std::vector<std::string> outcomes;
    int threads = usual_threads();
    bool json = false;
    std::string report;
};

Shard parse_shard(const std::string& text) {
    if (text.empty()) return {};
    const std::size_t slash = text.find('/');
    const std::uint64_t most = 1'000'000;
    const std::uint64_t index = slash == std::string::npos ? 0 : number_or_all(text.substr(0, slash), 0);
    const std::uint64_t count = slash == std::string::npos ? 0 : number_or_all(text.substr(slash + 1), 0);
    if (index < 1 || index > count || count > most) {
        throw InputError({}, "'" + text + "' is not a shard",
                         "--shard 1/8 is the first of eight, --shard 8/8 the last");
    }
    return {index - 1, count};
}

std::string value_at_point(const std::optional<double>& value, const std::optional<std::uint64_t>& point) {
    return value && point ? fmt::format("{} at {}", number_text(*value), *point) : "-";
}

std::string sweep_table(const SweepSummary& summary, std::span<const std::string> wanted, bool colour) {
    const std::vector<TableColumn> columns = {
        {"outcome"}, {"policy"}, {"mean", true}, {"lowest at point", true}, {"highest at point", true}};
    std::vector<TableRow> rows;
    for (std::size_t o = 0; o < summary.info.outcomes.size(); ++o) {
        const std::string& name = summary.info.outcomes[o].name;
        if (std::find(wanted.begin(), wanted.end(), name) == wanted.end()) continue;
        for (const PolicySpread& policy : summary.policies) {
            const OutcomeSpread& spread = policy.outcomes[o];
            const bool is_level = spread.points > 1 && spread.lowest == spread.highest;
            const std::string everywhere = number_text(spread.lowest.value_or(0.0)) + " at all";
            rows.push_back({name, policy.name, spread.mean ? number_text(*spread.mean) : "-",
                            is_level ? everywhere : value_at_point(spread.lowest, spread.lowest_at),
                            is_level ? everywhere : value_at_point(spread.highest, spread.highest_at)});
        }
    }
    return text_table(columns, rows, colour);
}

int sweep(const SweepArguments& arguments) {
    const Shard shard = parse_shard(arguments.shard);
    expect_kind(arguments.sweep, {FileKind::kSweep}, "offramp sweep");
    std::optional<AtomicFile> page = open_asked_report(arguments.report);
    const Sweep sweep = load_sweep(arguments.sweep);
    for (const std::string& name : arguments.outcomes)
        place_among(sweep.outcomes, name, "the sweep keeps no outcome '" + name + "'");
    const SweepRun run = run_with_progress(sweep, arguments.store, arguments.threads, shard);
    if (!run.begun) return kInterrupted;
    const SweepSummary summary = summarise(StoreReader(arguments.store));
    if (summary.campaigns_failed > 0) {
        std::string lines =
            fmt::format("offramp: {} campaigns failed and are left out: offramp export {} --table failures\n",
                        summary.campaigns_failed, arguments.store);
        for (const SweepFailure& failure : summary.failures) {
            lines += fmt::format("  point {}, policy {}, campaign {} (seed {}): {}\n", failure.point,
                                 failure.policy, failure.campaign, sweep.seed, failure.message);
        }
        complain(lines);
    }
    if (arguments.json) {
        print(to_json(summary).dump(2) + '\n');
    } else {
        print(fmt::format("{}: {} of {} points{}, {} campaigns at each under each policy, seed {}\n\n",
                          sweep.title.empty() ? sweep.name : sweep.title, summary.points, sweep.design.size(),
                          shard.count == 1 ? "" : fmt::format(" (shard {})", to_string(shard)),
                          sweep.campaigns, sweep.seed) +
              sweep_table(summary,
                          arguments.outcomes.empty() ? headline_outcomes(sweep.names, sweep.war_rung)
                                                     : arguments.outcomes,
                          stdout_has_colour()));
    }
    if (!run.complete()) return kInterrupted;
    const int done = summary.campaigns_failed > 0 ? kFailed : kDone;
    if (page) {
        const std::string command = CommandText("offramp sweep")
                                        .word(arguments.sweep)
                                        .option("-o", arguments.store)
                                        .option("--shard", arguments.shard)
                                        .option("--report", arguments.report)
                                        .text();
        const ReportOptions usual;
        if (!write_store_report(*page, empty_report(), arguments.store, command, usual.campaigns,
                                usual.sampled, arguments.threads)) {
            complain(
                "offramp: interrupted: no report was written; offramp report writes it from the store\n");
            return kInterrupted;
        }
    }
    return done;
}

}  // namespace

void add_sweep(CLI::App& program, Action& action) {
    CLI::App* command = program.add_subcommand(
        "sweep", "Simulate many variants of a scenario into a store; goes on where it was stopped");
    auto a = std::make_shared<SweepArguments>();
    command->add_option("SWEEP", a->sweep, "sweep file")->required();
    add_output_option(*command, "-o,--output", a->store, "store: one SQLite file")->required();
    add_threads_option(*command, a->threads);
    add_outcomes_option(*command, a->outcomes, "rows of the table; without it, the headline outcomes");
    command->add_option("--shard", a->shard, "i/n: only the i-th of n parts, into a store of its own");
    add_table_options(*command, a->json);
    add_report_option(*command, a->report);
    command->footer(
        "Example:\n"
        "  offramp sweep scenarios/sweeps/pickup-latency.yaml -o out/pickup.sqlite\n"
        "  offramp export out/pickup.sqlite --format csv > out/pickup.csv");
    command->callback([a, &action] { action = [a] { return sweep(*a); }; });
}

}  // namespace offramp::cli
