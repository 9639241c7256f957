// SPDX-License-Identifier: Apache-2.0
// A checksum over rows of a store.
#pragma once

#include <cstdint>
#include <string>

#include "analysis/store/database.hpp"

namespace offramp {

/// Of the rows added to it: their order, columns, types and values.
class RowDigest {
  public:
    void add(const Statement& row);
    std::int64_t value() const;  ///< as an integer of SQL

  private:
    std::uint64_t sum_ = 0;
    std::string bytes_;  // of a row
};

}  // namespace offramp
