#include "analysis/batch.hpp"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/global_control.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <exception>
#include <memory>

#include "engine/base/error.hpp"

namespace offramp {
namespace {

/// Campaigns simulated between two looks at the cancel token: some milliseconds, and few enough that the text
/// of the chunks in flight stays small.
constexpr std::uint64_t kChunk = 64;

/// Chunks in flight for each thread: enough to keep all busy while one chunk is late, few enough to bound
/// memory.
constexpr int kChunksPerThread = 4;

struct ChunkRange {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

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

std::string message_of(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& e) {
        return e.what();
    } catch (...) {
        return "unknown error";
    }
}

class Batch {
  public:
    Batch(const MakeRunner& make_runner, int war_rung, const BatchOptions& options)
        : make_runner_(make_runner), options_(options), result_{OutcomeTotals(war_rung), 0, false} {}

    BatchResult run() {
        using Chunk = std::shared_ptr<ChunkResult>;
        const auto tokens = static_cast<std::size_t>(options_.threads * kChunksPerThread);
        // Ordered ends and a parallel middle: chunks are handed out, and taken back, in campaign order.
        tbb::parallel_pipeline(
            tokens,
            tbb::make_filter<void, ChunkRange>(tbb::filter_mode::serial_in_order,
                                               [this](tbb::flow_control& flow) { return next(flow); }) &
                tbb::make_filter<ChunkRange, Chunk>(tbb::filter_mode::parallel,
                                                    [this](ChunkRange range) { return simulate(range); }) &
                tbb::make_filter<Chunk, void>(tbb::filter_mode::serial_in_order,
                                              [this](const Chunk& chunk) { collect(*chunk); }));
        result_.complete = result_.done == options_.count;
        return std::move(result_);
    }

  private:
    ChunkRange next(tbb::flow_control& flow) {
        if (handed_out_ == options_.count || options_.cancel.stop_requested()) {
            flow.stop();
            return {};
        }
        const std::uint64_t count = std::min(kChunk, options_.count - handed_out_);
        const std::uint64_t begin = options_.first + handed_out_;
        handed_out_ += count;
        return {begin, begin + count};
    }

    std::shared_ptr<ChunkResult> simulate(ChunkRange range) {
        auto chunk = std::make_shared<ChunkResult>(
            ChunkResult{OutcomeTotals(result_.totals.war_rung()), {}, range.end - range.begin});
        Worker& worker = workers_.local();
        for (std::uint64_t campaign = range.begin; campaign < range.end; ++campaign) {
            const bool recorded = campaign - options_.first < options_.trajectories.count;
            if (!worker.run) worker.run = make_runner_();
            OutcomeSample sample;
            try {
                sample = outcome_sample(worker.run(campaign, recorded ? &worker.record : nullptr));
            } catch (...) {
                worker.run = nullptr;  // its state may be broken
                chunk->totals.add_failure({campaign, message_of(std::current_exception())});
                continue;
            }
            chunk->totals.add(sample);
            if (recorded) options_.trajectories.format(chunk->text, worker.record);
        }
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
    tbb::enumerable_thread_specific<Worker> workers_;
    std::uint64_t handed_out_ = 0;
    BatchResult result_;
};

}  // namespace

BatchResult run_batch(const MakeRunner& make_runner, int war_rung, const BatchOptions& options) {
    ensure(options.threads >= 1, "a batch runs on at least one thread");
    // Without this, oneTBB starts no more threads than there are cores, whatever was asked for.
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                    static_cast<std::size_t>(options.threads));
    tbb::task_arena arena(options.threads);
    Batch batch(make_runner, war_rung, options);
    return arena.execute([&] { return batch.run(); });
}

}  // namespace offramp
