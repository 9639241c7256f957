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

}  // namespace

PairedCampaigns::PairedCampaigns(std::span<const MakeRunner> runners)
    : runners_(runners), run_(runners.size()), summaries_(runners.size()) {}

bool PairedCampaigns::add(PairedTotals& totals, std::uint64_t campaign, std::span<Trajectory> records) {
    std::size_t p = 0;
    try {
        for (; p < runners_.size(); ++p) {
            if (!run_[p]) run_[p] = runners_[p]();
            summaries_[p] = run_[p](campaign, records.empty() ? nullptr : &records[p]);
            outcome_sample(summaries_[p]);  // throws here, where the policy is known
        }
    } catch (...) {
        run_[p] = nullptr;  // its state may be broken
        totals.add_failure(p, {campaign, message_of(std::current_exception())});
        return false;
    }
    totals.add(campaign, summaries_);
    return true;
}

void PairedCampaigns::replay(std::size_t policy, std::uint64_t campaign, Trajectory& record) {
    run_.at(policy)(campaign, &record);
}

PairedBatchResult run_paired_batch(std::span<const MakeRunner> runners, int war_rung,
                                   const PairedBatchOptions& options) {
    ensure(options.threads >= 1, "a batch runs on at least one thread");
    PairedBatchResult result{PairedTotals(runners.size(), war_rung)};
    ChunkRanges chunks(options.first, options.count);
    WorkerPool<PairedCampaigns> idle([&] { return std::make_unique<PairedCampaigns>(runners); });
    const auto simulate = [&](ChunkRange range) {
        PairedChunk chunk{PairedTotals(runners.size(), war_rung), range.end - range.begin};
        std::unique_ptr<PairedCampaigns> worker = idle.borrow();
        for (std::uint64_t campaign = range.begin; campaign < range.end; ++campaign)
            worker->add(chunk.totals, campaign);
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
