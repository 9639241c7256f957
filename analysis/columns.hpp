// SPDX-License-Identifier: Apache-2.0
// Tables in columns, for programs that hand them on as they lie in memory.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace offramp {

/// A truth value in a row, 0 or 1: unlike those of std::vector<bool>, rows can be written side by side.
enum class Truth : std::uint8_t { kFalse, kTrue };

/// Names of which there are few, by their place in `names`; -1: none.
struct Categories {
    std::vector<std::int32_t> codes;
    std::vector<std::string> names;
};

/// Of numbers that may be missing, NaN where there is none.
using ColumnValues = std::variant<std::vector<double>, std::vector<std::int32_t>, std::vector<std::uint64_t>,
                                  std::vector<Truth>, Categories>;

struct Column {
    std::string name;
    ColumnValues values;
};

/// Columns of one length.
using Columns = std::vector<Column>;

}  // namespace offramp
