// SPDX-License-Identifier: Apache-2.0
#include "analysis/history/hindcast.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/batch.hpp"
#include "analysis/experiment.hpp"
#include "analysis/history/baselines.hpp"
#include "analysis/history/crisis_course.hpp"
#include "analysis/history/world_at.hpp"
#include "analysis/sensitivity/bootstrap.hpp"
#include "engine/base/enumerator_names.hpp"
#include "engine/model/compile.hpp"
#include "engine/scenario/units.hpp"

namespace offramp {
namespace {

constexpr std::array kTargets = {HindcastTarget::kHighest, HindcastTarget::kResponse,
                                 HindcastTarget::kContact, HindcastTarget::kAcute,
                                 HindcastTarget::kTalks,   HindcastTarget::kSettled};
static_assert(kTargets.size() == kHindcastTargets);
constexpr std::array kAllBaselines = {Baseline::kClimatology, Baseline::kBaseRates};
static_assert(kAllBaselines.size() == kBaselines);

constexpr std::size_t index_of(HindcastTarget target) {
    return static_cast<std::size_t>(target);
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

/// Of the campaigns of one incident.
BatchResult<Counts> simulate(const Model& model, const CourseRules& rules, const HindcastOptions& options,
                             std::uint64_t done_before) {
    struct CourseWorker {
        CampaignRunner run;
        Trajectory record;
    };
    const BatchOptions batch{.count = options.campaigns,
                             .threads = options.threads,
                             .cancel = options.cancel,
                             .progress = counting_from(done_before, options.progress)};
    const MakeRunner make = simulators_of(model, options.seed, options.tables);
    return reduce_batch(
        batch, Counts(),
        [&] {
            return CourseWorker{make(), {}};
        },
        [&](CourseWorker& worker, std::uint64_t campaign, Counts& part) {
            worker.run(campaign, &worker.record);
            part.add(course_of(worker.record, model, rules));
        });
}

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

IncidentResult score_incident(const History& history, std::size_t number, const Counts& counts,
                              std::uint64_t campaigns) {
    const HistoricalIncident& one = history.incidents[number];
    const OpeningRule& opening = history.openings.at(one.trigger_class);
    IncidentResult result{one.id, one.name, format_date(midnight(one.date)), opening.incident.name, {}};
    for (const HindcastTarget target : kTargets) {
        const std::optional<Observation> seen = observe(one, target);
        if (!seen) continue;
        const auto size = static_cast<double>(campaigns);
        TargetResult& scores = result.targets[index_of(target)].emplace();
        scores.observed = seen->observed;
        scores.model = scored(shares(counts.of[index_of(target)], campaigns), size, *seen, target);
        BaselineForecast others = climatology(history.incidents, number, target);
        scores.baselines[0] = scored(std::move(others.probabilities), others.size, *seen, target);
        if (auto rate = base_rate_forecast(history.base_rates.at(opening.base_rate), one, target))
            scores.baselines[1] = scored(std::move(rate->probabilities), rate->size, *seen, target);
    }
    return result;
}

std::vector<const TargetResult*> results_of(const HindcastRecord& record, HindcastTarget target) {
    std::vector<const TargetResult*> results;
    for (const IncidentResult& incident : record.incidents) {
        const auto& result = incident.targets[index_of(target)];
        if (result) results.push_back(&*result);
    }
    return results;
}

void add_skill(HindcastRecord& record, HindcastTarget target, Baseline baseline) {
    std::vector<std::array<const ScoredForecast*, 2>> pairs;  // model, baseline
    for (const TargetResult* result : results_of(record, target)) {
        const auto& other = result->baselines[static_cast<std::size_t>(baseline)];
        if (other) pairs.push_back({&result->model, &*other});
    }
    if (pairs.empty()) return;
    Skill skill{target, baseline, 0.0, 0.0, {}, {}};
    const auto n = static_cast<double>(pairs.size());
    for (const auto& [model, other] : pairs) {
        skill.model_score += model->ranked / n;
        skill.baseline_score += other->ranked / n;
    }
    const auto statistics = [&](std::span<const std::size_t> rows, std::span<double> out) {
        double model_sum = 0.0;
        double baseline_sum = 0.0;
        double gain = 0.0;
        for (const std::size_t row : rows) {
            const auto& [model, other] = pairs[row];
            model_sum += model->ranked;
            baseline_sum += other->ranked;
            gain += other->log - model->log;
        }
        out[0] = 1.0 - model_sum / baseline_sum;
        out[1] = gain / static_cast<double>(rows.size());
    };
    const std::vector<Estimate> estimates = bootstrap(pairs.size(), 2, statistics, {});
    skill.skill = estimates[0];
    skill.log_gain = estimates[1];
    record.skill.push_back(skill);
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
    calibration.mean_rank = bootstrap(ranks.size(), 1, mean_rank, {}).front();
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

std::string sentence_on(const Skill& skill) {
    const std::string_view against = skill.baseline == Baseline::kClimatology
                                         ? "the climatology of the other incidents"
                                         : "the base rates of crises elsewhere";
    const std::string what = fmt::format("{}: ", title_of(skill.target));
    const auto& [value, low, high, incidents] = skill.skill;
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
    return baseline == Baseline::kClimatology ? "climatology" : "icb_base_rates";
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
                          .campaigns = options.campaigns};
    std::vector<Model> models;
    models.reserve(history.incidents.size());
    for (const HistoricalIncident& one : history.incidents)
        models.push_back(compile(world_at(history, scenario, one)));
    for (std::size_t k = 0; k < models.size(); ++k) {
        const BatchResult simulated = simulate(models[k], course_rules(history, s, history.incidents[k]),
                                               options, k * options.campaigns);
        if (!simulated.complete) break;  // cancelled
        record.incidents.push_back(score_incident(history, k, simulated.totals, options.campaigns));
    }
    record.complete = record.incidents.size() == history.incidents.size();
    for (const HindcastTarget target : kTargets) {
        for (const Baseline baseline : kAllBaselines) add_skill(record, target, baseline);
        add_calibration(record, target);
    }
    return record;
}

std::vector<std::string> verdicts_of(const HindcastRecord& record) {
    std::vector<std::string> sentences;
    for (const Skill& skill : record.skill) sentences.push_back(sentence_on(skill));
    return sentences;
}

}  // namespace offramp
