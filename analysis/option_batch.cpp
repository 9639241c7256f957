#include "analysis/option_batch.hpp"

#include <exception>

#include "analysis/chunks.hpp"
#include "analysis/ordered_pipeline.hpp"
#include "engine/base/error.hpp"

namespace offramp {
namespace {

struct OptionChunk {
    OptionTotals totals;
    std::uint64_t count = 0;
};

/// The working memory of one thread.
struct OptionWorker {
    std::vector<CampaignRunner> run;  // of each option
};

/// Campaigns of a chunk under one option after another: the option's tables then stay in the cache.
void simulate_chunk(OptionTotals& totals, OptionWorker& worker, std::span<const MakeRunner> runners,
                    std::span<const std::size_t> live, ChunkRange range) {
    const std::size_t campaigns = range.end - range.begin;
    std::vector<std::vector<CampaignSummary>> summaries(campaigns);
    std::vector<std::string> failed(campaigns);
    for (const std::size_t option : live) {
        for (std::size_t k = 0; k < campaigns; ++k) {
            if (!failed[k].empty()) continue;
            try {
                if (!worker.run[option]) worker.run[option] = runners[option]();
                summaries[k].push_back(worker.run[option](range.begin + k, nullptr));
            } catch (...) {
                worker.run[option] = nullptr;  // its state may be broken
                failed[k] = message_of(std::current_exception());
            }
        }
    }
    for (std::size_t k = 0; k < campaigns; ++k) {
        const std::uint64_t campaign = range.begin + k;
        if (failed[k].empty()) {
            try {
                totals.add(live, summaries[k]);
                continue;
            } catch (const RuntimeFailure& error) {
                failed[k] = error.what();
            }
        }
        totals.add_failure({campaign, failed[k]});
    }
}

}  // namespace

bool run_option_batch(std::span<const MakeRunner> runners, const OptionBatch& batch, OptionTotals& totals) {
    ensure(runners.size() == totals.options(), "there is a runner for each option");
    ChunkRanges chunks(batch.first, batch.count);
    WorkerPool<OptionWorker> idle;
    std::uint64_t done = 0;
    const auto simulate = [&](ChunkRange range) {
        OptionChunk chunk{OptionTotals(totals.options(), totals.pairs()), range.end - range.begin};
        std::unique_ptr<OptionWorker> worker = idle.borrow();
        worker->run.resize(runners.size());
        simulate_chunk(chunk.totals, *worker, runners, batch.live, range);
        idle.give_back(std::move(worker));
        return chunk;
    };
    ordered_pipeline(
        batch.threads, batch.threads * 2, [&] { return chunks.next(batch.cancel); }, simulate,
        [&](const OptionChunk& chunk) {
            totals.merge(chunk.totals);
            done += chunk.count;
            if (batch.progress) batch.progress(done * batch.live.size());
        });
    return done == batch.count;
}

}  // namespace offramp
