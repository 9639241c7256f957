#include "analysis/batch.hpp"

#include <algorithm>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "analysis/ordered_pipeline.hpp"
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
        ordered_pipeline(
            options_.threads, options_.threads * kChunksPerThread, [this] { return next(); },
            [this](ChunkRange range) { return simulate(range); },
            [this](const ChunkResult& chunk) { collect(chunk); });
        result_.complete = result_.done == options_.count;
        return std::move(result_);
    }

  private:
    std::optional<ChunkRange> next() {
        if (handed_out_ == options_.count || options_.cancel.stop_requested()) return std::nullopt;
        const std::uint64_t count = std::min(kChunk, options_.count - handed_out_);
        const std::uint64_t begin = options_.first + handed_out_;
        handed_out_ += count;
        return ChunkRange{begin, begin + count};
    }

    ChunkResult simulate(ChunkRange range) {
        ChunkResult chunk{OutcomeTotals(result_.totals.war_rung()), {}, range.end - range.begin};
        std::unique_ptr<Worker> worker = borrow();
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
        give_back(std::move(worker));
        return chunk;
    }

    // As many workers come to life as chunks are worked on at once; each is used by one thread at a time.
    std::unique_ptr<Worker> borrow() {
        const std::lock_guard lock(idle_mutex_);
        if (idle_.empty()) return std::make_unique<Worker>();
        std::unique_ptr<Worker> worker = std::move(idle_.back());
        idle_.pop_back();
        return worker;
    }

    void give_back(std::unique_ptr<Worker> worker) {
        const std::lock_guard lock(idle_mutex_);
        idle_.push_back(std::move(worker));
    }

    void collect(const ChunkResult& chunk) {
        if (!chunk.text.empty()) options_.trajectories.write(chunk.text);
        result_.totals.merge(chunk.totals);
        result_.done += chunk.count;
        if (options_.progress) options_.progress(result_.done);
    }

    const MakeRunner& make_runner_;
    const BatchOptions& options_;
    std::mutex idle_mutex_;  // taken twice a chunk
    std::vector<std::unique_ptr<Worker>> idle_;
    std::uint64_t handed_out_ = 0;
    BatchResult result_;
};

}  // namespace

BatchResult run_batch(const MakeRunner& make_runner, int war_rung, const BatchOptions& options) {
    ensure(options.threads >= 1, "a batch runs on at least one thread");
    Batch batch(make_runner, war_rung, options);
    return batch.run();
}

}  // namespace offramp
