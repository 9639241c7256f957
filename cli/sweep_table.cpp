// SPDX-License-Identifier: Apache-2.0
#include "cli/sweep_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "analysis/text_layout.hpp"
#include "cli/text_table.hpp"

namespace offramp::cli {
namespace {

std::string value_at_point(const std::optional<double>& value, const std::optional<std::uint64_t>& point) {
    return value && point ? fmt::format("{} at {}", number_text(*value), *point) : "-";
}

}  // namespace

std::string sweep_table(const SweepSummary& summary, std::span<const std::string> wanted, bool colour) {
    const std::vector<TableColumn> columns = {
        {"outcome"}, {"policy"}, {"mean", true}, {"lowest at point", true}, {"highest at point", true}};
    std::vector<TableRow> rows;
    for (std::size_t o = 0; o < summary.info.outcomes.size(); ++o) {
        const std::string& name = summary.info.outcomes[o].name;
        if (std::find(wanted.begin(), wanted.end(), name) == wanted.end()) continue;
        for (const PolicySpread& policy : summary.policies) {
            const OutcomeSpread& spread = policy.outcomes[o];
            rows.push_back({name, policy.name, spread.mean ? number_text(*spread.mean) : "-",
                            value_at_point(spread.lowest, spread.lowest_at),
                            value_at_point(spread.highest, spread.highest_at)});
        }
    }
    return text_table(columns, rows, colour);
}

}  // namespace offramp::cli
