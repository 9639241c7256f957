// SPDX-License-Identifier: Apache-2.0
#include "cli/text_table.hpp"

#include <algorithm>

#include "analysis/text_layout.hpp"

namespace offramp::cli {

std::string text_table(const std::vector<TableColumn>& columns, const std::vector<TableRow>& rows,
                       bool colour) {
    std::vector<int> widths;
    for (std::size_t c = 0; c < columns.size(); ++c) {
        int width = display_width(columns[c].heading);
        for (const TableRow& row : rows) width = std::max(width, display_width(row[c]));
        widths.push_back(width);
    }
    const auto line = [&](auto cell_at) {
        std::string text;
        for (std::size_t c = 0; c < columns.size(); ++c) {
            if (widths[c] == 0) continue;
            const std::string& cell = cell_at(c);
            if (!text.empty()) text += "  ";
            text += columns[c].to_the_right ? padded_left(cell, widths[c]) : padded(cell, widths[c]);
        }
        text.erase(text.find_last_not_of(' ') + 1);
        return text;
    };
    std::string out = inked(line([&](std::size_t c) -> const std::string& { return columns[c].heading; }),
                            Ink::kBold, colour) +
                      '\n';
    for (const TableRow& row : rows)
        out += line([&](std::size_t c) -> const std::string& { return row[c]; }) + '\n';
    return out;
}

}  // namespace offramp::cli
