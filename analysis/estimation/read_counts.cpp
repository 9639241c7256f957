// SPDX-License-Identifier: Apache-2.0
#include "analysis/estimation/read_counts.hpp"

#include <fmt/format.h>

#include <limits>

namespace offramp {

std::uint64_t CountRows::count(CsvRow& row) {
    return static_cast<std::uint64_t>(row.required_count("count", 0, std::numeric_limits<int>::max()));
}

bool CountRows::is_new(CsvRow& row, std::size_t situation, std::size_t alternative) {
    const auto [found, is_new] = lines_.try_emplace({situation, alternative}, row.where().line);
    if (!is_new)
        row.problem("action", fmt::format("was counted in line {} already", found->second),
                    "add the two counts up");
    return is_new;
}

}  // namespace offramp
