// SPDX-License-Identifier: Apache-2.0
// The driver of all batches: a range of numbers is cut into chunks, several threads work on these, and what
// comes of them is collected in order. The result does not depend on how many threads, or on their timing.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

#include "analysis/ordered_pipeline.hpp"
#include "engine/base/error.hpp"

namespace offramp {

/// Campaigns that a thread takes at a time: some milliseconds, and few enough that the text of the chunks in
/// flight stays small.
inline constexpr std::uint64_t kChunk = 64;

struct BatchOptions {
    std::uint64_t first = 0;  ///< number of the first campaign (or of what else the batch is made of)
    std::uint64_t count = 0;  ///< how many
    int threads = 1;
    std::stop_token cancel = {};  ///< when stopped, what is running is finished and nothing more is started;
                                  ///< looked at between two campaigns too (reduce_batch)
    std::function<void(std::uint64_t done)> progress = {};  ///< called after each chunk, never twice at once
    std::uint64_t chunk = kChunk;                           ///< how many one thread takes at a time
};

/// Progress of a part of the work, `before` of which is done when it begins; none where there is none.
template <class Count>
std::function<void(Count)> counting_from(Count before, const std::function<void(Count)>& progress) {
    if (!progress) return {};
    return [before, progress](Count done) { progress(before + done); };
}

struct ChunkRange {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

/// Returns how many were done, of the first in the range: fewer than there are where it was cancelled. What
/// one of the functions throws ends the batch and comes out of here.
/// @param make_worker  () -> Worker, the memory of one thread; called from several threads at once
/// @param work         (Worker&, ChunkRange) -> Part, on several threads
/// @param collect      (Part&) -> void, in order and never twice at once
template <class MakeWorker, class Work, class Collect>
std::uint64_t run_chunks(const BatchOptions& options, MakeWorker make_worker, Work work, Collect collect) {
    using Worker = decltype(make_worker());
    struct Chunk {
        decltype(work(std::declval<Worker&>(), ChunkRange{})) part;
        std::uint64_t count = 0;
    };
    // Enough in flight to keep all threads busy while one chunk is late, few enough to bound memory.
    constexpr int kChunksPerThread = 4;
    ensure(options.threads >= 1, "a batch runs on at least one thread");
    std::uint64_t next = options.first;
    const std::uint64_t end = options.first + options.count;
    std::uint64_t done = 0;
    std::mutex mutex;  // taken twice a chunk
    std::vector<std::unique_ptr<Worker>> idle;
    const auto borrow = [&] {
        std::unique_lock lock(mutex);
        if (!idle.empty()) {
            std::unique_ptr<Worker> worker = std::move(idle.back());
            idle.pop_back();
            return worker;
        }
        lock.unlock();
        return std::unique_ptr<Worker>(new Worker(make_worker()));  // which need not be movable
    };
    ordered_pipeline(
        options.threads, options.threads * kChunksPerThread,
        [&]() -> std::optional<ChunkRange> {
            if (next == end || options.cancel.stop_requested()) return std::nullopt;
            const std::uint64_t begin = next;
            next += std::min(options.chunk, end - next);
            return ChunkRange{begin, next};
        },
        [&](ChunkRange range) {
            std::unique_ptr<Worker> worker = borrow();
            Chunk chunk{work(*worker, range), range.end - range.begin};
            const std::lock_guard lock(mutex);
            idle.push_back(std::move(worker));
            return chunk;
        },
        [&](Chunk& chunk) {
            collect(chunk.part);
            done += chunk.count;
            if (options.progress) options.progress(done);
        });
    return done;
}

template <class Totals>
struct BatchResult {
    Totals totals;
    std::uint64_t done = 0;  ///< the first `done` of the range, failed ones included
    bool complete = false;   ///< false: cancelled
};

/// Reduces the range to a value that merges: each chunk to a copy of `empty`, and these in order to one.
/// @param add  (Worker&, std::uint64_t number, Totals&) -> void, on several threads
template <class Totals, class MakeWorker, class Add>
BatchResult<Totals> reduce_batch(const BatchOptions& options, const Totals& empty, MakeWorker make_worker,
                                 Add add) {
    struct Part {
        Totals totals;
        std::uint64_t done = 0;
        bool cut_short = false;
    };
    BatchResult<Totals> result{empty};
    bool cut_short = false;
    BatchOptions chunks = options;
    chunks.progress = {};  // which is about what counts
    run_chunks(
        chunks, make_worker,
        [&](auto& worker, ChunkRange range) {
            Part part{empty};
            for (std::uint64_t number = range.begin; number < range.end; ++number) {
                part.cut_short = options.cancel.stop_requested();
                if (part.cut_short) break;
                add(worker, number, part.totals);
                ++part.done;
            }
            return part;
        },
        [&](Part& part) {
            if (cut_short) return;  // what comes after a gap does not count
            result.totals.merge(part.totals);
            result.done += part.done;
            cut_short = part.cut_short;
            if (options.progress) options.progress(result.done);
        });
    result.complete = result.done == options.count;
    return result;
}

}  // namespace offramp
