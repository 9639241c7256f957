// SPDX-License-Identifier: Apache-2.0
// A comparison of policies as it is run and kept: the object that `offramp compare --json` prints.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "analysis/comparison.hpp"
#include "analysis/endings_by_kind.hpp"
#include "analysis/experiment.hpp"
#include "analysis/precision.hpp"
#include "analysis/rare_comparison.hpp"
#include "analysis/run_record.hpp"
#include "analysis/survival.hpp"
#include "analysis/verdict.hpp"

namespace offramp {

struct PrecisionGoal {
    double half_width = 0.0;  ///< wanted of the 95 % interval of the difference, of every policy; > 0
    std::string outcome;      ///< empty: the first of headline_outcomes()
};

/// How much to spend on rare outcomes, for each policy.
struct RareEffort {
    int effort = 500;  ///< campaigns started at each level; see SplittingOptions
    int replications = 20;
};

struct CompareOptions {
    std::uint64_t seed = 0;
    std::uint64_t campaigns = 0;  ///< of each policy; with a goal: at most
    std::string baseline = {};    ///< empty: the first policy
    std::optional<PrecisionGoal> precision = {};
    std::optional<RareEffort> rare = {};
    int threads = 1;
    std::stop_token cancel = {};
    std::function<void(std::uint64_t done)> progress = {};  ///< campaigns of each policy
    std::function<void(int done)> rare_progress = {};       ///< replications of all policies
    TableStore tables = {};                                 ///< where solved crises are kept
};

struct ComparisonRecord {
    std::string version{offramp::version()};
    std::string scenario;
    std::string title;
    std::string hash;  ///< of the scenario without a policy
    std::uint64_t seed = 0;
    std::uint64_t campaigns = 0;         ///< asked for
    std::uint64_t campaigns_failed = 0;  ///< under one policy or more; left out of all
    bool complete = false;               ///< false: interrupted
    std::optional<PrecisionGoal> goal;
    PrecisionRun precision;                         ///< with a goal
    std::vector<PolicyRecord> policies;             ///< the baseline first
    std::array<std::string, 2> actors;              ///< names
    std::vector<SurvivalCurve> survival;            ///< of each policy: time to de-escalation
    std::vector<std::vector<KindEndings>> endings;  ///< of each policy: by kind of crisis
    std::vector<std::uint64_t> differing;  ///< of each policy: campaigns that are not as under the baseline
    Comparison comparison;
    std::vector<Verdict> verdicts;
    std::vector<std::string> headline;
    std::optional<RareComparison> rare;  ///< where it was asked for and the campaigns were complete
};

/// Runs all policies over the same campaigns. Throws InputError where there are fewer than two, the baseline
/// is not among them, their actors or ladders differ, or the goal's outcome has no paired interval.
ComparisonRecord compare_policies(Experiment experiment, const CompareOptions& options);

nlohmann::ordered_json to_json(const ComparisonRecord& record);

}  // namespace offramp
