// SPDX-License-Identifier: Apache-2.0
// Tables of text cells for a terminal.
#pragma once

#include <string>
#include <vector>

namespace offramp::cli {

struct TableColumn {
    std::string heading;
    bool to_the_right = false;
};

/// A cell for each column.
using TableRow = std::vector<std::string>;

/// As table_form() says. Text: columns as wide as their widest cell, two blanks between them; a column
/// without text is left out; the headings are bold where `colour` is true. Markdown: the same columns,
/// between empty lines. CSV: every column, lines marked for print(). Lines end in a line feed.
std::string text_table(const std::vector<TableColumn>& columns, const std::vector<TableRow>& rows,
                       bool colour);

}  // namespace offramp::cli
