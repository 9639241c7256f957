// SPDX-License-Identifier: Apache-2.0
// Which numbers of a scenario the answer hangs on: each is moved by itself, on the same campaigns.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "analysis/audit/trials.hpp"
#include "analysis/outcomes.hpp"
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
    std::string range;                   ///< that of them which states its range; empty: the usual one
    std::vector<TrialResult> trials;     ///< from low to high
};

struct AuditedOutcome {
    std::string name;
    std::string meaning;  ///< in a few words
    std::string unit;
    Changes levels;       ///< of the contrasts, with every number as it is
    double spread = 0.0;  ///< standard deviation over campaigns under the first policy: the scale of a change
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
    std::vector<std::string> only = {};  ///< paths: numbers there and below; empty: all
    std::stop_token cancel = {};
    std::function<void(std::uint64_t done, std::uint64_t total)> progress = {};  ///< in values tried
    TableStore tables = {};  ///< solved crises of the scenario as it is; those of trials are not kept
};

/// A number that was audited before under the same plan, by its path; empty where it was not.
using EarlierNumber = std::function<const AuditedNumber*(const std::string& path)>;
/// Told of every number once it is audited, in order.
using TakeNumber = std::function<void(const AuditedNumber&)>;

/// Tries each number of the scenario that is the same under all policies (one or two), lower and higher: over
/// the range that a known factor states of it alone, or as usual_trials() does. A value that the scenario's
/// rules refuse is tried nearer to what it has, three times. Outcomes: the headline ones. Changes are paired:
/// every value simulates the same campaigns. When cancelled, `numbers` are those that were finished. Throws
/// InputError for a path of `only` at which no number can be moved.
Audit audit(std::span<const ValidatedScenario> policies, std::span<const KnownFactors> known,
            const std::filesystem::path& scenario_file, const AuditOptions& options,
            const EarlierNumber& earlier = {}, const TakeNumber& take = {});

/// A change within this share of its outcome's spread counts as none: half of what Cohen (1988) calls a small
/// effect.
inline constexpr double kNegligible = 0.1;

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

/// Whether neither a cited source nor a sweep or calibration stands behind it.
bool is_bare(const AuditedNumber& number);

}  // namespace offramp
