// SPDX-License-Identifier: Apache-2.0
#include "analysis/sweep/simulate_points.hpp"

#include <algorithm>
#include <memory>

#include "analysis/comparison.hpp"
#include "analysis/experiment.hpp"
#include "analysis/paired_batch.hpp"
#include "analysis/table_cache.hpp"
#include "engine/base/once.hpp"
#include "engine/model/compile.hpp"
#include "engine/trajectory/jsonl.hpp"

namespace offramp {
namespace {

/// A segment: campaigns of a point that one thread simulates at a time, under every policy: tens of
/// milliseconds.
constexpr std::uint64_t kSegment = 256;

/// A point while it is simulated.
struct PointWork {
    PointWork(const Sweep& sweep, std::uint64_t point, std::vector<FactorValue> values,
              const TableStore& tables)
        : number(point),
          first_campaign(campaign_set(sweep.settings, sweep.factors.size(), point) * sweep.campaigns),
          settings(std::move(values)),
          policies(sweep.policies_at(point)),
          totals(policies.size(), sweep.war_rung),
          trajectories(policies.size()) {
        for (const std::size_t policy : policies)
            models.push_back(compile(scenario_at(sweep, policy, settings)));
        for (const Model& model : models) runners.push_back(simulators_of(model, sweep.seed, tables));
    }
    // The runners refer to the models.
    PointWork(const PointWork&) = delete;
    PointWork& operator=(const PointWork&) = delete;
    PointWork(PointWork&&) = delete;
    PointWork& operator=(PointWork&&) = delete;
    ~PointWork() = default;

    std::uint64_t number;
    std::uint64_t first_campaign;
    std::vector<FactorValue> settings;
    std::vector<std::size_t> policies;
    PairedTotals totals;
    std::vector<std::uint64_t> trajectories;  // handed to the store, of each policy
    std::vector<Model> models;
    std::vector<MakeRunner> runners;
};

/// There is work only from a point's first segment to its last.
struct PointSlot {
    Once is_begun;
    std::unique_ptr<PointWork> work;
};

struct SegmentResult {
    std::uint64_t segment = 0;
    std::uint64_t campaigns = 0;
    PairedTotals totals;
    std::vector<TrajectoryText> trajectories;
};

class SweepRunner {
  public:
    SweepRunner(const Sweep& sweep, const std::vector<std::uint64_t>& points, const SettingsAt& settings,
                const SimulationOptions& options, const TakeItem& take)
        : sweep_(sweep),
          options_(options),
          points_(points),
          settings_(settings),
          take_(take),
          slots_(points_.size()),
          segments_((sweep.campaigns + kSegment - 1) / kSegment),
          sums_(sweep.policies.size()),
          counts_(sweep.policies.size()),
          headline_(headline_of(sweep)) {
        progress_.points = options.points_before;
        progress_.points_wanted = progress_.points + points_.size();
        for (const std::uint64_t point : points_)
            progress_.campaigns_wanted += sweep.campaigns * sweep.policies_at(point).size();
    }

    void run() {
        run_chunks(
            {.count = points_.size() * segments_,
             .threads = options_.threads,
             .cancel = options_.cancel,
             .chunk = 1},
            [] { return std::vector<Trajectory>(); },
            [this](std::vector<Trajectory>& records, ChunkRange one) { return simulate(one.begin, records); },
            [this](SegmentResult& result) { collect(result); });
    }

  private:
    SegmentResult simulate(std::uint64_t segment, std::vector<Trajectory>& records) {
        const std::size_t place = segment / segments_;
        PointSlot& slot = slots_[place];
        slot.is_begun.call([&] {
            slot.work =
                std::make_unique<PointWork>(sweep_, points_[place], settings_(points_[place]), tables_);
        });
        const PointWork& point = *slot.work;
        // Counted from the first campaign of the point.
        const std::uint64_t first = segment % segments_ * kSegment;
        const std::uint64_t end = std::min(first + kSegment, sweep_.campaigns);
        SegmentResult result{segment, end - first, PairedTotals(point.policies.size(), sweep_.war_rung), {}};
        PairedCampaigns campaigns(point.runners);
        records.resize(point.policies.size());
        for (std::uint64_t k = first; k < end; ++k) {
            const bool recorded = is_recorded(k);
            const std::uint64_t campaign = point.first_campaign + k;
            if (!campaigns.add(result.totals, campaign,
                               recorded ? std::span(records) : std::span<Trajectory>()))
                continue;
            for (std::size_t p = 0; p < records.size(); ++p) {
                if (!recorded) {
                    if (!reaches(campaigns.summaries()[p])) continue;
                    campaigns.replay(p, campaign, records[p]);
                }
                TrajectoryText text{point.number, point.policies[p], campaign, {}};
                append_jsonl(text.events, records[p], point.models[p].names);
                result.trajectories.push_back(std::move(text));
            }
        }
        return result;
    }

    /// Kept whatever comes of it; `campaign` counts from the first of the point.
    bool is_recorded(std::uint64_t campaign) const {
        using Which = TrajectoryRule::Which;
        const TrajectoryRule& rule = sweep_.trajectories;
        return (rule.which == Which::kAll || rule.which == Which::kFirst) && campaign < rule.at_most;
    }

    bool reaches(const CampaignSummary& summary) const {
        return sweep_.trajectories.which == TrajectoryRule::Which::kReachRung &&
               summary.highest_rung >= sweep_.trajectories.rung;
    }

    void collect(SegmentResult& result) {
        std::unique_ptr<PointWork>& work = slots_[result.segment / segments_].work;
        PointWork& point = *work;
        point.totals.merge(result.totals);
        for (TrajectoryText& text : result.trajectories) {
            const auto place =
                std::find(point.policies.begin(), point.policies.end(), text.policy) - point.policies.begin();
            std::uint64_t& kept = point.trajectories[static_cast<std::size_t>(place)];
            if (kept == sweep_.trajectories.at_most) continue;
            ++kept;
            take_(std::move(text));
        }
        progress_.campaigns += result.campaigns * point.policies.size();
        if ((result.segment + 1) % segments_ == 0) {
            take_(result_of(point));
            ++progress_.points;
            work.reset();
        }
        if (!options_.progress) return;
        progress_.headline.clear();
        for (std::size_t p = 0; p < sums_.size(); ++p) {
            progress_.headline.push_back(
                counts_[p] == 0 ? std::nullopt : std::optional(sums_[p] / static_cast<double>(counts_[p])));
        }
        options_.progress(progress_);
    }

    PointResult result_of(const PointWork& point) {
        PointResult result{point.number, point.settings, {}, {}};
        for (std::size_t p = 0; p < point.policies.size(); ++p) {
            const OutcomeTotals& totals = point.totals.totals(p);
            const std::vector<Outcome> outcomes = outcomes_of(totals, point.models[p].names);
            PolicyResult part{point.policies[p], point.models[p].hash, totals, {}};
            for (const Outcome& outcome : outcomes) {
                if (outcome.name == headline_ && outcome.estimate.value) {
                    sums_[part.policy] += *outcome.estimate.value;
                    ++counts_[part.policy];
                }
            }
            for (const Outcome& outcome : select_outcomes(outcomes, sweep_.outcomes))
                part.estimates.push_back(outcome.estimate);
            result.policies.push_back(std::move(part));
        }
        if (point.totals.campaigns() > 0) add_differences(result, point.totals);
        return result;
    }

    void add_differences(PointResult& result, const PairedTotals& totals) const {
        std::size_t kept = 0;
        for (const OutcomeDefinition& outcome : outcome_definitions(sweep_.names, sweep_.war_rung)) {
            if (kept == sweep_.outcomes.size() || sweep_.outcomes[kept] != outcome.name) continue;
            const bool is_paired = has_paired_interval(outcome);
            for (std::size_t p = 1; is_paired && p < totals.policies(); ++p)
                result.differences.push_back(
                    {result.policies[p].policy, kept, paired_difference(totals, p, outcome)});
            ++kept;
        }
    }

    const Sweep& sweep_;
    const SimulationOptions& options_;
    TableStore tables_ = memory_cache();
    const std::vector<std::uint64_t>& points_;
    const SettingsAt& settings_;
    const TakeItem& take_;
    std::vector<PointSlot> slots_;  // of each
    std::uint64_t segments_;        // of a point
    SweepProgress progress_;
    std::vector<double> sums_;  // of the headline outcome over points, and of how many, for each policy
    std::vector<std::uint64_t> counts_;
    std::string headline_;
};

}  // namespace

std::string headline_of(const Sweep& sweep) {
    return headline_outcomes(sweep.names, sweep.war_rung).front();
}

void simulate_points(const Sweep& sweep, const std::vector<std::uint64_t>& points, const SettingsAt& settings,
                     const SimulationOptions& options, const TakeItem& take) {
    SweepRunner(sweep, points, settings, options, take).run();
}

}  // namespace offramp
