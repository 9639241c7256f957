// SPDX-License-Identifier: Apache-2.0
// Reads what a sweep left in its store, and nothing that does not have its checksum.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "analysis/outcome_totals.hpp"
#include "analysis/store/stored_point.hpp"

namespace offramp {

/// What is damaged throws RuntimeFailure, which names it, when it is read.
class StoreReader {
  public:
    /// Throws as open_store() does, and where what the store says of its sweep is damaged.
    explicit StoreReader(const std::filesystem::path& file);

    const StoreInfo& info() const { return info_; }
    const std::filesystem::path& file() const { return database_.file(); }

    /// Numbers of the finished points, in order.
    std::vector<std::uint64_t> finished() const { return finished_points_in(database_); }

    /// A finished point; all of them, in order.
    StoredPoint point(std::uint64_t number) const;
    std::vector<StoredPoint> points() const;
    void each_point(const std::function<void(const StoredPoint&)>& take) const;

    /// The events of the trajectories that were kept of finished points, by point, policy and campaign.
    void each_event(const PointReader::TakeEvent& take) const;

    /// The mergeable totals behind a result.
    OutcomeTotals totals(std::uint64_t point, std::size_t policy) const;

  private:
    Database database_;
    StoreInfo info_;
};

}  // namespace offramp
