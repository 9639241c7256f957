// SPDX-License-Identifier: Apache-2.0
// Tables of comma-separated values (RFC 4180) whose every cell knows where it was written, read strictly: a
// column or a value that is not understood is a problem with its place.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/sweep/map_reader.hpp"
#include "engine/base/diagnostic.hpp"
#include "engine/scenario/units.hpp"

namespace offramp {

struct CsvCell {
    std::string text;
    Location where;
};

/// The first row names the columns. Lines before a row that start with '#' are comments; empty lines are
/// skipped. A quoted cell may hold commas, doubled quotes and line breaks.
struct CsvTable {
    Location where;  ///< the file
    std::vector<CsvCell> header;
    std::vector<std::vector<CsvCell>> rows;  ///< each as long as the header
};

/// No table may exhaust the machine, nor the patience of who reads what is wrong with it.
inline constexpr std::size_t kMostColumns = 1000;
inline constexpr std::size_t kMostCells = 1'000'000;
inline constexpr std::size_t kMostTableProblems = 200;

/// Reports cells too many or too few, a quote that never closes, and text after a closing quote; a row with
/// such a problem is left out. Throws InputError for a table that is too large, and with the first
/// kMostTableProblems where there are as many.
CsvTable parse_csv_table(std::string_view text, const std::string& file_name,
                         std::vector<Diagnostic>& problems);

/// The same for a file. Throws InputError also where it cannot be read.
CsvTable read_csv_table(const std::filesystem::path& file, std::vector<Diagnostic>& problems);

/// Reports columns that are missing, unknown or named twice. `optional`: those that may be missing.
void check_columns(const CsvTable& table, std::span<const std::string_view> required,
                   std::span<const std::string_view> optional, std::vector<Diagnostic>& problems);

/// When something was over: a day, or a number of days. `open`: it was not over yet then, the last that is
/// known.
struct EndDay {
    std::chrono::sys_days day;
    bool open = false;
};
struct EndCount {
    int days = 0;
    bool open = false;
};

/// Reads the cells of one row by the names of their columns. Problems are gathered, not thrown; what could
/// not be read is empty, or the type's default. A column that the table lacks reads as an empty cell without
/// a problem: check_columns() has told of it.
class CsvRow {
  public:
    CsvRow(const CsvTable& table, std::size_t row, std::vector<Diagnostic>& problems)
        : table_(table), cells_(table.rows.at(row)), problems_(problems) {}

    const CsvCell* cell(std::string_view column) const;  ///< nullptr: no such column
    const Location& where() const { return cells_.front().where; }
    std::string text(std::string_view column) const;  ///< may be empty
    std::string required_text(std::string_view column);

    /// A day as `2023-02-04`.
    std::optional<std::chrono::sys_days> day(std::string_view column);  ///< empty: nothing, no problem
    std::chrono::sys_days required_day(std::string_view column);

    /// A day, or `>2023-02-04`: not over yet on that day.
    EndDay required_end_day(std::string_view column);

    std::optional<int> count(std::string_view column, int low, int high);  ///< whole numbers low to high
    /// A count, or `>40`: not over yet after so many days.
    std::optional<EndCount> end_count(std::string_view column, int low, int high);
    int required_count(std::string_view column, int low, int high);
    std::optional<double> number(std::string_view column);  ///< finite
    double required_number(std::string_view column);

    bool yes_or_no(std::string_view column);

    /// The position of the text among `known`; 0 after a problem.
    std::size_t choice(std::string_view column, std::span<const std::string_view> known);
    /// A word of small letters, digits and underscores, which whoever reads the table knows.
    std::string required_word(std::string_view column);
    /// Such words between semicolons.
    std::vector<std::string> words(std::string_view column);

    void problem(std::string_view column, std::string message, std::string hint = "");

  private:
    template <class Parse>
    auto parsed(std::string_view column, const Parse& parse) -> decltype(parse(std::string_view{}).value);
    std::optional<int> in_range(std::string_view column, std::optional<int> value, int low, int high);
    void require(std::string_view column);

    const CsvTable& table_;
    const std::vector<CsvCell>& cells_;
    std::vector<Diagnostic>& problems_;
};

/// What `read` makes of the rows of a table. Throws InputError with every problem of it, each at its cell.
template <class Read>
auto read_rows(const std::filesystem::path& file, std::span<const std::string_view> required,
               std::span<const std::string_view> optional, const Read& read) {
    std::vector<Diagnostic> problems;
    const CsvTable table = read_csv_table(file, problems);
    if (!table.header.empty()) check_columns(table, required, optional, problems);
    std::vector<decltype(read(CsvRow(table, 0, problems)))> rows;
    for (std::size_t k = 0; k < table.rows.size() && problems.size() < kMostTableProblems; ++k)
        rows.push_back(read(CsvRow(table, k, problems)));
    throw_if_any(std::move(problems));
    return rows;
}

/// A day as `2023-02-04`.
Parsed<std::chrono::sys_days> parse_day(std::string_view text);

}  // namespace offramp
