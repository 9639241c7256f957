// SPDX-License-Identifier: Apache-2.0
#include "analysis/calibration/crisis_moments.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "analysis/batch.hpp"
#include "analysis/experiment.hpp"
#include "analysis/history/baselines.hpp"
#include "analysis/history/crisis_course.hpp"
#include "analysis/history/world_at.hpp"
#include "analysis/outcomes.hpp"
#include "engine/base/error.hpp"
#include "engine/model/compile.hpp"

namespace offramp {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t kGroups = 10;  // of campaigns, and of the crises of an incident
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// Which of so many campaigns or crises are of a group.
ChunkRange numbers_of(std::uint64_t count, std::size_t group) {
    return {group * count / kGroups, (group + 1) * count / kGroups};
}

/// The moment of a group of campaigns; the group kGroups stands for all.
class Samples {
  public:
    explicit Samples(std::size_t moments)
        : values_(MatrixXd::Constant(static_cast<Index>(moments), kGroups + 1, kUnknown)) {}

    double& at(std::size_t moment, std::size_t group) {
        return values_(static_cast<Index>(moment), static_cast<Index>(group));
    }

    MomentVector moments() const {
        const MatrixXd groups = values_.leftCols(kGroups);
        const MatrixXd centred = groups.colwise() - groups.rowwise().mean();
        return {values_.col(kGroups),
                centred * centred.transpose() / static_cast<double>(kGroups * (kGroups - 1))};
    }

  private:
    MatrixXd values_;
};

class MomentSimulator {
  public:
    MomentSimulator(const CalibrationPlan& calibration, std::span<const double> at, const IncidentMask& mask,
                    const MomentSimulation& options)
        : calibration_(calibration),
          at_(at),
          mask_(mask),
          options_(options),
          samples_(calibration.moments.size()) {}

    SimulatedMoments run() {
        for (std::size_t world = 0; world < calibration_.worlds.size(); ++world) simulate_world(world);
        SimulatedMoments result;
        result.shares.assign(calibration_.moments.size(),
                             std::vector<double>(incidents_of(calibration_).size(), kUnknown));
        const auto size = static_cast<Index>(calibration_.moments.size());
        MatrixXd if_true = MatrixXd::Zero(size, size);
        if (calibration_.history) simulate_incidents(*calibration_.history, result, if_true);
        for (std::size_t m = 0; m < calibration_.moments.size(); ++m) {
            if (const auto* of = std::get_if<OutcomeMoment>(&calibration_.moments[m].of))
                if_true(static_cast<Index>(m), static_cast<Index>(m)) = of->error * of->error;
        }
        result.moments = samples_.moments();
        result.moments.if_true = std::move(if_true);
        for (std::size_t m = 0; m < calibration_.moments.size(); ++m) {
            if (options_.cancel.stop_requested() ||
                std::isfinite(result.moments.value(static_cast<Index>(m))))
                continue;
            throw RuntimeFailure(
                fmt::format("the moment '{}' is not defined in these {} campaigns: take more",
                            calibration_.moments[m].name, calibration_.campaigns));
        }
        return result;
    }

  private:
    void simulate_world(std::size_t world) {
        std::vector<std::size_t> wanted;
        for (std::size_t m = 0; m < calibration_.moments.size(); ++m) {
            const auto* of = std::get_if<OutcomeMoment>(&calibration_.moments[m].of);
            if (of != nullptr && of->world == world) wanted.push_back(m);
        }
        if (wanted.empty()) return;
        const Model model = compile(scenario_at(calibration_, world, at_));
        const MakeRunner make = simulators_of(model, calibration_.seed, options_.tables);
        std::vector<OutcomeTotals> totals;  // of each group, and then of all
        run_chunks(
            one_by_one(kGroups), make,
            [&](const CampaignRunner& run, ChunkRange group) {
                return simulate_group(run, model.war_rung, group.begin);
            },
            [&](OutcomeTotals& group) { totals.push_back(std::move(group)); });
        OutcomeTotals all(model.war_rung);
        for (const OutcomeTotals& group : totals) all.merge(group);
        totals.push_back(std::move(all));
        for (std::size_t group = 0; group <= kGroups; ++group) {
            const std::vector<Outcome> outcomes = outcomes_of(totals[group], model.names);
            for (const std::size_t m : wanted) {
                const std::size_t place = std::get<OutcomeMoment>(calibration_.moments[m].of).place;
                samples_.at(m, group) = outcomes.at(place).estimate.value.value_or(kUnknown);
            }
        }
    }

    /// Where groups or incidents are simulated, each by one thread: they are too small to be shared out.
    BatchOptions one_by_one(std::size_t count) const {
        return {.count = count, .threads = options_.threads, .chunk = 1};
    }

    OutcomeTotals simulate_group(const CampaignRunner& run, int war_rung, std::size_t group) const {
        OutcomeTotals totals(war_rung);
        const ChunkRange numbers = numbers_of(calibration_.campaigns, group);
        for (std::uint64_t k = numbers.begin; k < numbers.end && !options_.cancel.stop_requested(); ++k) {
            if (const auto failure = failure_of(k, [&] { totals.add(outcome_sample(run(k, nullptr))); }))
                throw RuntimeFailure(fmt::format("campaign {} failed: {}", k, failure->message));
        }
        return totals;
    }

    /// Crises of an incident.
    struct Counts {
        std::vector<std::array<std::uint64_t, kGroups>> holds;  ///< by record moment and group
        MatrixXd together;                                      ///< for how many two moments hold at once
    };

    Counts simulate_incident(const History& history, const ValidatedScenario& scenario, std::size_t incident,
                             Trajectory& record) const {
        const HistoricalIncident& one = history.incidents[incident];
        const auto size = static_cast<Index>(calibration_.moments.size());
        Counts counts{std::vector<std::array<std::uint64_t, kGroups>>(calibration_.moments.size()),
                      MatrixXd::Zero(size, size)};
        std::vector<const RecordMoment*> wanted(calibration_.moments.size(), nullptr);
        bool any = false;
        for (std::size_t m = 0; m < wanted.size(); ++m) {
            if (!observed_in(calibration_, calibration_.moments[m], incident)) continue;
            wanted[m] = &std::get<RecordMoment>(calibration_.moments[m].of);
            any = true;
        }
        if (!any || !mask_[incident]) return counts;
        const Model model = compile(world_at(history, scenario, one));
        const CourseRules rules = course_rules(history, scenario.scenario(), one);
        const CampaignRunner run = simulators_of(model, calibration_.seed, options_.tables)();
        VectorXd held(size);
        for (std::size_t group = 0; group < kGroups; ++group) {
            const ChunkRange numbers = numbers_of(calibration_.crises, group);
            for (std::uint64_t k = numbers.begin; k < numbers.end && !options_.cancel.stop_requested(); ++k) {
                run(k, &record);
                const CrisisCourse course = course_of(record, model, rules);
                for (std::size_t m = 0; m < wanted.size(); ++m) {
                    const bool holds =
                        wanted[m] != nullptr &&
                        wanted[m]->holds(static_cast<int>(category_of(course, wanted[m]->target)));
                    counts.holds[m][group] += holds ? 1 : 0;
                    held(static_cast<Index>(m)) = holds ? 1.0 : 0.0;
                }
                counts.together += held * held.transpose();
            }
        }
        return counts;
    }

    void simulate_incidents(const History& history, SimulatedMoments& result, MatrixXd& if_true) {
        const ValidatedScenario scenario = scenario_at(calibration_, 0, at_);
        std::vector<Counts> counts;
        run_chunks(
            one_by_one(incidents_of(calibration_).size()), [] { return Trajectory(); },
            [&](Trajectory& record, ChunkRange incident) {
                return simulate_incident(history, scenario, incident.begin, record);
            },
            [&](Counts& found) { counts.push_back(std::move(found)); });
        for (std::size_t m = 0; m < calibration_.moments.size(); ++m) {
            if (!std::holds_alternative<RecordMoment>(calibration_.moments[m].of)) continue;
            std::array<double, kGroups + 1> sums{};
            double incidents = 0;
            for (std::size_t i = 0; i < counts.size(); ++i) {
                if (!mask_[i] || !observed_in(calibration_, calibration_.moments[m], i)) continue;
                ++incidents;
                double all = 0;
                for (std::size_t group = 0; group < kGroups; ++group) {
                    const auto holds = static_cast<double>(counts[i].holds[m][group]);
                    all += holds;
                    const ChunkRange numbers = numbers_of(calibration_.crises, group);
                    sums[group] += holds / static_cast<double>(numbers.end - numbers.begin);
                }
                result.shares[m][i] = all / static_cast<double>(calibration_.crises);
                sums[kGroups] += result.shares[m][i];
            }
            for (std::size_t group = 0; group <= kGroups; ++group)
                samples_.at(m, group) = incidents > 0 ? sums[group] / incidents : 0.5;
        }
        add_chances(counts, result, if_true);
    }

    // What shares of the record vary by where each incident is a draw from its simulated crises. A share of n
    // moves in steps of 1 / n, half of which is added: a correction for continuity.
    void add_chances(const std::vector<Counts>& counts, const SimulatedMoments& result,
                     MatrixXd& if_true) const {
        const std::size_t moments = calibration_.moments.size();
        const auto number = [&](std::size_t m) {
            return static_cast<double>(
                std::ranges::count_if(result.shares[m], [](double share) { return !std::isnan(share); }));
        };
        for (std::size_t a = 0; a < moments; ++a) {
            if (!std::holds_alternative<RecordMoment>(calibration_.moments[a].of)) continue;
            const auto row = static_cast<Index>(a);
            if_true(row, row) = number(a) > 0 ? 0.25 / (number(a) * number(a)) : 1.0 / 16.0;
            for (std::size_t b = 0; b < moments; ++b) {
                for (std::size_t i = 0; i < counts.size(); ++i) {
                    const double product = result.shares[a][i] * result.shares[b][i];
                    if (std::isnan(product)) continue;
                    const double both = counts[i].together(row, static_cast<Index>(b)) /
                                        static_cast<double>(calibration_.crises);
                    if_true(row, static_cast<Index>(b)) += (both - product) / (number(a) * number(b));
                }
            }
        }
    }

    const CalibrationPlan& calibration_;
    std::span<const double> at_;
    const IncidentMask& mask_;
    const MomentSimulation& options_;
    Samples samples_;
};

}  // namespace

IncidentMask every_incident(const CalibrationPlan& calibration) {
    return IncidentMask(incidents_of(calibration).size(), true);
}

std::optional<bool> observed_in(const CalibrationPlan& calibration, const CalibrationMoment& moment,
                                std::size_t incident) {
    const auto* of = std::get_if<RecordMoment>(&moment.of);
    if (of == nullptr) return std::nullopt;
    const HistoricalIncident& one = incidents_of(calibration)[incident];
    if (!of->triggers.empty() &&
        std::find(of->triggers.begin(), of->triggers.end(), one.trigger_class) == of->triggers.end())
        return std::nullopt;
    const std::optional<Observation> seen = observe(one, of->target);
    if (!seen) return std::nullopt;
    // Cut off: what came later is not known.
    const bool cut = seen->observed == seen->last && seen->last < last_category(of->target);
    const auto beyond = static_cast<std::size_t>(of->at_least ? of->threshold : of->threshold + 1);
    if (cut && seen->observed < beyond) return std::nullopt;
    return of->holds(static_cast<int>(seen->observed));
}

MomentVector observed_moments(const CalibrationPlan& calibration, const IncidentMask& mask) {
    const std::size_t count = calibration.moments.size();
    const auto size = static_cast<Index>(count);
    MomentVector observed{VectorXd::Zero(size), MatrixXd::Zero(size, size)};
    const std::size_t incidents = incidents_of(calibration).size();
    MatrixXd deviations = MatrixXd::Zero(size, static_cast<Index>(incidents));  // from the mean, by number
    for (std::size_t m = 0; m < count; ++m) {
        const auto row = static_cast<Index>(m);
        if (const auto* of = std::get_if<OutcomeMoment>(&calibration.moments[m].of)) {
            observed.value(row) = of->target;
            observed.covariance(row, row) = of->error * of->error;
            continue;
        }
        double n = 0;
        double holds = 0;
        for (std::size_t i = 0; i < incidents; ++i) {
            const std::optional<bool> seen =
                mask[i] ? observed_in(calibration, calibration.moments[m], i) : std::nullopt;
            if (!seen) continue;
            ++n;
            holds += *seen ? 1.0 : 0.0;
        }
        observed.value(row) = n > 0 ? holds / n : 0.5;
        const double p = (holds + 2.0) / (n + 4.0);
        observed.covariance(row, row) = p * (1.0 - p) / (n + 4.0);
        for (std::size_t i = 0; i < incidents; ++i) {
            const std::optional<bool> seen =
                mask[i] ? observed_in(calibration, calibration.moments[m], i) : std::nullopt;
            if (seen)
                deviations(row, static_cast<Index>(i)) = ((*seen ? 1.0 : 0.0) - observed.value(row)) / n;
        }
    }
    // Without incidents the rows of deviations are empty, and Eigen has no place for them in memory.
    for (Index a = 0; incidents > 0 && a < size; ++a) {
        for (Index b = 0; b < size; ++b) {
            if (a != b) observed.covariance(a, b) = deviations.row(a).dot(deviations.row(b));
        }
    }
    return observed;
}

SimulatedMoments simulate_moments(const CalibrationPlan& calibration, std::span<const double> at,
                                  const IncidentMask& mask, const MomentSimulation& options) {
    return MomentSimulator(calibration, at, mask, options).run();
}

MomentProblem moment_problem(const CalibrationPlan& calibration, const IncidentMask& mask,
                             const MomentSimulation& options) {
    MomentProblem problem;
    for (const CalibrationParameter& parameter : calibration.parameters)
        problem.coordinates.push_back(parameter.coordinate);
    problem.observed = observed_moments(calibration, mask);
    problem.simulate = [&calibration, &mask, options](std::span<const double> at) {
        return simulate_moments(calibration, at, mask, options).moments;
    };
    return problem;
}

VectorXd moments_over(const CalibrationPlan& calibration, const SimulatedMoments& simulated,
                      const IncidentMask& mask) {
    VectorXd moments = simulated.moments.value;
    for (std::size_t m = 0; m < calibration.moments.size(); ++m) {
        if (!std::holds_alternative<RecordMoment>(calibration.moments[m].of)) continue;
        double sum = 0;
        double n = 0;
        for (std::size_t i = 0; i < mask.size(); ++i) {
            const double share = simulated.shares[m][i];
            if (!mask[i] || std::isnan(share)) continue;
            sum += share;
            ++n;
        }
        moments(static_cast<Index>(m)) = n > 0 ? sum / n : 0.5;
    }
    return moments;
}

}  // namespace offramp
