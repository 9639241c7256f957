// SPDX-License-Identifier: Apache-2.0
#include "cli/outcome_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "analysis/text_layout.hpp"
#include "cli/estimate_text.hpp"
#include "cli/terminal.hpp"
#include "cli/text_table.hpp"

namespace offramp::cli {
namespace {

struct Cell {
    std::string estimate;
    std::string interval;
};

struct OutcomeRow {
    std::string name;
    std::string meaning;
    std::vector<Cell> cells;
};

std::vector<OutcomeRow> rows_of(const RunRecord& record, std::span<const std::string> wanted, bool unicode) {
    std::vector<OutcomeRow> rows;
    std::vector<std::vector<Outcome>> columns;
    OutcomeRow failed{"campaigns that failed", "they are left out of all rows", {}};
    bool any_failed = false;
    for (const PolicyRecord& policy : record.policies) {
        columns.push_back(select_outcomes(policy.outcomes, wanted));
        failed.cells.push_back(
            {std::to_string(policy.campaigns_failed), fmt::format("of {}", policy.campaigns_done)});
        any_failed = any_failed || policy.campaigns_failed > 0;
    }
    if (any_failed) rows.push_back(std::move(failed));
    // The first policy's outcomes make the rows; a policy may change the ladder, and then lacks some.
    for (const Outcome& outcome : columns.front()) {
        OutcomeRow row{outcome.name, outcome.meaning, {}};
        if (!outcome.unit.empty()) row.name += " (" + outcome.unit + ")";
        for (const auto& column : columns) {
            const auto found = std::ranges::find(column, outcome.name, &Outcome::name);
            const Estimate estimate = found == column.end() ? Estimate{} : found->estimate;
            row.cells.push_back({value_text(estimate.value, unicode), interval_or_note(estimate)});
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

/// With a column of its own for each number.
std::string plain_table(const RunRecord& record, const std::vector<OutcomeRow>& rows) {
    std::vector<TableColumn> columns = {{"outcome"}};
    for (const PolicyRecord& policy : record.policies) {
        columns.push_back({policy.name, true});
        columns.push_back({policy.name + " 95 %"});
    }
    columns.push_back({"meaning"});
    std::vector<TableRow> cells;
    for (const OutcomeRow& row : rows) {
        TableRow line = {row.name};
        for (const Cell& cell : row.cells) line.insert(line.end(), {cell.estimate, cell.interval});
        line.push_back(row.meaning);
        cells.push_back(std::move(line));
    }
    return text_table(columns, cells, false);
}

}  // namespace

TableStyle stdout_style() {
    return {.width = stdout_width(), .colour = stdout_has_colour(), .unicode = stdout_has_unicode()};
}

std::string outcome_table(const RunRecord& record, std::span<const std::string> wanted, TableStyle style) {
    const std::vector<OutcomeRow> rows = rows_of(record, wanted, style.unicode);
    if (table_form() != TableForm::kText) return plain_table(record, rows);
    int name_width = 7;
    int meaning_width = 0;
    std::vector<int> estimate_width(record.policies.size(), 0);
    std::vector<int> column_width;
    for (const PolicyRecord& policy : record.policies) column_width.push_back(display_width(policy.name));
    for (const OutcomeRow& row : rows) {
        name_width = std::max(name_width, display_width(row.name));
        meaning_width = std::max(meaning_width, display_width(row.meaning));
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            estimate_width[i] = std::max(estimate_width[i], display_width(row.cells[i].estimate));
        }
    }
    int total = name_width;
    for (std::size_t i = 0; i < column_width.size(); ++i) {
        for (const OutcomeRow& row : rows) {
            column_width[i] =
                std::max(column_width[i], estimate_width[i] + 1 + display_width(row.cells[i].interval));
        }
        total += 2 + column_width[i];
    }
    const bool with_meaning = total + 2 + meaning_width <= style.width;

    std::string header = padded("outcome", name_width);
    for (std::size_t i = 0; i < record.policies.size(); ++i) {
        header += "  " + padded(record.policies[i].name, column_width[i]);
    }
    header.erase(header.find_last_not_of(' ') + 1);
    std::string out = inked(header, Ink::kBold, style.colour) + '\n';
    for (const OutcomeRow& row : rows) {
        std::string line = padded(row.name, name_width);
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            const std::string cell =
                padded_left(row.cells[i].estimate, estimate_width[i]) + ' ' + row.cells[i].interval;
            line += "  " + padded(cell, column_width[i]);
        }
        if (with_meaning) line += "  " + row.meaning;
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + '\n';
    }
    return out;
}

}  // namespace offramp::cli
