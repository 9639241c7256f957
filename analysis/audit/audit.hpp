// SPDX-License-Identifier: Apache-2.0
// Which numbers of a scenario the answer hangs on: each is moved by itself, on the same campaigns.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "analysis/audit/stated_ranges.hpp"
#include "analysis/audit/trials.hpp"
#include "analysis/outcomes.hpp"
#include "analysis/sensitivity/morris.hpp"
#include "engine/crisis/table_library.hpp"
#include "engine/scenario/validated_scenario.hpp"

namespace offramp {

/// By how much an outcome is another where a number is moved, in the order of Audit::contrasts.
using Changes = std::vector<Estimate>;

struct TrialResult {
    std::string value;             ///< that the number was tried at
    std::vector<Changes> changes;  ///< by outcome; empty where there is a problem
    std::uint64_t differing = 0;   ///< campaigns of which an outcome is another, under either policy
    std::string problem;           ///< why nothing is known: the value does not fit, or campaigns failed
};

/// A change within this share of its outcome's spread counts as none: half of what Cohen (1988) calls a small
/// effect.
inline constexpr double kNegligible = 0.1;

/// The scenario itself states a range (stated_ranges()).
inline constexpr std::string_view kOwnRange = "scenario";

/// What moving a number does.
enum class Bearing : std::uint8_t {
    kStrong,     ///< some outcome clearly moves by more than is negligible
    kNothing,    ///< no outcome moves by more than is negligible
    kUndecided,  ///< more campaigns would tell
    kUntried     ///< it could not be moved by itself
};

std::string_view to_string(Bearing bearing);

struct AuditedNumber {
    std::string path;
    std::string value;  ///< as in a scenario file
    std::string unit;
    bool written = false;                ///< in the scenario's files; else a default of the format
    std::vector<std::string> marks;      ///< of its source, in the scenario's comments
    std::vector<std::string> varied_by;  ///< sweeps and calibrations that move it
    std::string range;                   ///< who states its range: one of them, or kOwnRange; empty: nobody
    std::vector<TrialResult> trials;     ///< from low to high
};

struct AuditedOutcome {
    std::string name;
    std::string meaning;  ///< in a few words
    std::string unit;
    Changes levels;       ///< of the contrasts, with every number as it is
    double spread = 0.0;  ///< standard deviation over campaigns under the first policy: the scale of a change
};

/// Numbers that do nothing alone, moved all at once to values that each was tried at.
struct JointGroup {
    std::vector<std::string> paths;
    Bearing bearing = Bearing::kUntried;
    std::uint64_t combinations = 0;  ///< simulated: all, or up to the first that does not do nothing
    std::uint64_t differing = 0;     ///< campaigns of these of which an outcome is another
    double most = 0.0;  ///< how far from 0 an interval of a change under a policy reaches, in spreads
    std::vector<std::string> refused;  ///< by the scenario's rules, in each of these combinations
    std::string problem;               ///< why a combination was not simulated to its end
    bool is_parted = false;            ///< its two parts follow in the list
};

/// What moving a number does while others are moved, too: elementary effects.
struct JointNumber {
    std::string path;
    std::string low;                                      ///< effects are those of going from here
    std::string high;                                     ///< to here
    std::vector<std::vector<ElementaryEffects>> effects;  ///< by outcome and contrast
};

/// Numbers moved together.
struct Together {
    std::uint64_t wanted = 0;  ///< combinations of each group, and trajectories
    std::vector<JointGroup> groups;
    std::uint64_t trajectories = 0;  ///< those without a campaign that fails
    std::vector<JointNumber> numbers;
    std::vector<std::string> apart;  ///< strong numbers that the rules do not let move with the others
};

struct Audit {
    std::string scenario;
    std::string title;
    std::vector<std::string> hashes;     ///< of the scenario under each policy
    std::vector<std::string> contrasts;  ///< each policy, and of two the difference
    std::vector<std::string> contrast_titles;
    std::vector<std::string> actor_titles;
    std::vector<std::string> rungs;
    std::uint64_t seed = 0;
    std::uint64_t campaigns = 0;  ///< at each value, under each policy
    std::vector<AuditedOutcome> outcomes;
    std::vector<AuditedNumber> numbers;
    std::optional<Together> together;  ///< where it was asked for
    bool complete = false;
};

/// A sweep or calibration that moves numbers of the scenario.
struct KnownFactors {
    std::string name;
    std::vector<Factor> factors;
};

struct AuditOptions {
    std::uint64_t seed = 0;
    std::uint64_t campaigns = 0;
    int threads = 1;
    std::vector<std::string> only = {};    ///< paths: numbers there and below; empty: all
    std::vector<StatedRange> ranges = {};  ///< that the scenario states beside its numbers
    std::uint64_t together = 0;            ///< combinations and trajectories of move_together(); 0: none
    double negligible = kNegligible;       ///< up to which change they take a number to do nothing
    std::stop_token cancel = {};
    std::function<void(std::uint64_t done, std::uint64_t total)> progress = {};  ///< in values tried
    TableStore tables = {};  ///< solved crises of the scenario as it is; those of trials are not kept
};

/// What several numbers at once come to; either has values.
struct JointPoint {
    std::uint64_t differing = 0;
    std::vector<Changes> changes;                         ///< by outcome
    std::vector<std::vector<std::vector<double>>> means;  ///< by outcome, contrast and block of campaigns
    std::string problem;
};

/// What was found before under the same plan, and where to keep what is found. Each may be empty; `number`
/// and `point` give null for what was not found.
struct AuditMemory {
    std::function<const AuditedNumber*(const std::string& path)> number = {};
    std::function<void(const AuditedNumber&)> keep_number = {};  ///< in order, once it is audited
    std::function<const JointPoint*(const std::string& key)> point = {};
    std::function<void(const std::string& key, const JointPoint&)> keep_point = {};
};

/// Tries each number of the scenario that is the same under all policies (one or two), lower and higher: over
/// the range that `options` or a known factor states of it alone, or as usual_trials() does. A value that the
/// scenario's rules refuse is tried nearer to what it has, three times. Outcomes: the headline ones. Changes
/// are paired: every value simulates the same campaigns. When cancelled, `numbers` are those that were
/// finished. Throws InputError for a path of `only` at which no number can be moved.
Audit audit(std::span<const ValidatedScenario> policies, std::span<const KnownFactors> known,
            const std::filesystem::path& scenario_file, const AuditOptions& options,
            const AuditMemory& memory = {});

/// Whether some outcome of a contrast moves by more than `negligible` times its spread, by its interval.
bool clearly_moves(const Audit& audit, const AuditedNumber& number, std::size_t contrast,
                   double negligible = kNegligible);

/// By the intervals of its changes: kStrong where one lies beyond `negligible` times the spread of its
/// outcome, kNothing where under each policy all lie within (those of the difference are then at most twice
/// as large). An outcome without spread says nothing.
Bearing bearing_of(const Audit& audit, const AuditedNumber& number, double negligible = kNegligible);

/// The largest change of an outcome in a contrast, in spreads; 0 where there is none. Of one value that was
/// tried, or of all.
double reach_of(const Audit& audit, const TrialResult& trial, std::size_t contrast);
double reach_of(const Audit& audit, const AuditedNumber& number, std::size_t contrast);

/// How far from 0 the intervals of the changes under each policy reach, in spreads; 0 where no campaign is
/// another.
double farthest(const Audit& audit, std::span<const Changes> changes);

/// Whether moving the number from one end to the other clearly moves an outcome of a contrast on average over
/// the others, by its interval.
bool clearly_moves(const Audit& audit, const JointNumber& number, std::size_t contrast,
                   double negligible = kNegligible);

/// Whether neither a cited source nor a sweep or calibration stands behind it.
bool is_bare(const AuditedNumber& number);

}  // namespace offramp
