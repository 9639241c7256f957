// SPDX-License-Identifier: Apache-2.0
#include "analysis/outcome_direction.hpp"

#include "analysis/outcome_table.hpp"

namespace offramp {

std::optional<Better> better_direction(std::string_view outcome) {
    for (const OutcomeRow& row : kOutcomes) {
        const std::size_t common = row.name.find("{}");  // what follows is an actor or a rung
        if (outcome == row.name ||
            (common != row.name.npos && outcome.starts_with(row.name.substr(0, common))))
            return row.better;
    }
    return std::nullopt;
}

}  // namespace offramp
