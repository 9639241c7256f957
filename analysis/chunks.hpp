// What batches share: a range of campaigns cut into chunks, and the working memory of the threads.
#pragma once

#include <algorithm>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace offramp {

/// Campaigns simulated between two looks at the cancel token: some milliseconds, and few enough that the text
/// of the chunks in flight stays small.
inline constexpr std::uint64_t kChunk = 64;

/// Chunks in flight for each thread: enough to keep all busy while one chunk is late, few enough to bound
/// memory.
inline constexpr int kChunksPerThread = 4;

struct ChunkRange {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

/// Hands out the campaigns `first`, ..., `first + count - 1`, chunk by chunk, until cancelled.
class ChunkRanges {
  public:
    ChunkRanges(std::uint64_t first, std::uint64_t count) : next_(first), end_(first + count) {}

    std::optional<ChunkRange> next(const std::stop_token& cancel) {
        if (next_ == end_ || cancel.stop_requested()) return std::nullopt;
        const std::uint64_t begin = next_;
        next_ += std::min(kChunk, end_ - next_);
        return ChunkRange{begin, next_};
    }

  private:
    std::uint64_t next_;
    std::uint64_t end_;
};

/// As many workers come to life as chunks are worked on at once; each is used by one thread at a time.
template <class Worker>
class WorkerPool {
  public:
    explicit WorkerPool(std::function<std::unique_ptr<Worker>()> make = std::make_unique<Worker>)
        : make_(std::move(make)) {}

    std::unique_ptr<Worker> borrow() {
        const std::lock_guard lock(mutex_);
        if (idle_.empty()) return make_();
        std::unique_ptr<Worker> worker = std::move(idle_.back());
        idle_.pop_back();
        return worker;
    }

    void give_back(std::unique_ptr<Worker> worker) {
        const std::lock_guard lock(mutex_);
        idle_.push_back(std::move(worker));
    }

  private:
    std::function<std::unique_ptr<Worker>()> make_;
    std::mutex mutex_;  // taken twice a chunk
    std::vector<std::unique_ptr<Worker>> idle_;
};

inline std::string message_of(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& e) {
        return e.what();
    } catch (...) {
        return "unknown error";
    }
}

}  // namespace offramp
