// SPDX-License-Identifier: Apache-2.0
#include "cli/text_table.hpp"

#include <algorithm>

#include "analysis/text_layout.hpp"
#include "cli/terminal.hpp"
#include "engine/trajectory/csv.hpp"

namespace offramp::cli {
namespace {

std::string csv_table(const std::vector<TableColumn>& columns, const std::vector<TableRow>& rows) {
    std::string out;
    const auto add = [&](const auto& cell_at) {
        out += kRowMark;
        for (std::size_t c = 0; c < columns.size(); ++c) {
            if (c > 0) out += ',';
            append_csv_field(out, cell_at(c));
        }
        out += '\n';
    };
    add([&](std::size_t c) -> const std::string& { return columns[c].heading; });
    for (const TableRow& row : rows) add([&](std::size_t c) -> const std::string& { return row[c]; });
    return out;
}

std::string markdown_cell(const std::string& text) {
    std::string cell;
    for (const char c : text) cell += c == '|' ? "\\|" : std::string(1, c);
    return cell;
}

std::string markdown_table(const std::vector<TableColumn>& columns, const std::vector<TableRow>& rows,
                           const std::vector<int>& widths) {
    std::string out = "\n";
    const auto add = [&](const auto& cell_at) {
        out += '|';
        for (std::size_t c = 0; c < columns.size(); ++c) {
            if (widths[c] > 0) out += ' ' + cell_at(c) + " |";
        }
        out += '\n';
    };
    add([&](std::size_t c) { return markdown_cell(columns[c].heading); });
    add([&](std::size_t c) { return std::string(columns[c].to_the_right ? "---:" : "---"); });
    for (const TableRow& row : rows) add([&](std::size_t c) { return markdown_cell(row[c]); });
    return out + '\n';
}

}  // namespace

std::string text_table(const std::vector<TableColumn>& columns, const std::vector<TableRow>& rows,
                       bool colour) {
    std::vector<int> widths;
    for (std::size_t c = 0; c < columns.size(); ++c) {
        int width = display_width(columns[c].heading);
        for (const TableRow& row : rows) width = std::max(width, display_width(row[c]));
        widths.push_back(width);
    }
    if (table_form() == TableForm::kCsv) return csv_table(columns, rows);
    if (table_form() == TableForm::kMarkdown) return markdown_table(columns, rows, widths);
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
