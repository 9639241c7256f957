// SPDX-License-Identifier: Apache-2.0
// Work on several threads between two ordered ends.
#pragma once

#if defined(__SANITIZE_THREAD__)
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>
#else
#include <tbb/global_control.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#endif

namespace offramp {

#if defined(__SANITIZE_THREAD__)

// The thread sanitizer sees no synchronisation inside oneTBB's shared library and reports races where there
// are none. Under it the same three stages run on plain threads, so that what they share is still checked.
template <class Next, class Work, class Collect>
void ordered_pipeline(int threads, int in_flight, Next next, Work work, Collect collect) {
    using Item = typename decltype(next())::value_type;
    using Result = decltype(work(std::declval<Item>()));
    std::mutex mutex;
    std::condition_variable room;
    std::map<long, Result> waiting;
    std::exception_ptr error;
    long handed_out = 0;
    long collected = 0;
    bool finished = false;

    const auto run = [&] {
        std::unique_lock lock(mutex);
        while (!finished && !error) {
            if (handed_out - collected >= in_flight) {
                room.wait(lock);
                continue;
            }
            std::optional<Item> item = next();
            if (!item) {
                finished = true;
                break;
            }
            const long number = handed_out++;
            lock.unlock();
            std::optional<Result> result;
            std::exception_ptr failed;
            try {
                result = work(std::move(*item));
            } catch (...) {
                failed = std::current_exception();
            }
            lock.lock();
            try {
                if (failed) std::rethrow_exception(failed);
                waiting.emplace(number, std::move(*result));
                while (!error && !waiting.empty() && waiting.begin()->first == collected) {
                    collect(waiting.begin()->second);
                    waiting.erase(waiting.begin());
                    ++collected;
                }
            } catch (...) {
                if (!error) error = std::current_exception();
            }
            room.notify_all();
        }
        room.notify_all();
    };
    {
        std::vector<std::jthread> pool;
        for (int k = 0; k < threads; ++k) pool.emplace_back(run);
    }
    if (error) std::rethrow_exception(error);
}

#else

/// Calls `next` until it gives nothing, `work` on what it gave, and `collect` on each result. `next` and
/// `collect` run in order and never twice at once, `work` on up to `threads` threads, with at most
/// `in_flight` results waiting. What one of them throws ends the work and comes out of here.
/// @param next     () -> std::optional<Item>
/// @param work     (Item) -> Result
/// @param collect  (Result&) -> void
template <class Next, class Work, class Collect>
void ordered_pipeline(int threads, int in_flight, Next next, Work work, Collect collect) {
    using Item = typename decltype(next())::value_type;
    using Result = decltype(work(std::declval<Item>()));
    using Box =
        std::shared_ptr<std::optional<Result> >;  // results may be large, and oneTBB copies what it hands on

    // oneTBB leaks what is in flight when a stage throws, so none does: after the first error what is left
    // runs out.
    std::mutex error_mutex;
    std::exception_ptr error;
    std::atomic<bool> failed = false;
    const auto guarded = [&](auto stage) {
        if (failed) return;
        try {
            stage();
        } catch (...) {
            const std::lock_guard lock(error_mutex);
            if (!error) error = std::current_exception();
            failed = true;
        }
    };

    // Without this, oneTBB starts no more threads than there are cores, whatever was asked for.
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                    static_cast<std::size_t>(threads));
    tbb::task_arena arena(threads);
    arena.execute([&] {
        tbb::parallel_pipeline(
            static_cast<std::size_t>(in_flight),
            tbb::make_filter<void, Item>(tbb::filter_mode::serial_in_order, [&](tbb::flow_control& flow) {
                std::optional<Item> item;
                guarded([&] { item = next(); });
                if (!item) flow.stop();
                return item.value_or(Item{});
            }) & tbb::make_filter<Item, Box>(tbb::filter_mode::parallel, [&](Item item) {
                auto box = std::make_shared<std::optional<Result> >();
                guarded([&] { *box = work(item); });
                return box;
            }) & tbb::make_filter<Box, void>(tbb::filter_mode::serial_in_order, [&](const Box& box) {
                if (*box) guarded([&] { collect(**box); });
            }));
    });
    if (error) std::rethrow_exception(error);
}

#endif

}  // namespace offramp
