// SPDX-License-Identifier: Apache-2.0
#include "analysis/report/campaign_sample.hpp"

#include "analysis/paired_batch.hpp"

namespace offramp {
namespace {

/// What a thread needs to simulate campaigns under every policy.
struct SampleWorker {
    PairedCampaigns campaigns;
    PairedTotals totals;  // not read: whoever compares the policies has summed more campaigns than these
    std::vector<Trajectory> records;
};

/// SampledCourses by policy, one after another as the campaigns are.
struct SampledCourses {
    std::vector<std::vector<CampaignCourse>> of;

    void merge(SampledCourses& later) {
        for (std::size_t p = 0; p < of.size(); ++p) {
            for (CampaignCourse& course : later.of[p]) of[p].push_back(std::move(course));
        }
    }
};

}  // namespace

CampaignSample sample_campaigns(std::span<const Model* const> models, std::span<const MakeRunner> runners,
                                const BatchOptions& options) {
    const std::size_t policies = models.size();
    const int war_rung = models.front()->war_rung;
    const StepGrid grid = step_grid(*models.front());
    const auto add = [&](SampleWorker& worker, std::uint64_t campaign, SampledCourses& part) {
        if (!worker.campaigns.add(worker.totals, campaign, worker.records)) return;
        for (std::size_t p = 0; p < policies; ++p) {
            worker.records[p].campaign = campaign;
            part.of[p].push_back(
                course_of(worker.records[p], worker.campaigns.summaries()[p], *models[p], grid));
        }
    };
    auto result = reduce_batch(
        options, SampledCourses{std::vector<std::vector<CampaignCourse>>(policies)},
        [&] {
            return SampleWorker{PairedCampaigns(runners), PairedTotals(policies, war_rung),
                                std::vector<Trajectory>(policies)};
        },
        add);
    return {grid, std::move(result.totals.of), result.complete};
}

}  // namespace offramp
