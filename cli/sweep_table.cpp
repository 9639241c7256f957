#include "cli/sweep_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "analysis/text_layout.hpp"

namespace offramp::cli {
namespace {

std::string value_at_point(const std::optional<double>& value, const std::optional<std::uint64_t>& point) {
    return value ? fmt::format("{} at {}", number_text(*value), *point) : "-";
}

}  // namespace

std::string sweep_table(const SweepSummary& summary, std::span<const std::string> wanted) {
    using Row = std::array<std::string, 5>;
    std::vector<Row> rows = {{"outcome", "policy", "mean", "lowest at point", "highest at point"}};
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
    std::array<int, 5> widths{};
    for (const Row& row : rows) {
        for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], display_width(row[c]));
    }
    std::string text;
    for (const Row& row : rows) {
        std::string line;
        for (std::size_t c = 0; c < row.size(); ++c)
            line +=
                (c == 0 ? "" : "  ") + (c < 2 ? padded(row[c], widths[c]) : padded_left(row[c], widths[c]));
        text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
    }
    return text;
}

}  // namespace offramp::cli
