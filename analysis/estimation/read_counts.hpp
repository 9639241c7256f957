// SPDX-License-Identifier: Apache-2.0
// The rows of a table of counts.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "analysis/history/csv_table.hpp"

namespace offramp {

/// Counts in the column `count`, and which of them were read before.
class CountRows {
  public:
    /// A whole number from 0 on; 0 after a problem.
    static std::uint64_t count(CsvRow& row);

    /// False, with a problem, where the same alternative of the same situation was counted in an earlier row.
    bool is_new(CsvRow& row, std::size_t situation, std::size_t alternative);

  private:
    std::map<std::pair<std::size_t, std::size_t>, int> lines_;
};

}  // namespace offramp
