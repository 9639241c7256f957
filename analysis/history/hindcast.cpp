// SPDX-License-Identifier: Apache-2.0
#include "analysis/history/hindcast.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <span>
#include <utility>

#include "analysis/batch.hpp"
#include "analysis/experiment.hpp"
#include "analysis/history/baselines.hpp"
#include "analysis/history/crisis_course.hpp"
#include "analysis/history/world_at.hpp"
#include "analysis/sensitivity/bootstrap.hpp"
#include "engine/base/enumerator_names.hpp"
#include "engine/base/error.hpp"
#include "engine/model/compile.hpp"
#include "engine/scenario/units.hpp"

namespace offramp {
namespace {

constexpr std::array kTargets = {HindcastTarget::kHighest, HindcastTarget::kResponse,
                                 HindcastTarget::kContact, HindcastTarget::kAcute,
                                 HindcastTarget::kTalks,   HindcastTarget::kSettled};
static_assert(kTargets.size() == kHindcastTargets);
constexpr std::array kAllBaselines = {Baseline::kClimatology, Baseline::kClassFrequencies,
                                      Baseline::kBaseRates, Baseline::kRuleOfThumb};
static_assert(kAllBaselines.size() == kBaselines);

constexpr std::size_t index_of(HindcastTarget target) {
    return static_cast<std::size_t>(target);
}

constexpr std::size_t index_of(Baseline baseline) {
    return static_cast<std::size_t>(baseline);
}

/// How often each category came up, for each target.
struct Counts {
    std::array<std::vector<std::uint64_t>, kHindcastTargets> of;

    Counts() {
        for (const HindcastTarget target : kTargets)
            of[index_of(target)].assign(last_category(target) + 1, 0);
    }

    void add(const CrisisCourse& course) {
        for (const HindcastTarget target : kTargets) ++of[index_of(target)][category_of(course, target)];
    }

    void merge(const Counts& other) {
        for (std::size_t t = 0; t < kHindcastTargets; ++t) {
            for (std::size_t k = 0; k < of[t].size(); ++k) of[t][k] += other.of[t][k];
        }
    }
};

/// Days in classes that widen, for the log score: 0, 1-2, 3-7, 8-30, 31-90, 91-365, and the last category by
/// itself.
std::size_t class_of_day(std::size_t day) {
    constexpr std::array<std::size_t, 5> kLastDays = {0, 2, 7, 30, 90};
    return static_cast<std::size_t>(std::lower_bound(kLastDays.begin(), kLastDays.end(), day) -
                                    kLastDays.begin());
}

std::vector<double> in_classes(CategoryForecast days) {
    const std::size_t last = days.size() - 1;
    std::vector<double> classes(class_of_day(last - 1) + 2, 0.0);
    for (std::size_t day = 0; day < last; ++day) classes[class_of_day(day)] += days[day];
    classes.back() = days[last];
    return classes;
}

ScoredForecast scored(std::vector<double> probabilities, double size, const Observation& seen,
                      HindcastTarget target) {
    ScoredForecast forecast{cut_at(probabilities, seen.last), size, 0.0, 0.0};
    forecast.ranked = ranked_probability_score(forecast.probabilities, seen.observed);
    if (is_in_days(target)) {
        const std::vector<double> classes = in_classes(forecast.probabilities);
        forecast.log =
            log_score(smoothed(classes, size),
                      seen.observed == seen.last ? classes.size() - 1 : class_of_day(seen.observed));
    } else {
        forecast.log = log_score(smoothed(forecast.probabilities, size), seen.observed);
    }
    return forecast;
}

std::vector<double> shares(const std::vector<std::uint64_t>& counts, std::uint64_t all) {
    std::vector<double> result;
    for (const std::uint64_t count : counts)
        result.push_back(static_cast<double>(count) / static_cast<double>(all));
    return result;
}

std::optional<BaselineForecast> forecast_by(Baseline baseline, const History& history,
                                            std::span<const HistoricalIncident> incidents, std::size_t number,
                                            HindcastTarget target) {
    switch (baseline) {
        case Baseline::kClimatology:
            return climatology(incidents, number, target);
        case Baseline::kClassFrequencies:
            return class_frequencies(incidents, number, target);
        case Baseline::kRuleOfThumb:
            return history.rule ? rule_forecast(*history.rule, incidents, number, target) : std::nullopt;
        case Baseline::kBaseRates:
            break;
    }
    const OpeningRule& opening = history.openings.at(incidents[number].trigger_class);
    return base_rate_forecast(history.base_rates.at(opening.base_rate), incidents[number], target);
}

std::vector<const TargetResult*> results_of(const HindcastRecord& record, HindcastTarget target) {
    std::vector<const TargetResult*> results;
    for (const IncidentResult& incident : record.incidents) {
        const auto& result = incident.targets[index_of(target)];
        if (result) results.push_back(&*result);
    }
    return results;
}

/// What a forecaster scored, incident by incident.
struct ScoreColumns {
    std::vector<double> ranked;
    std::vector<double> log;

    void add(const ScoredForecast& forecast) {
        ranked.push_back(forecast.ranked);
        log.push_back(forecast.log);
    }
};

struct BaselineScores {
    Baseline baseline = Baseline::kClimatology;
    ScoreColumns scores;
};

/// Of those that forecast this target, which they then do for every incident.
std::vector<BaselineScores> baseline_scores(const std::vector<const TargetResult*>& results) {
    std::vector<BaselineScores> all;
    for (const Baseline baseline : kAllBaselines) {
        BaselineScores its{baseline, {}};
        for (const TargetResult* result : results) {
            if (const auto& forecast = result->baselines[index_of(baseline)]) its.scores.add(*forecast);
        }
        if (its.scores.log.empty()) continue;
        ensure(its.scores.log.size() == results.size(), "a baseline forecasts a target always or never");
        all.push_back(std::move(its));
    }
    return all;
}

using Rows = std::span<const std::size_t>;

double sum_over(Rows rows, const std::vector<double>& scores) {
    double sum = 0.0;
    for (const std::size_t row : rows) sum += scores[row];
    return sum;
}

/// Of the best baseline by this score on these incidents.
std::pair<double, Baseline> lowest_sum(Rows rows, std::span<const BaselineScores> baselines,
                                       std::vector<double> ScoreColumns::*score) {
    std::pair<double, Baseline> best{std::numeric_limits<double>::infinity(), Baseline::kClimatology};
    for (const auto& [baseline, scores] : baselines)
        best = std::min(best, {sum_over(rows, scores.*score), baseline});
    return best;
}

/// With the interval that resampling the incidents gives. Fewer than six can show no difference: that all of
/// five lie on one side happens by chance in 2 / 2^5 = 6 %.
std::vector<Estimate> over_incidents(std::size_t incidents, std::size_t count,
                                     const RowStatistics& statistics) {
    constexpr std::size_t kFewest = 6;
    return bootstrap(incidents, count, statistics, {.resamples = incidents < kFewest ? 0U : 1000U});
}

/// Against the best of some baselines.
Skill skill_against(std::span<const BaselineScores> baselines, const ScoreColumns& model,
                    HindcastTarget target) {
    const std::size_t incidents = model.ranked.size();
    const auto statistics = [&](Rows rows, std::span<double> out) {
        const double ranked = lowest_sum(rows, baselines, &ScoreColumns::ranked).first;
        const double log = lowest_sum(rows, baselines, &ScoreColumns::log).first;
        out[0] = 1.0 - sum_over(rows, model.ranked) / ranked;
        out[1] = (log - sum_over(rows, model.log)) / static_cast<double>(rows.size());
    };
    const std::vector<Estimate> estimates = over_incidents(incidents, 2, statistics);
    std::vector<std::size_t> all(incidents);
    std::iota(all.begin(), all.end(), std::size_t{0});
    const auto [score, best] = lowest_sum(all, baselines, &ScoreColumns::ranked);
    const auto n = static_cast<double>(incidents);
    return {.target = target,
            .baseline = best,
            .model_score = sum_over(all, model.ranked) / n,
            .baseline_score = score / n,
            .skill = estimates[0],
            .log_gain = estimates[1]};
}

void add_skill(HindcastRecord& record, HindcastTarget target) {
    const std::vector<const TargetResult*> results = results_of(record, target);
    const std::vector<BaselineScores> baselines = baseline_scores(results);
    if (baselines.empty()) return;
    ScoreColumns model;
    for (const TargetResult* result : results) model.add(result->model);
    for (const BaselineScores& one : baselines)
        record.skill.push_back(skill_against({&one, 1}, model, target));
    record.skill_against_best.push_back(skill_against(baselines, model, target));
}

void add_calibration(HindcastRecord& record, HindcastTarget target) {
    const std::vector<const TargetResult*> results = results_of(record, target);
    if (results.empty()) return;
    Calibration calibration{target, {}, {}, {}};
    std::vector<ForecastRank> ranks;
    for (const TargetResult* result : results)
        ranks.push_back(rank_of(result->model.probabilities, result->observed));
    calibration.histogram = rank_histogram(ranks, 5);
    const auto mean_rank = [&](std::span<const std::size_t> rows, std::span<double> out) {
        double sum = 0.0;
        for (const std::size_t row : rows) sum += 0.5 * (ranks[row].low + ranks[row].high);
        out[0] = sum / static_cast<double>(rows.size());
    };
    calibration.mean_rank = over_incidents(ranks.size(), 1, mean_rank).front();
    constexpr std::array kShares = {0.5, 0.9};
    for (std::size_t k = 0; k < kShares.size(); ++k) {
        std::uint64_t covered = 0;
        double expected = 0.0;
        for (const TargetResult* result : results) {
            const CentralInterval interval = central_interval(result->model.probabilities, kShares[k]);
            expected += interval.probability / static_cast<double>(results.size());
            if (result->observed >= interval.low && result->observed <= interval.high) ++covered;
        }
        calibration.coverage[k] = {kShares[k], expected, wilson(covered, results.size())};
    }
    record.calibration.push_back(std::move(calibration));
}

std::string_view in_words(Baseline baseline) {
    constexpr std::string_view kWords[] = {"the climatology of the other incidents",
                                           "the frequencies of its trigger class",
                                           "the base rates of crises elsewhere", "the rule of thumb"};
    return name_in(kWords, baseline);
}

std::string sentence_on(const Skill& skill) {
    const std::string against = fmt::format("the best of the baselines, {}", in_words(skill.baseline));
    const std::string what = fmt::format("{}: ", title_of(skill.target));
    const auto& [value, low, high, incidents, reason] = skill.skill;
    if (!value || !low || !high) return what + fmt::format("nothing can be said against {}", against);
    const std::string interval =
        fmt::format("skill {:+.2f}, {:+.2f} to {:+.2f}, {} incidents", *value, *low, *high, incidents);
    if (*low > 0.0) return what + fmt::format("better than {} ({})", against, interval);
    if (*high < 0.0) return what + fmt::format("worse than {} ({})", against, interval);
    return what + fmt::format("not to be told apart from {} ({})", against, interval);
}

}  // namespace

std::string_view to_string(HindcastTarget target) {
    constexpr std::string_view kNames[] = {"highest_severity", "response_severity", "days_to_senior_contact",
                                           "acute_days",       "days_to_talks",     "days_to_settlement"};
    return name_in(kNames, target);
}

std::string_view title_of(HindcastTarget target) {
    constexpr std::string_view kTitles[] = {"Highest severity",       "Severity of the response",
                                            "Days to senior contact", "Days of tense phase",
                                            "Days to talks reopened", "Days to settlement"};
    return name_in(kTitles, target);
}

bool is_in_days(HindcastTarget target) {
    return target != HindcastTarget::kHighest && target != HindcastTarget::kResponse;
}

std::size_t last_category(HindcastTarget target) {
    constexpr std::array<std::size_t, kHindcastTargets> kLast = {
        kHighestSeverity, kHighestSeverity, 30, 60, 365, 365};
    return kLast.at(index_of(target));
}

std::string_view to_string(Baseline baseline) {
    constexpr std::string_view kNames[] = {"climatology", "class_frequencies", "icb_base_rates",
                                           "rule_of_thumb"};
    return name_in(kNames, baseline);
}

std::optional<ModelForecast> forecast_by_model(const Model& model, const CourseRules& rules,
                                               const HindcastOptions& options, std::uint64_t done_before) {
    struct CourseWorker {
        CampaignRunner run;
        Trajectory record;
    };
    const BatchOptions batch{.count = options.campaigns,
                             .threads = options.threads,
                             .cancel = options.cancel,
                             .progress = counting_from(done_before, options.progress)};
    const MakeRunner make = simulators_of(model, options.seed, options.tables);
    const BatchResult<Counts> simulated = reduce_batch(
        batch, Counts(),
        [&] {
            return CourseWorker{make(), {}};
        },
        [&](CourseWorker& worker, std::uint64_t campaign, Counts& part) {
            worker.run(campaign, &worker.record);
            part.add(course_of(worker.record, model, rules));
        });
    if (!simulated.complete) return std::nullopt;
    ModelForecast forecast{.probabilities = {}, .campaigns = options.campaigns};
    for (std::size_t t = 0; t < kHindcastTargets; ++t)
        forecast.probabilities[t] = shares(simulated.totals.of[t], options.campaigns);
    return forecast;
}

IncidentResult score_incident(const History& history, std::span<const HistoricalIncident> incidents,
                              std::size_t number, const ModelForecast& model) {
    const HistoricalIncident& one = incidents[number];
    const OpeningRule& opening = history.openings.at(one.trigger_class);
    IncidentResult result{one.id, one.name, format_date(midnight(one.date)), opening.incident.name, {}};
    for (const HindcastTarget target : kTargets) {
        const std::optional<Observation> seen = observe(one, target);
        if (!seen) continue;
        TargetResult& scores = result.targets[index_of(target)].emplace();
        scores.observed = seen->observed;
        scores.model = scored(model.probabilities[index_of(target)], static_cast<double>(model.campaigns),
                              *seen, target);
        for (const Baseline baseline : kAllBaselines) {
            if (auto forecast = forecast_by(baseline, history, incidents, number, target))
                scores.baselines[index_of(baseline)] =
                    scored(std::move(forecast->probabilities), forecast->size, *seen, target);
        }
    }
    return result;
}

void summarise(HindcastRecord& record) {
    for (const HindcastTarget target : kTargets) {
        add_skill(record, target);
        add_calibration(record, target);
    }
}

HindcastRecord hindcast(const History& history, const ValidatedScenario& scenario,
                        const HindcastOptions& options) {
    check_names(history, scenario);
    const Scenario& s = scenario.scenario();
    HindcastRecord record{.history = history.name,
                          .history_title = history.title,
                          .scenario = s.name,
                          .title = s.title,
                          .hash = scenario.hash(),
                          .policy = s.policy.name,
                          .seed = options.seed,
                          .campaigns = options.campaigns,
                          .rule = history.rule ? history.rule->sentence : ""};
    std::vector<Model> models;
    models.reserve(history.incidents.size());
    for (const HistoricalIncident& one : history.incidents)
        models.push_back(compile(world_at(history, scenario, one)));
    for (std::size_t k = 0; k < models.size(); ++k) {
        const auto forecast = forecast_by_model(models[k], course_rules(history, s, history.incidents[k]),
                                                options, k * options.campaigns);
        if (!forecast) break;  // cancelled
        record.incidents.push_back(score_incident(history, history.incidents, k, *forecast));
    }
    record.complete = record.incidents.size() == history.incidents.size();
    summarise(record);
    return record;
}

std::vector<std::string> verdicts_of(const HindcastRecord& record) {
    std::vector<std::string> sentences;
    for (const Skill& skill : record.skill_against_best) sentences.push_back(sentence_on(skill));
    return sentences;
}

}  // namespace offramp
