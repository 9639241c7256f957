// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "analysis/audit/audit.hpp"
#include "analysis/audit/audit_file.hpp"
#include "analysis/audit/audit_json.hpp"
#include "analysis/audit/stated_ranges.hpp"
#include "analysis/calibration/calibration.hpp"
#include "analysis/experiment.hpp"
#include "analysis/sweep/sweep.hpp"
#include "cli/arguments.hpp"
#include "cli/audit_table.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/interruptible.hpp"
#include "cli/report_file.hpp"
#include "cli/scenario_files.hpp"
#include "cli/terminal.hpp"
#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"
#include "engine/scenario/config_node.hpp"
#include "engine/scenario/read_scenario.hpp"

namespace offramp::cli {
namespace {

constexpr std::uint64_t kAuditCampaigns = 100;

struct AuditArguments {
    std::string scenario;
    std::vector<std::string> policies;
    std::vector<std::string> known;
    std::vector<std::string> only;
    std::uint64_t campaigns = kAuditCampaigns;
    std::optional<std::uint64_t> seed;
    int threads = usual_threads();
    std::uint64_t together = 0;
    double negligible = kNegligible;
    std::size_t rows = 20;
    std::string output;
    std::string report;
    bool json = false;
};

KnownFactors known_in(const std::filesystem::path& file) {
    KnownFactors known{file.stem().string(), {}};
    if (is_calibration_file(file)) {
        for (const CalibrationParameter& parameter : load_calibration(file).parameters)
            known.factors.push_back(parameter.factor);
    } else {
        known.factors = load_sweep(file).factors;
    }
    return known;
}

std::vector<ValidatedScenario> policies_of(const AuditArguments& arguments) {
    if (arguments.policies.size() > 2)
        throw InputError({}, "audit takes one policy, or two that are compared", "--policies A,B");
    std::vector<ValidatedScenario> policies;
    for (const std::string& policy : arguments.policies)
        policies.push_back(load_with_policy(arguments.scenario, policy));
    if (policies.empty()) policies.push_back(load_with_policy(arguments.scenario, ""));
    for (const ValidatedScenario& policy : policies) make_case(policy);
    return policies;
}

/// All that the results depend on.
nlohmann::ordered_json plan_json(const AuditArguments& arguments, std::uint64_t seed,
                                 const std::vector<ValidatedScenario>& policies,
                                 const std::vector<StatedRange>& ranges) {
    nlohmann::ordered_json plan = {{"audit", 1}, {"seed", seed}, {"campaigns", arguments.campaigns}};
    for (const ValidatedScenario& policy : policies) plan["scenarios"].push_back(policy.hash());
    plan["known"] = nlohmann::ordered_json::array();
    for (const std::string& file : arguments.known)
        plan["known"].push_back({file, fingerprint(read_text_file(file))});
    for (const StatedRange& range : ranges) plan["ranges"].push_back({range.path, range.low, range.high});
    return plan;
}

CommandText command_of(const AuditArguments& a, std::uint64_t seed) {
    CommandText command("offramp audit");
    command.word(a.scenario)
        .option("--policies", a.policies)
        .option("--known", a.known)
        .option("--only", a.only)
        .option("--campaigns", std::to_string(a.campaigns))
        .option("--seed", std::to_string(seed))
        .option("--together", a.together > 0 ? std::to_string(a.together) : "")
        .option("--negligible", fmt::format("{:g}", a.negligible))
        .option("--output", a.output);
    return command.option("--report", a.report);
}

int run_audit(const AuditArguments& arguments) {
    expect_scenario(arguments.scenario, arguments.policies, "offramp audit");
    std::optional<AtomicFile> page = open_asked_report(arguments.report);
    const std::uint64_t seed = required_seed(arguments.seed, "audit");
    const std::vector<ValidatedScenario> policies = policies_of(arguments);
    const std::vector<StatedRange> ranges = stated_ranges(arguments.scenario);
    std::vector<KnownFactors> known;
    for (const std::string& file : arguments.known) known.push_back(known_in(file));
    std::optional<AuditFile> file;
    if (!arguments.output.empty())
        file.emplace(arguments.output, plan_json(arguments, seed, policies, ranges));
    const Audit result = interruptible(AuditOptions{.seed = seed,
                                                    .campaigns = arguments.campaigns,
                                                    .threads = arguments.threads,
                                                    .only = arguments.only,
                                                    .ranges = ranges,
                                                    .together = arguments.together,
                                                    .negligible = arguments.negligible},
                                       0, [&](const AuditOptions& options) {
                                           return audit(policies, known, arguments.scenario, options,
                                                        file ? file->memory() : AuditMemory{});
                                       });
    print(arguments.json ? audit_json(result, arguments.negligible).dump(2) + '\n'
                         : audit_text(result, arguments.negligible, arguments.rows, stdout_style()));
    if (!result.complete) {
        complain(fmt::format("offramp: interrupted: {} numbers were audited{}{}\n", result.numbers.size(),
                             file ? "; the same command goes on from there" : "",
                             page ? "; no report was written" : ""));
        return kInterrupted;
    }
    if (page) {
        write_record_report(*page, audit_json(result, arguments.negligible), command_of(arguments, seed));
    }
    return kDone;
}

}  // namespace

void add_audit(CLI::App& program, Action& action) {
    CLI::App* command = program.add_subcommand(
        "audit",
        "Which numbers of a scenario the answer hangs on: each moved by itself, on the same campaigns");
    auto a = std::make_shared<AuditArguments>();
    command->add_option("SCENARIO", a->scenario, "scenario file")->required();
    add_policies_option(*command, a->policies, "one policy, or two: then also what the difference hangs on");
    add_list_option(*command, "--known", a->known,
                    "sweeps and calibrations: their ranges are tried, and what they move is accounted for");
    add_list_option(*command, "--only", a->only,
                    "the numbers at or below these places, as in actors.cn or incidents.intercept.rate");
    add_count_option(*command, "-n,--campaigns", a->campaigns, "campaigns at each value", {2, 1'000'000});
    add_seed_option(*command, a->seed);
    add_threads_option(*command, a->threads);
    add_count_option(
        *command, "--together", a->together,
        "also move numbers together: all that do nothing in so many combinations of their values, "
        "and the strongest along so many trajectories",
        {2, 10'000});
    command
        ->add_option("--negligible", a->negligible,
                     "a change that counts as nothing, in standard deviations of the outcome over campaigns")
        ->check(positive_number())
        ->capture_default_str();
    add_count_option(*command, "--rows", a->rows, "rows of a table", {1, 100'000});
    add_output_option(*command, "-o,--output", a->output,
                      "keep every number as it is audited; an audit that was stopped goes on from there");
    add_report_option(*command, a->report);
    add_table_options(*command, a->json, "print one JSON object, with all numbers, instead of tables");
    command->footer(
        "Example:\n"
        "  offramp audit scenarios/us-china-2023.yaml -p lookahead,lookahead-guardrails \\\n"
        "    --known scenarios/sweeps/uncertainty.yaml --seed 1 -o out/audit.jsonl --report out/audit.html");
    command->callback([a, &action] { action = [a] { return run_audit(*a); }; });
}

}  // namespace offramp::cli
