#include "analysis/batch.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "engine/base/error.hpp"

namespace offramp {
namespace {

/// Campaigns simulated between two looks at the cancel token: some milliseconds, and few enough that the text
/// of the chunks in flight stays small.
constexpr std::uint64_t kChunk = 64;

/// Chunks in the window for each thread: enough to keep all busy while one chunk is late, few enough to bound
/// memory.
constexpr std::size_t kChunksPerThread = 4;

/// What a chunk came to, waiting for those before it.
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

/// Threads take chunks in order and work on them side by side. Finished chunks wait in a window of fixed size
/// until those before them have been collected, so that what comes out, and the memory it takes, depend on
/// nobody's timing. One thread collects at a time, whichever finished the chunk that was waited for.
class Batch {
  public:
    Batch(const MakeRunner& make_runner, int war_rung, const BatchOptions& options)
        : make_runner_(make_runner),
          options_(options),
          war_rung_(war_rung),
          chunks_((options.count + kChunk - 1) / kChunk),
          window_(static_cast<std::size_t>(options.threads) * kChunksPerThread),
          result_{OutcomeTotals(war_rung), 0, false} {}

    BatchResult run() {
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < options_.threads; ++i) threads.emplace_back([this] { work(); });
        }
        if (error_) std::rethrow_exception(error_);
        result_.complete = result_.done == options_.count;
        return std::move(result_);
    }

  private:
    void work() {
        try {
            Worker worker;
            while (const auto chunk = next_chunk()) finish(*chunk, simulate(worker, *chunk));
        } catch (...) {
            const std::scoped_lock lock(mutex_);
            if (!error_) error_ = std::current_exception();
            room_.notify_all();
        }
    }

    std::optional<std::uint64_t> next_chunk() {
        std::unique_lock lock(mutex_);
        const auto over = [this] { return error_ || taken_ == chunks_ || options_.cancel.stop_requested(); };
        room_.wait(lock, [&] { return over() || taken_ < collected_ + window_.size(); });
        if (over()) return std::nullopt;
        return taken_++;
    }

    ChunkResult simulate(Worker& worker, std::uint64_t chunk) {
        const std::uint64_t begin = chunk * kChunk;
        const std::uint64_t count = std::min(kChunk, options_.count - begin);
        ChunkResult result{OutcomeTotals(war_rung_), {}, count};
        for (std::uint64_t i = begin; i < begin + count; ++i) {
            const std::uint64_t campaign = options_.first + i;
            const bool recorded = i < options_.trajectories.count;
            if (!worker.run) worker.run = make_runner_();
            OutcomeSample sample;
            try {
                sample = outcome_sample(worker.run(campaign, recorded ? &worker.record : nullptr));
            } catch (...) {
                worker.run = nullptr;  // its state may be broken
                result.totals.add_failure({campaign, message_of(std::current_exception())});
                continue;
            }
            result.totals.add(sample);
            if (recorded) options_.trajectories.format(result.text, worker.record);
        }
        return result;
    }

    void finish(std::uint64_t chunk, ChunkResult result) {
        std::unique_lock lock(mutex_);
        slot(chunk) = std::move(result);
        if (collecting_) return;
        collecting_ = true;  // and stays so where collecting throws: the batch is over then
        while (slot(collected_)) {
            const ChunkResult next = *std::exchange(slot(collected_), std::nullopt);
            lock.unlock();
            collect(next);
            lock.lock();
            ++collected_;
            room_.notify_all();
        }
        collecting_ = false;
    }

    void collect(const ChunkResult& chunk) {
        if (!chunk.text.empty()) options_.trajectories.write(chunk.text);
        result_.totals.merge(chunk.totals);
        result_.done += chunk.count;
        if (options_.progress) options_.progress(result_.done);
    }

    std::optional<ChunkResult>& slot(std::uint64_t chunk) { return window_[chunk % window_.size()]; }

    const MakeRunner& make_runner_;
    const BatchOptions& options_;
    const int war_rung_;
    const std::uint64_t chunks_;

    std::mutex mutex_;              // guards the members up to error_
    std::condition_variable room_;  // in the window, or the end
    std::uint64_t taken_ = 0;
    std::uint64_t collected_ = 0;
    std::vector<std::optional<ChunkResult>> window_;
    bool collecting_ = false;
    std::exception_ptr error_;

    BatchResult result_;  // of whoever collects
};

}  // namespace

BatchResult run_batch(const MakeRunner& make_runner, int war_rung, const BatchOptions& options) {
    ensure(options.threads >= 1, "a batch runs on at least one thread");
    return Batch(make_runner, war_rung, options).run();
}

}  // namespace offramp
