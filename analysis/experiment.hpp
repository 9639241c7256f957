// SPDX-License-Identifier: Apache-2.0
// A scenario under one or more policies: loaded, run with the same seeds, and any one campaign of it
// replayed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "analysis/batch.hpp"
#include "analysis/negotiation.hpp"
#include "analysis/run_directory.hpp"
#include "analysis/run_record.hpp"
#include "analysis/sweep/sweep.hpp"
#include "engine/base/diagnostic.hpp"
#include "engine/crisis/table_library.hpp"
#include "engine/model/model.hpp"
#include "engine/scenario/override.hpp"
#include "engine/scenario/validated_scenario.hpp"

namespace offramp {

/// A scenario with a policy laid over it, ready to be simulated.
struct PolicyCase {
    std::string canonical_text;
    Model model;
    std::optional<Negotiation> negotiation = {};  ///< where the policy leaves adoption to the guardrail game
};

/// Compiles, and checks what only the outcomes know. Throws InputError.
PolicyCase make_case(const ValidatedScenario& scenario);

struct Experiment {
    std::string scenario;  ///< name
    std::string title;
    std::string hash;  ///< of the scenario without a policy
    std::vector<PolicyCase> cases;
};

/// Without policies: the scenario as it stands. `values` are laid over each of them. Where adoption is
/// negotiated, the guardrail game is solved first, on `threads`, with `progress`. Throws InputError with
/// every problem of the first file that has any, and where two policies bear the same name.
Experiment load_experiment(const std::filesystem::path& scenario, std::span<const std::string> policies,
                           int threads = 1, const NegotiationProgress& progress = {},
                           std::span<const Override> values = {});

/// A line for each policy whose guardrails were negotiated: what came of it.
std::string negotiation_lines(const Experiment& experiment);

/// The problems of a scenario, policy or sweep file, those of its outcome names included, or of a table of
/// the historical record. `progress`: of the points of a sweep.
FileCheck check_experiment_file(const std::filesystem::path& file, const CheckProgress& progress = {});

/// Where a run leaves its trajectories.
struct RunOutput {
    RunDirectory* directory = nullptr;  ///< which outlives the run
    std::string format = "csv";         ///< or "jsonl"
    std::uint64_t trajectories = 0;     ///< of each policy: those of the first campaigns
};

struct RunOptions {
    std::uint64_t seed = 0;
    std::uint64_t campaigns = 0;  ///< of each policy
    int threads = 1;
    std::stop_token cancel = {};
    std::function<void(std::uint64_t done)> progress = {};  ///< campaigns of all policies together
    std::optional<RunOutput> output = {};
    TableStore tables = {};  ///< where solved crises are kept
};

/// What stands in a record on a policy before it is simulated, and once it is.
PolicyRecord new_record(const PolicyCase& policy);
void fill_in(PolicyRecord& record, std::uint64_t campaigns_done, const OutcomeTotals& totals,
             const Names& names);

/// Runs the policies one after another on the same seeds. When cancelled, the record says that it is not
/// complete and what each policy came to until then; its files are kept.
RunRecord run_experiment(const Experiment& experiment, const RunOptions& options);

/// Makes runners that simulate campaigns of `model`, which must outlive them.
/// Solved crises, where actors play from them, are kept in `store`.
MakeRunner simulators_of(const Model& model, std::uint64_t seed, TableStore store = {});
/// The same with a library of solved crises, made for the model.
MakeRunner simulators_of(const Model& model, std::uint64_t seed, const std::shared_ptr<TableLibrary>& tables);

/// One campaign of a model, recorded.
Trajectory replay(const Model& model, std::uint64_t seed, std::uint64_t campaign);

/// A policy of an earlier run, from what its directory holds. `policy` may be empty where the run has only
/// one. Throws InputError where the directory does not hold it, or holds a scenario that was changed since.
struct RecordedCase {
    PolicyCase policy_case;
    RunRecord record;
};
RecordedCase load_recorded_case(const std::filesystem::path& directory, const std::string& policy);

/// Appends a trajectory in a format: "csv" or "jsonl".
void append_trajectory(std::string& out, const std::string& format, const Trajectory& trajectory,
                       const Names& names);
std::string trajectory_header(const std::string& format, const Names& names);  ///< "" for jsonl

}  // namespace offramp
