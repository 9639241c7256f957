// SPDX-License-Identifier: Apache-2.0
// Writes to a store on a thread of its own, so that no simulation waits for the disk.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

#include "analysis/store/store_writer.hpp"

namespace offramp {

/// Takes results in any order and commits several at once, at least every tenth of a second while there are
/// any.
class BackgroundWriter {
  public:
    explicit BackgroundWriter(StoreWriter& store);
    ~BackgroundWriter();  ///< drops what is not written yet, unless finish() was called
    BackgroundWriter(const BackgroundWriter&) = delete;
    BackgroundWriter& operator=(const BackgroundWriter&) = delete;
    BackgroundWriter(BackgroundWriter&&) = delete;
    BackgroundWriter& operator=(BackgroundWriter&&) = delete;

    /// Waits only where the disk is so far behind that memory would grow. Throws what the writing threw.
    void add(PointItem item);

    /// Waits until all is committed. Throws what the writing threw.
    void finish();

    std::uint64_t committed() const;  ///< points that the store holds

  private:
    void run();
    void stop(bool drops_rest);
    void write_all(std::deque<PointItem>& items);

    StoreWriter& store_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<PointItem> waiting_;
    std::exception_ptr error_;
    std::uint64_t committed_ = 0;
    bool finishing_ = false;
    bool dropped_ = false;
    std::thread thread_;
};

}  // namespace offramp
