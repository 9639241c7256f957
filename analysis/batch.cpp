#include "analysis/batch.hpp"

#include <exception>
#include <memory>

#include "analysis/chunks.hpp"
#include "analysis/ordered_pipeline.hpp"
#include "engine/base/error.hpp"

namespace offramp {
namespace {

struct ChunkResult {
    OutcomeTotals totals;
    std::string text;
    std::uint64_t count = 0;
};

/// The working memory of one thread.
struct Worker {
    CampaignRunner run;
    Trajectory record;
};

class Batch {
  public:
    Batch(const MakeRunner& make_runner, int war_rung, const BatchOptions& options)
        : make_runner_(make_runner),
          options_(options),
          chunks_(options.first, options.count),
          result_{OutcomeTotals(war_rung), 0, false} {}

    BatchResult run() {
        ordered_pipeline(
            options_.threads, options_.threads * kChunksPerThread,
            [this] { return chunks_.next(options_.cancel); },
            [this](ChunkRange range) { return simulate(range); },
            [this](const ChunkResult& chunk) { collect(chunk); });
        result_.complete = result_.done == options_.count;
        return std::move(result_);
    }

  private:
    ChunkResult simulate(ChunkRange range) {
        ChunkResult chunk{OutcomeTotals(result_.totals.war_rung()), {}, range.end - range.begin};
        std::unique_ptr<Worker> worker = idle_.borrow();
        for (std::uint64_t campaign = range.begin; campaign < range.end; ++campaign) {
            const bool recorded = campaign - options_.first < options_.trajectories.count;
            if (!worker->run) worker->run = make_runner_();
            OutcomeSample sample;
            try {
                sample = outcome_sample(worker->run(campaign, recorded ? &worker->record : nullptr));
            } catch (...) {
                worker->run = nullptr;  // its state may be broken
                chunk.totals.add_failure({campaign, message_of(std::current_exception())});
                continue;
            }
            chunk.totals.add(sample);
            if (recorded) options_.trajectories.format(chunk.text, worker->record);
        }
        idle_.give_back(std::move(worker));
        return chunk;
    }

    void collect(const ChunkResult& chunk) {
        if (!chunk.text.empty()) options_.trajectories.write(chunk.text);
        result_.totals.merge(chunk.totals);
        result_.done += chunk.count;
        if (options_.progress) options_.progress(result_.done);
    }

    const MakeRunner& make_runner_;
    const BatchOptions& options_;
    WorkerPool<Worker> idle_;
    ChunkRanges chunks_;
    BatchResult result_;
};

}  // namespace

BatchResult run_batch(const MakeRunner& make_runner, int war_rung, const BatchOptions& options) {
    ensure(options.threads >= 1, "a batch runs on at least one thread");
    Batch batch(make_runner, war_rung, options);
    return batch.run();
}

}  // namespace offramp
