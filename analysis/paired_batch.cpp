#include "analysis/paired_batch.hpp"

#include <exception>

#include "analysis/chunks.hpp"
#include "analysis/ordered_pipeline.hpp"
#include "engine/base/error.hpp"

namespace offramp {

PairedTotals::PairedTotals(std::size_t policies, int war_rung)
    : totals_(policies, OutcomeTotals(war_rung)),
      durations_(policies),
      differing_(policies),
      joint_(policies * campaign_numbers(war_rung)) {
    ensure(policies >= 1, "there is a baseline");
}

void PairedTotals::add(std::uint64_t campaign, std::span<const CampaignSummary> summaries) {
    ensure(summaries.size() == policies(), "there is a summary for each policy");
    std::vector<OutcomeSample> samples;
    samples.reserve(summaries.size());
    for (const CampaignSummary& summary : summaries) samples.push_back(outcome_sample(summary));
    const std::size_t each = campaign_numbers(war_rung());
    std::vector<Fixed> numbers(joint_.size());
    for (std::size_t p = 0; p < samples.size(); ++p) {
        write_numbers(samples[p], war_rung(), std::span(numbers).subspan(p * each, each));
        totals_[p].add(samples[p]);
        durations_[p].add(campaign, summaries[p]);
        const bool same =
            samples[p] == samples.front() && summaries[p].durations == summaries.front().durations;
        differing_[p] += same ? 0U : 1U;
    }
    joint_.add(numbers);
}

void PairedTotals::add_failure(std::size_t policy, FailedCampaign failure) {
    totals_.at(policy).add_failure(std::move(failure));
}

void PairedTotals::merge(const PairedTotals& other) {
    ensure(policies() == other.policies(), "merged totals have the same policies");
    joint_.merge(other.joint_);
    for (std::size_t p = 0; p < policies(); ++p) {
        totals_[p].merge(other.totals_[p]);
        durations_[p].merge(other.durations_[p]);
        differing_[p] += other.differing_[p];
    }
}

namespace {

struct PairedChunk {
    PairedTotals totals;
    std::uint64_t count = 0;
};

/// The working memory of one thread.
struct PairedWorker {
    std::vector<CampaignRunner> run;  // of each policy
    std::vector<CampaignSummary> summaries;
};

void add_campaign(PairedTotals& totals, PairedWorker& worker, std::span<const MakeRunner> runners,
                  std::uint64_t campaign) {
    std::size_t p = 0;
    try {
        for (; p < runners.size(); ++p) {
            if (!worker.run[p]) worker.run[p] = runners[p]();
            worker.summaries[p] = worker.run[p](campaign, nullptr);
            outcome_sample(worker.summaries[p]);  // throws here, where the policy is known
        }
    } catch (...) {
        worker.run[p] = nullptr;  // its state may be broken
        totals.add_failure(p, {campaign, message_of(std::current_exception())});
        return;
    }
    totals.add(campaign, worker.summaries);
}

}  // namespace

PairedBatchResult run_paired_batch(std::span<const MakeRunner> runners, int war_rung,
                                   const PairedBatchOptions& options) {
    ensure(options.threads >= 1, "a batch runs on at least one thread");
    PairedBatchResult result{PairedTotals(runners.size(), war_rung)};
    ChunkRanges chunks(options.first, options.count);
    WorkerPool<PairedWorker> idle;
    const auto simulate = [&](ChunkRange range) {
        PairedChunk chunk{PairedTotals(runners.size(), war_rung), range.end - range.begin};
        std::unique_ptr<PairedWorker> worker = idle.borrow();
        worker->run.resize(runners.size());
        worker->summaries.resize(runners.size());
        for (std::uint64_t campaign = range.begin; campaign < range.end; ++campaign)
            add_campaign(chunk.totals, *worker, runners, campaign);
        idle.give_back(std::move(worker));
        return chunk;
    };
    ordered_pipeline(
        options.threads, options.threads * kChunksPerThread, [&] { return chunks.next(options.cancel); },
        simulate,
        [&](const PairedChunk& chunk) {
            result.totals.merge(chunk.totals);
            result.done += chunk.count;
            if (options.progress) options.progress(result.done);
        });
    result.complete = result.done == options.count;
    return result;
}

}  // namespace offramp
