#include "analysis/report/campaign_sample.hpp"

#include <memory>

#include "analysis/chunks.hpp"
#include "analysis/ordered_pipeline.hpp"
#include "analysis/paired_batch.hpp"

namespace offramp {
namespace {

/// What a thread needs to simulate campaigns under every policy.
struct SampleWorker {
    PairedCampaigns campaigns;
    PairedTotals totals;  // not read: whoever compares the policies has summed more campaigns than these
    std::vector<Trajectory> records;
};

struct SampledChunk {
    std::vector<std::vector<CampaignCourse>> courses;  // by policy
    std::uint64_t count = 0;
};

}  // namespace

CampaignSample sample_campaigns(std::span<const Model* const> models, std::span<const MakeRunner> runners,
                                const SampleOptions& options) {
    const std::size_t policies = models.size();
    const int war_rung = models.front()->war_rung;
    CampaignSample sample{.grid = step_grid(*models.front()), .courses = {}, .complete = false};
    sample.courses.resize(policies);
    WorkerPool<SampleWorker> idle([&] {
        return std::make_unique<SampleWorker>(SampleWorker{
            PairedCampaigns(runners), PairedTotals(policies, war_rung), std::vector<Trajectory>(policies)});
    });
    ChunkRanges chunks(0, options.campaigns);
    std::uint64_t done = 0;
    ordered_pipeline(
        options.threads, options.threads * kChunksPerThread, [&] { return chunks.next(options.cancel); },
        [&](ChunkRange range) {
            SampledChunk chunk{std::vector<std::vector<CampaignCourse>>(policies), range.end - range.begin};
            std::unique_ptr<SampleWorker> worker = idle.borrow();
            for (std::uint64_t campaign = range.begin; campaign < range.end; ++campaign) {
                if (!worker->campaigns.add(worker->totals, campaign, worker->records)) continue;
                for (std::size_t p = 0; p < policies; ++p) {
                    worker->records[p].campaign = campaign;
                    chunk.courses[p].push_back(course_of(worker->records[p], worker->campaigns.summaries()[p],
                                                         *models[p], sample.grid));
                }
            }
            idle.give_back(std::move(worker));
            return chunk;
        },
        [&](SampledChunk& chunk) {
            for (std::size_t p = 0; p < policies; ++p) {
                for (CampaignCourse& course : chunk.courses[p])
                    sample.courses[p].push_back(std::move(course));
            }
            done += chunk.count;
            if (options.progress) options.progress(done);
        });
    sample.complete = done == options.campaigns;
    return sample;
}

}  // namespace offramp
