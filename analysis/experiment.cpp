// SPDX-License-Identifier: Apache-2.0
#include "analysis/experiment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>

#include "analysis/calibration/calibration.hpp"
#include "analysis/file_kind.hpp"
#include "analysis/history/catalogue.hpp"
#include "analysis/history/history.hpp"
#include "analysis/outcomes.hpp"
#include "analysis/sweep/map_reader.hpp"
#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"
#include "engine/model/compile.hpp"
#include "engine/scenario/config_node.hpp"
#include "engine/scenario/idle_parts.hpp"
#include "engine/scenario/read_scenario.hpp"
#include "engine/sim/simulator.hpp"
#include "engine/trajectory/csv.hpp"
#include "engine/trajectory/jsonl.hpp"

namespace offramp {
namespace {

RunRecord new_record(const Experiment& experiment, const RunOptions& options) {
    RunRecord record;
    record.scenario = experiment.scenario;
    record.title = experiment.title;
    record.hash = experiment.hash;
    record.seed = options.seed;
    record.campaigns = options.campaigns;
    if (options.output) {
        record.format = options.output->format;
        record.trajectories = std::min(options.output->trajectories, options.campaigns);
    }
    for (const PolicyCase& policy : experiment.cases) record.policies.push_back(new_record(policy));
    return record;
}

void check_policies_differ(const Experiment& experiment) {
    std::set<std::string> names;
    for (const PolicyCase& policy : experiment.cases) {
        if (!names.insert(policy.model.policy_name).second) {
            throw InputError({}, "there are two policies named '" + policy.model.policy_name + "'");
        }
    }
}

/// The case of a scenario as loaded, after the guardrail game where it leaves adoption to that.
PolicyCase settled_case(const ValidatedScenario& scenario, int threads, const NegotiationProgress& progress) {
    if (!is_negotiated(scenario)) return make_case(scenario);
    NegotiatedScenario settled = negotiate(scenario, threads, progress);
    PolicyCase result = make_case(settled.scenario);
    result.negotiation = std::move(settled.negotiation);
    return result;
}

}  // namespace

PolicyCase make_case(const ValidatedScenario& scenario) {
    PolicyCase result{.canonical_text = scenario.canonical_text(), .model = compile(scenario)};
    check_outcome_names(scenario.scenario().outcomes, result.model.names, result.model.war_rung);
    return result;
}

Experiment load_experiment(const std::filesystem::path& scenario, std::span<const std::string> policies,
                           int threads, const NegotiationProgress& progress,
                           std::span<const Override> values) {
    const ValidatedScenario plain = with_overrides(load_scenario(scenario), values);
    Experiment experiment{plain.scenario().name, plain.scenario().title, plain.hash(), {}};
    for (const std::string& policy : policies) {
        const std::filesystem::path overlay = find_policy(scenario, policy);
        experiment.cases.push_back(settled_case(
            with_overrides(load_scenario(scenario, std::span(&overlay, 1)), values), threads, progress));
    }
    if (policies.empty()) experiment.cases.push_back(settled_case(plain, threads, progress));
    check_policies_differ(experiment);
    return experiment;
}

std::string negotiation_lines(const Experiment& experiment) {
    std::string lines;
    for (const PolicyCase& policy : experiment.cases) {
        if (!policy.negotiation) continue;
        lines += fmt::format("policy {}, {}\n", policy.model.policy_name, to_string(*policy.negotiation));
    }
    return lines;
}

FileCheck check_experiment_file(const std::filesystem::path& file, const CheckProgress& progress) {
    const FileKind kind = file_kind(file);
    if (kind == FileKind::kTable) return {check_history_table(file)};
    if (kind == FileKind::kSweep) return check_sweep_file(file, progress);
    if (kind == FileKind::kCalibration) return {check_calibration_file(file)};
    FileCheck check;
    if (kind == FileKind::kHistory) {
        check.problems = check_history_file(file, check.warnings);
        return check;
    }
    check.problems = problems_in([&] {
        expect_kind(file, {FileKind::kScenario, FileKind::kPolicy}, "offramp validate");
        const ValidatedScenario scenario = load_scenario_or_policy(file);
        check.warnings = idle_parts(scenario.scenario());
        make_case(as_if_accepted(scenario));
    });
    return check;
}

PolicyRecord new_record(const PolicyCase& policy) {
    return {.name = policy.model.policy_name,
            .title = policy.model.policy_title,
            .hash = policy.model.hash,
            .negotiation = policy.negotiation};
}

void fill_in(PolicyRecord& record, std::uint64_t campaigns_done, const OutcomeTotals& totals,
             const Names& names) {
    record.campaigns_done = campaigns_done;
    record.campaigns_failed = totals.failed();
    record.first_failures.assign(totals.first_failures().begin(), totals.first_failures().end());
    record.outcomes = outcomes_of(totals, names);
    record.reckoning = reckoning_of(totals.toll(), totals.campaigns(), names);
}

RunRecord run_experiment(const Experiment& experiment, const RunOptions& options) {
    RunRecord record = new_record(experiment, options);
    RunDirectory* const directory = options.output ? options.output->directory : nullptr;
    if (directory != nullptr) {
        directory->begin(record);
        for (const PolicyCase& policy : experiment.cases) {
            directory->write_scenario(policy.model.policy_name, policy.canonical_text);
        }
    }
    bool complete = true;
    for (std::size_t i = 0; i < experiment.cases.size(); ++i) {
        const Model& model = experiment.cases[i].model;
        const BatchOptions batch{.count = options.campaigns,
                                 .threads = options.threads,
                                 .cancel = options.cancel,
                                 .progress = counting_from(i * options.campaigns, options.progress)};
        std::optional<AtomicFile> file;
        TrajectoryOutput trajectories;
        if (directory != nullptr && record.trajectories > 0) {
            file.emplace(directory->open_trajectories(model.policy_name, record.format));
            file->write(trajectory_header(record.format, model.names));
            trajectories = {.count = record.trajectories,
                            .format =
                                [&](std::string& out, const Trajectory& trajectory) {
                                    append_trajectory(out, record.format, trajectory, model.names);
                                },
                            .write = [&](std::string_view text) { file->write(text); }};
        }
        const BatchResult result = run_batch(simulators_of(model, options.seed, options.tables),
                                             model.war_rung, batch, trajectories);
        if (file) file->commit();
        fill_in(record.policies[i], result.done, result.totals, model.names);
        complete = complete && result.complete;
    }
    record.complete = complete;
    if (directory != nullptr) directory->finish(record);
    return record;
}

MakeRunner simulators_of(const Model& model, std::uint64_t seed, TableStore store) {
    return simulators_of(
        model, seed, needs_tables(model) ? std::make_shared<TableLibrary>(model, std::move(store)) : nullptr);
}

MakeRunner simulators_of(const Model& model, std::uint64_t seed,
                         const std::shared_ptr<TableLibrary>& tables) {
    return [&model, seed, tables]() -> CampaignRunner {
        // Shared, because std::function wants to be copyable; each thread has one of its own all the same.
        auto simulator = std::make_shared<Simulator>(model, tables);
        return [simulator, seed](std::uint64_t campaign, Trajectory* trajectory) {
            const CampaignKey key{seed, campaign};
            return trajectory == nullptr ? simulator->run(key) : simulator->run(key, *trajectory);
        };
    };
}

Trajectory replay(const Model& model, std::uint64_t seed, std::uint64_t campaign) {
    Trajectory trajectory;
    Simulator(model).run({seed, campaign}, trajectory);
    return trajectory;
}

RecordedCase load_recorded_case(const std::filesystem::path& directory, const std::string& policy) {
    RunRecord record = read_run_record(directory);
    const std::vector<std::string> known = names_of(record.policies);
    const std::string wanted = policy.empty() && known.size() == 1 ? known.front() : policy;
    const std::size_t position =
        place_among(known, wanted,
                    policy.empty() ? "holds several policies: name one" : "holds no policy '" + policy + "'",
                    {directory.string()});
    const std::filesystem::path file = scenario_path(directory, wanted);
    // A canonical text stands by itself: what was changed in it leads to no other file.
    const ValidatedScenario scenario = parse_scenario(read_text_file(file), file.string());
    if (scenario.hash() != record.policies[position].hash) {
        throw InputError({file.string()}, "is not the scenario that was run: its hash differs");
    }
    return {make_case(scenario), std::move(record)};
}

void append_trajectory(std::string& out, const std::string& format, const Trajectory& trajectory,
                       const Names& names) {
    if (format == "jsonl") {
        append_jsonl(out, trajectory, names);
    } else {
        ensure(format == "csv", "trajectories are written as csv or jsonl");
        append_csv(out, trajectory, names);
    }
}

std::string trajectory_header(const std::string& format, const Names& names) {
    return format == "csv" ? csv_header(names) : std::string();
}

}  // namespace offramp
