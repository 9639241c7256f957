// SPDX-License-Identifier: Apache-2.0
// Work on several threads between two ordered ends.
#pragma once

#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace offramp {

/// What the threads of a pipeline share. On plain threads, since what oneTBB does where the system gives no
/// further thread is to end the program.
template <class Next, class Work, class Collect>
class OrderedPipeline {
  public:
    OrderedPipeline(int in_flight, Next& next, Work& work, Collect& collect)
        : in_flight_(in_flight), next_(next), work_(work), collect_(collect) {}

    /// Works until there is nothing left to begin; on each of the threads.
    void run() {
        std::unique_lock lock(mutex_);
        for (;;) {
            room_.wait(lock, [&] { return finished_ || error_ || begun_ - collected_ < in_flight_; });
            if (finished_ || error_) return;
            guarded([&] { do_one(lock); });
        }
    }

    void finish() const {
        if (error_) std::rethrow_exception(error_);
    }

  private:
    using Item = typename decltype(std::declval<Next&>()())::value_type;
    using Result = decltype(std::declval<Work&>()(std::declval<Item>()));

    void do_one(std::unique_lock<std::mutex>& lock) {
        std::optional<Item> item = next_();
        if (!item) {
            finished_ = true;
            room_.notify_all();
            return;
        }
        const long number = begun_++;
        const auto unlocked = [&](auto step) {
            lock.unlock();
            try {
                step();
            } catch (...) {
                lock.lock();
                throw;
            }
            lock.lock();
        };
        std::optional<Result> result;
        unlocked([&] { result.emplace(work_(std::move(item.value()))); });
        // NOLINTBEGIN(bugprone-unchecked-optional-access)
        waiting_.emplace(number, std::move(result.value()));
        // NOLINTEND(bugprone-unchecked-optional-access)
        if (collecting_) return;  // whoever is at it takes this one too
        collecting_ = true;
        while (!error_ && !waiting_.empty() && waiting_.begin()->first == collected_) {
            auto first = waiting_.extract(waiting_.begin());
            unlocked([&] { collect_(first.mapped()); });
            ++collected_;
            room_.notify_all();
        }
        collecting_ = false;
    }

    /// What is thrown first ends the work of all.
    void guarded(auto step) {
        try {
            step();
        } catch (...) {
            if (!error_) error_ = std::current_exception();
            room_.notify_all();
        }
    }

    const long in_flight_;
    Next& next_;
    Work& work_;
    Collect& collect_;
    std::mutex mutex_;  // held but for `work` and `collect`
    std::condition_variable room_;
    std::map<long, Result> waiting_;  // results by number, until those before them have been collected
    long begun_ = 0;
    long collected_ = 0;
    bool collecting_ = false;
    bool finished_ = false;
    std::exception_ptr error_;
};

/// Calls `next` until it gives nothing, `work` on what it gave, and `collect` on each result. `next` and
/// `collect` run in order and never twice at once, `work` on up to `threads` threads, fewer where the system
/// gives no more, with at most `in_flight` results waiting. What one of them throws ends the work and comes
/// out of here.
/// @param next     () -> std::optional<Item>
/// @param work     (Item) -> Result
/// @param collect  (Result&) -> void
template <class Next, class Work, class Collect>
void ordered_pipeline(int threads, int in_flight, Next next, Work work, Collect collect) {
    OrderedPipeline pipeline(in_flight, next, work, collect);
    {
        std::vector<std::jthread> helpers;
        helpers.reserve(static_cast<std::size_t>(threads));
        try {
            while (static_cast<int>(helpers.size()) + 1 < threads)
                helpers.emplace_back([&] { pipeline.run(); });
        } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): no further thread, or no memory
                                           // for one: this thread and those that are there do it all
        }
        pipeline.run();
    }
    pipeline.finish();
}

}  // namespace offramp
