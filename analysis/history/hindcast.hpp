// SPDX-License-Identifier: Apache-2.0
// Holding a scenario against the record: forecasts of every incident from the day it began, scored against
// what happened, beside forecasts that know nothing of the model.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/history/history.hpp"
#include "analysis/history/scores.hpp"
#include "analysis/interval.hpp"
#include "analysis/table_cache.hpp"
#include "engine/base/reflection.hpp"
#include "engine/scenario/validated_scenario.hpp"

namespace offramp {

struct CourseRules;
struct Model;

enum class HindcastTarget {
    kHighest,   ///< highest severity, trigger included: what is asked is whether it is exceeded
    kResponse,  ///< highest deliberate step after the trigger
    kContact,   ///< days to the first senior contact, as long as the matter is not settled
    kAcute,     ///< days of the tense phase
    kTalks,     ///< days until what was cut is open again
    kSettled,   ///< days until the matter is settled
};
inline constexpr std::size_t kHindcastTargets = enumerator_count<HindcastTarget>();

/// "highest_severity", "response_severity", "days_to_senior_contact", ...
std::string_view to_string(HindcastTarget target);
std::string_view title_of(HindcastTarget target);
bool is_in_days(HindcastTarget target);

/// The last category of a forecast: severity 10, or the day from which all is "so late or later, or never".
std::size_t last_category(HindcastTarget target);

/// Forecasts that know nothing of the model.
enum class Baseline {
    kClimatology,       ///< the other incidents of the record, those that came later included
    kClassFrequencies,  ///< those of the same trigger class, and a little of all others
    kBaseRates,         ///< crises of other states (International Crisis Behavior)
    kRuleOfThumb,       ///< the history's `rule`, as sure as it was right about the others
};
inline constexpr std::size_t kBaselines = enumerator_count<Baseline>();
std::string_view to_string(Baseline baseline);  ///< "climatology", "class_frequencies", ...

/// A forecast of one number and what came of it.
struct ScoredForecast {
    std::vector<double> probabilities;  ///< of the categories up to `last_category`, or where the window ends
    double size = 0.0;                  ///< of the sample that they are the shares of
    double ranked = 0.0;                ///< ranked probability score; for days the CRPS, in days
    double log = 0.0;                   ///< of the smoothed forecast; days in the classes of docs/hindcast.md
};

struct TargetResult {
    std::size_t observed = 0;  ///< category
    ScoredForecast model;
    std::array<std::optional<ScoredForecast>, kBaselines> baselines;  ///< empty: it says nothing about this
};

struct IncidentResult {
    std::string id;
    std::string name;
    std::string date;                                                   ///< ISO 8601
    std::string opening;                                                ///< incident type of the scenario
    std::array<std::optional<TargetResult>, kHindcastTargets> targets;  ///< empty: what happened is not known
};

/// 1 minus the ratio of mean ranked probability scores: 1 perfect, 0 no better than the baseline.
struct Skill {
    HindcastTarget target = HindcastTarget::kHighest;
    Baseline baseline = Baseline::kClimatology;
    double model_score = 0.0;  ///< mean
    double baseline_score = 0.0;
    Estimate skill;     ///< with the bootstrap interval over incidents
    Estimate log_gain;  ///< mean of the baseline's log score less the model's, in nats
};

struct Calibration {
    HindcastTarget target = HindcastTarget::kHighest;
    std::vector<double> histogram;  ///< shares of the ranks in five equal bins
    Estimate mean_rank;             ///< 0.5 if unbiased; higher: what happens lies above the forecasts
    struct Coverage {
        double share = 0.0;     ///< aimed at
        double expected = 0.0;  ///< mean probability of the intervals, which are whole categories
        Estimate observed;
    };
    std::array<Coverage, 2> coverage;  ///< of 50 and 90 % intervals
};

struct HindcastRecord {
    std::string history;
    std::string history_title;
    std::string scenario;
    std::string title;
    std::string hash;  ///< of the scenario with the policy
    std::string policy;
    std::uint64_t seed = 0;
    std::uint64_t campaigns = 0;  ///< of each incident
    std::string rule = {};        ///< of thumb, in words; empty: none
    bool complete = false;        ///< false: interrupted; then `incidents` holds what was finished
    std::vector<IncidentResult> incidents = {};
    std::vector<Skill> skill = {};
    /// For each target against the baseline that is best on these incidents. A skill is claimed against this
    /// one. Which is best is asked anew in each resample, for either score: the interval holds that choice
    /// too.
    std::vector<Skill> skill_against_best = {};
    std::vector<Calibration> calibration = {};
};

struct HindcastOptions {
    std::uint64_t seed = 0;
    std::uint64_t campaigns = 2000;  ///< of each incident
    int threads = 1;
    std::stop_token cancel = {};
    std::function<void(std::uint64_t done)> progress = {};  ///< campaigns of all incidents together
    TableStore tables = {};
};

/// The model's forecast of a crisis.
struct ModelForecast {
    std::array<std::vector<double>, kHindcastTargets> probabilities;  ///< of 0, ..., last_category(target)
    std::uint64_t campaigns = 0;                                      ///< whose shares they are
};

/// Simulates the crisis that an incident opens (world_at.hpp) in `model`, which was compiled from it. Empty
/// where it was interrupted.
std::optional<ModelForecast> forecast_by_model(const Model& model, const CourseRules& rules,
                                               const HindcastOptions& options, std::uint64_t done_before);

/// The forecasts of the incident at `number` by the model and by all baselines, scored. The baselines are
/// made from the others of `incidents`.
IncidentResult score_incident(const History& history, std::span<const HistoricalIncident> incidents,
                              std::size_t number, const ModelForecast& model);

/// Skill and calibration over the incidents of the record.
void summarise(HindcastRecord& record);

/// Simulates the crisis of every incident (world_at.hpp) and scores it. Throws InputError where the history
/// names what the scenario does not have.
HindcastRecord hindcast(const History& history, const ValidatedScenario& scenario,
                        const HindcastOptions& options);

/// A sentence, without its full stop, for each target: better than the best of the baselines, worse, or not
/// to be told apart.
std::vector<std::string> verdicts_of(const HindcastRecord& record);

nlohmann::ordered_json to_json(const HindcastRecord& record);

}  // namespace offramp
