// SPDX-License-Identifier: Apache-2.0
#include "analysis/store/background_writer.hpp"

#include <chrono>

namespace offramp {
namespace {

constexpr std::size_t kMostWaiting = 256;
constexpr auto kLongestOpen = std::chrono::milliseconds(100);

}  // namespace

BackgroundWriter::BackgroundWriter(StoreWriter& store)
    : store_(store), committed_(store.finished().size()), thread_([this] { run(); }) {}

BackgroundWriter::~BackgroundWriter() {
    stop(true);
}

void BackgroundWriter::stop(bool drops_rest) {
    {
        const std::lock_guard lock(mutex_);
        dropped_ = drops_rest && !finishing_;
        finishing_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void BackgroundWriter::add(PointItem item) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_.size() < kMostWaiting || error_; });
    if (error_) std::rethrow_exception(error_);
    waiting_.push_back(std::move(item));
    changed_.notify_all();
}

void BackgroundWriter::finish() {
    stop(false);
    if (error_) std::rethrow_exception(error_);
}

std::uint64_t BackgroundWriter::committed() const {
    const std::lock_guard lock(mutex_);
    return committed_;
}

void BackgroundWriter::write_all(std::deque<PointItem>& items) {
    for (PointItem& item : items) std::visit([&](const auto& result) { store_.write(result); }, item);
    items.clear();
}

void BackgroundWriter::run() {
    using Clock = std::chrono::steady_clock;
    std::unique_lock lock(mutex_);
    Clock::time_point opened{};
    bool open = false;
    try {
        for (;;) {
            const auto due = [&] { return !waiting_.empty() || finishing_; };
            if (open) {
                changed_.wait_until(lock, opened + kLongestOpen, due);
            } else {
                changed_.wait(lock, due);
            }
            if (dropped_) return;
            std::deque<PointItem> items = std::move(waiting_);
            waiting_.clear();
            const bool last = finishing_ && items.empty();
            lock.unlock();
            changed_.notify_all();
            if (!items.empty() && !open) {
                open = true;
                opened = Clock::now();
            }
            write_all(items);
            const bool commits = open && (last || Clock::now() - opened >= kLongestOpen);
            if (commits) store_.commit();
            lock.lock();
            if (commits) {
                open = false;
                committed_ = store_.finished().size();
            }
            if (last) return;
        }
    } catch (...) {
        if (!lock.owns_lock()) lock.lock();
        error_ = std::current_exception();
        changed_.notify_all();
    }
}

}  // namespace offramp
