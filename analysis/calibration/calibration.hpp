// SPDX-License-Identifier: Apache-2.0
// A calibration: which values of a scenario are fitted, to what.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "analysis/calibration/simulated_moments.hpp"
#include "analysis/history/hindcast.hpp"
#include "analysis/history/history.hpp"
#include "analysis/sweep/factor.hpp"
#include "engine/scenario/validated_scenario.hpp"

namespace offramp {

struct CalibrationParameter {
    Factor factor;             ///< of a continuous kind
    bool logarithmic = false;  ///< searched by its logarithm: `loguniform`, `lognormal`
    SearchCoordinate coordinate;
    std::optional<double> before;  ///< the scenario's own value (1 where it scales), if its paths agree

    double value(double at) const;  ///< in the factor's unit, at a place of the coordinate
};

/// Reads a factor as a parameter that is searched. Adds every problem to `problems`, and gives then nothing.
/// @param scenarios  one or more; the search sets out from the value that the first has
std::optional<CalibrationParameter> read_parameter(const ConfigEntry& entry,
                                                   std::span<const Scenario* const> scenarios,
                                                   std::vector<Diagnostic>& problems);

/// An outcome of whole campaigns.
struct OutcomeMoment {
    std::string outcome;
    std::size_t place = 0;  ///< in outcomes_of()
    std::size_t world = 0;
    double target = 0.0;
    double error = 0.0;  ///< standard error of `target`, > 0
};

/// A share of the incidents of the record: those of which a number reaches, or stays within, a threshold.
struct RecordMoment {
    HindcastTarget target = HindcastTarget::kResponse;
    std::vector<TriggerClass> triggers;  ///< empty: all
    bool at_least = true;                ///< else at most
    int threshold = 0;

    bool holds(int value) const { return at_least ? value >= threshold : value <= threshold; }
};

struct CalibrationMoment {
    std::string name;
    std::string title;
    std::string source;
    std::variant<OutcomeMoment, RecordMoment> of;
    Location where;
};

/// How draws are made from what the record leaves open (analysis/posterior).
struct DrawSettings {
    int draws = 100;  ///< of a round
    int rounds = 3;   ///< at most
};

/// An emulator's work grows with the cube of the points that it learns from.
inline constexpr int kMostEmulated = 1000;

/// The scenario under a policy.
struct CalibrationWorld {
    std::string name;
    ValidatedScenario scenario;
    int war_rung = 0;
};

struct CalibrationPlan {
    std::string name;
    std::string title;
    std::filesystem::path scenario_file;
    std::optional<std::filesystem::path> policy_file;
    std::vector<CalibrationWorld> worlds;  ///< the first is the one that incidents are simulated in
    std::optional<History> history;        ///< where a moment is of the record
    std::vector<CalibrationParameter> parameters;
    std::vector<CalibrationMoment> moments;
    std::uint64_t seed = 0;
    std::uint64_t campaigns = 0;  ///< of each world, at each point
    std::uint64_t crises = 0;     ///< of each incident, at each point
    MomentFitOptions search;      ///< without its callbacks
    DrawSettings posterior;
    std::optional<std::chrono::sys_days> split;  ///< incidents from here on test what those before gave
};

/// The incidents of the history; none without one.
std::span<const HistoricalIncident> incidents_of(const CalibrationPlan& plan);

/// Throws InputError with every problem of the file and of what it names.
CalibrationPlan load_calibration(const std::filesystem::path& file);

/// A YAML document with `parameters` and `moments`.
bool is_calibration_file(const std::filesystem::path& file);

/// Every problem of the file and of what it names; empty if there is none.
std::vector<Diagnostic> check_calibration_file(const std::filesystem::path& file);

/// What the parameters make of a world. Throws InputError where together they break a rule of scenarios.
ValidatedScenario scenario_at(const CalibrationPlan& calibration, std::size_t world,
                              std::span<const double> at);

/// The parameters as a policy overlay that gives the same scenario as scenario_at(): `name` is the policy's,
/// `scenario` the file that its `for` names. Comments stand behind the values of each parameter. Throws
/// InputError where a path is none that an overlay can reach (an entry of a list).
std::string overlay_text(const CalibrationPlan& calibration, std::span<const double> at,
                         const std::string& name, const std::string& scenario,
                         std::span<const std::string> comments);

}  // namespace offramp
