// SPDX-License-Identifier: Apache-2.0
// Writes the results of a sweep into its store.
#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "analysis/interval.hpp"
#include "analysis/outcome_totals.hpp"
#include "analysis/store/database.hpp"
#include "analysis/store/writer_lock.hpp"
#include "analysis/sweep/sweep.hpp"

namespace offramp {

/// Part of a sweep: the points whose number leaves the remainder `index` when divided by `count`.
struct Shard {
    std::uint64_t index = 0;
    std::uint64_t count = 1;
    bool has(std::uint64_t point) const { return point % count == index; }
};

/// "2/3" for index 1 of 3; empty for the whole.
std::string to_string(const Shard& shard);

struct PolicyResult {
    std::size_t policy = 0;
    std::string hash;  ///< of the scenario with policy and factors
    OutcomeTotals totals;
    std::vector<Estimate> estimates;  ///< of the outcomes that the sweep keeps
};

struct PolicyDifference {
    std::size_t policy = 0;
    std::size_t outcome = 0;  ///< place among those that the sweep keeps
    Estimate difference;      ///< from the first policy
};

struct PointResult {
    std::uint64_t point = 0;
    std::vector<FactorValue> settings;
    std::vector<PolicyResult> policies;
    std::vector<PolicyDifference> differences;
};

struct TrajectoryText {
    std::uint64_t point = 0;
    std::size_t policy = 0;
    std::uint64_t campaign = 0;
    std::string events;  ///< JSON lines
};

/// The only writer of its store. What commit() has returned for survives anything; what has not is as if it
/// had never been written.
class StoreWriter {
  public:
    /// Makes the store, or opens the one that is there to go on with it. Throws InputError where that holds
    /// another sweep, another shard or another version's results; RuntimeFailure where it is damaged, in use
    /// or not writable.
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
    std::set<std::uint64_t> finished_;
    std::vector<std::uint64_t> pending_;  // written since the last commit
    bool in_transaction_ = false;
    Statement insert_point_, insert_setting_, insert_result_, insert_failure_, insert_estimate_,
        insert_difference_, insert_trajectory_;
};

}  // namespace offramp
