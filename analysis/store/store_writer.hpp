// SPDX-License-Identifier: Apache-2.0
// Writes the results of a sweep into its store.
#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "analysis/store/point_writer.hpp"
#include "analysis/sweep/sweep.hpp"
#include "analysis/writer_lock.hpp"

namespace offramp {

/// Part of a sweep: the points whose number leaves the remainder `index` when divided by `count`.
struct Shard {
    std::uint64_t index = 0;
    std::uint64_t count = 1;
    bool has(std::uint64_t point) const { return point % count == index; }
};

/// "2/3" for index 1 of 3; empty for the whole.
std::string to_string(const Shard& shard);

/// The only writer of its store. What commit() has returned for survives anything; what has not is as if it
/// had never been written.
class StoreWriter {
  public:
    /// Makes the store, or opens the one that is there to go on with it. Throws InputError where that holds
    /// another sweep, another shard or another version's results; RuntimeFailure where it is damaged, in use
    /// or not writable. Every point that is there is read, so that none is taken for finished that is
    /// damaged.
    StoreWriter(const std::filesystem::path& file, const Sweep& sweep, const Shard& shard);

    /// Points that are in the store, committed.
    const std::set<std::uint64_t>& finished() const { return finished_; }

    void write(const PointResult& result);
    void write(const TrajectoryText& trajectory);
    void commit();

    Database& database() { return database_; }

  private:
    void begin();

    WriterLock lock_;
    Database database_;
    StoreInfo info_;
    PointWriter points_;
    std::set<std::uint64_t> finished_;
    std::vector<std::uint64_t> pending_;  // written since the last commit
    bool in_transaction_ = false;
};

}  // namespace offramp
