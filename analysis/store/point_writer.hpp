// SPDX-License-Identifier: Apache-2.0
// The rows of a point, and the checksum over them.
#pragma once

#include "analysis/store/point_result.hpp"
#include "analysis/store/stored_point.hpp"

namespace offramp {

/// Writes within the caller's transaction.
class PointWriter {
  public:
    /// Both outlive the writer.
    PointWriter(Database& database, const StoreInfo& info);

    void write(const PointResult& result);
    void write(const TrajectoryText& trajectory);

  private:
    PointReader reader_;  // for the checksum of what was written
    Statement point_, setting_, result_, failure_, estimate_, difference_, trajectory_;
};

}  // namespace offramp
