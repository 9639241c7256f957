// SPDX-License-Identifier: Apache-2.0
// A sweep: the same campaigns at many points of a space of scenarios, under one or more policies.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "analysis/outcomes.hpp"
#include "analysis/sweep/design.hpp"
#include "analysis/sweep/factor.hpp"
#include "engine/base/diagnostic.hpp"
#include "engine/scenario/validated_scenario.hpp"
#include "engine/trajectory/names.hpp"

namespace offramp {

/// Which campaigns of a point and policy leave their trajectory.
struct TrajectoryRule {
    enum class Which { kNone, kAll, kFirst, kReachRung };
    Which which = Which::kNone;
    std::uint64_t at_most = 0;  ///< the first so many of those
    int rung = 0;               ///< that a campaign must reach (kReachRung)
};

/// As in a sweep's definition: "first 3", "rung 8, at most 5".
std::string to_string(const TrajectoryRule& rule);
/// Throws InputError for what is no such text.
TrajectoryRule trajectory_rule_in(const std::string& text);

struct SweepPolicy {
    std::string name;
    std::string title;
    ValidatedScenario scenario;  ///< with the policy, without any factor
};

/// Checked: every path leads somewhere under every policy, and every value fits by itself.
struct Sweep {
    std::string name;
    std::string title;
    std::string text;  ///< of the file, as it stands, and of the one that it is like
    std::string scenario;
    std::string scenario_title;
    std::string scenario_hash;  ///< without a policy
    std::vector<SweepPolicy> policies;
    bool crossed = true;  ///< every policy at every point; false: point k has policy k modulo their number
    std::vector<Factor> factors;
    SamplingDesign settings;  ///< of the design
    Design design;
    std::uint64_t seed = 0;
    std::uint64_t campaigns = 0;        ///< of each point and policy; which ones: campaign_set()
    std::vector<std::string> outcomes;  ///< kept; never empty
    TrajectoryRule trajectories;
    Names names;  ///< of the first policy; actors and rungs are those of all
    int war_rung = 0;

    /// All that decides on the results, as one JSON object in a fixed form, and its fingerprint.
    std::string definition;
    std::string hash;

    std::vector<FactorValue> point(std::uint64_t number) const { return design.point(factors, number); }
    std::vector<std::size_t> policies_at(std::uint64_t point) const;
};

/// Throws InputError with every problem of the sweep file and of the scenario and policies that it names.
Sweep load_sweep(const std::filesystem::path& file);

/// Whether a file is meant as a sweep: it can be read and has the key `factors` or `like`.
bool is_sweep_file(const std::filesystem::path& file);

/// What was checked of a file, and what is wrong there.
struct FileCheck {
    std::vector<Diagnostic> problems;
    std::string scope = {};  ///< where not all was checked: what was, for people; otherwise empty
    std::vector<Diagnostic> warnings = {};  ///< what a sound file says in vain, or no longer says
};

/// Told how many of how many points are checked.
using CheckProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

/// The problems of a sweep file, and of its points. Of more than 2,048 points so many are checked: where each
/// factor is lowest and highest, or has each of its levels, and others spread evenly over the design.
FileCheck check_sweep_file(const std::filesystem::path& file, const CheckProgress& progress = {});

/// The scenario of a policy at a point. Throws InputError for what its factors make of it together.
ValidatedScenario scenario_at(const Sweep& sweep, std::size_t policy, std::span<const FactorValue> point);

struct PointCheckOptions {
    int threads = 1;
    std::stop_token cancel = {};
    CheckProgress progress = {};  ///< never twice at once
};

/// Builds the scenarios of the given points, and throws InputError for the first few that are no valid ones.
/// False where it was cancelled.
bool check_points(const Sweep& sweep, std::span<const std::uint64_t> points,
                  const PointCheckOptions& options = {});

/// "pickup = 0.3, latency = 6h".
std::string describe_point(const Sweep& sweep, std::span<const FactorValue> point);

}  // namespace offramp
