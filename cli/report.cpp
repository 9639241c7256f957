// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "analysis/report/page.hpp"
#include "analysis/report/report.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/report_file.hpp"
#include "cli/terminal.hpp"
#include "engine/base/error.hpp"
#include "engine/base/file.hpp"

namespace offramp::cli {
namespace {

struct ReportArguments {
    std::vector<std::string> inputs;
    std::string output;
    std::uint64_t campaigns = ReportOptions{}.campaigns;
    std::uint64_t sampled = ReportOptions{}.sampled;
    int threads = usual_threads();
};

bool is_store(const std::string& file) {
    constexpr std::string_view kMagic = "SQLite format 3";
    return first_bytes(file, kMagic.size(), PathUse::kInput) == kMagic;
}

int report(const ReportArguments& arguments) {
    AtomicFile page = open_report(arguments.output);
    nlohmann::ordered_json document = empty_report();
    // Records first: a store simulates only what they leave open.
    std::vector<std::string> inputs = arguments.inputs;
    const auto stores = std::ranges::stable_partition(inputs, std::not_fn(is_store)).begin();
    if (inputs.end() - stores > 1) {
        throw InputError({*(stores + 1)}, "is the second store",
                         "a report shows one; offramp merge puts the shards of a sweep together");
    }
    std::for_each(inputs.begin(), stores, [&](const std::string& file) { add_record_file(document, file); });
    CommandText command("offramp report");
    for (const std::string& input : arguments.inputs) command.word(input);
    command.option("--campaigns", std::to_string(arguments.campaigns))
        .option("--sampled", std::to_string(arguments.sampled))
        .option("-o", arguments.output);
    if (stores == inputs.end()) {
        document["rerun"] = command.text();
        write_report(page, document);
    } else if (!write_store_report(page, std::move(document), *stores, command.text(), arguments.campaigns,
                                   arguments.sampled, arguments.threads)) {
        complain("offramp: interrupted: no report was written\n");
        return kInterrupted;
    }
    return kDone;
}

}  // namespace

void add_report(CLI::App& program, Action& action) {
    CLI::App* command = program.add_subcommand(
        "report", "Write one interactive page about a sweep, a comparison, the guardrail game");
    auto a = std::make_shared<ReportArguments>();
    command
        ->add_option("INPUT", a->inputs,
                     "a store that offramp sweep has written, and files with what --json of compare, run, "
                     "solve SCENARIO guardrails, sensitivity, robust, hindcast or audit printed; one of each")
        ->required();
    add_output_option(*command, "-o,--output", a->output, "the page: one HTML file that needs nothing else")
        ->required();
    add_count_option(*command, "-n,--campaigns", a->campaigns,
                     "campaigns under each policy of the store, with the scenario as it stands; 0: only what "
                     "is stored",
                     {0, 1'000'000'000});
    add_count_option(*command, "--sampled", a->sampled,
                     "of them for charts over time, and to pick from those that can be looked at one by one",
                     {1, 1'000'000});
    add_threads_option(*command, a->threads);
    command->footer(
        "Example:\n"
        "  offramp sweep scenarios/sweeps/pickup-latency.yaml -o out/pickup.sqlite\n"
        "  offramp solve scenarios/us-china-2023.yaml guardrails --seed 1 --json > out/game.json\n"
        "  offramp report out/pickup.sqlite out/game.json -o out/report.html");
    command->callback([a, &action] { action = [a] { return report(*a); }; });
}

}  // namespace offramp::cli
