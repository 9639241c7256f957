// SPDX-License-Identifier: Apache-2.0
#include "analysis/history/csv_table.hpp"

#include <algorithm>
#include <string>

#include "engine/base/error.hpp"
#include "tests/catch.hpp"

using namespace offramp;

namespace {

CsvTable parsed(std::string_view text, std::vector<Diagnostic>& problems) {
    return parse_csv_table(text, "t.csv", problems);
}

std::string said(std::string_view text) {
    std::vector<Diagnostic> problems;
    parsed(text, problems);
    return to_string(problems);
}

}  // namespace

TEST_CASE("cells know where they stand, whatever is quoted before them") {
    std::vector<Diagnostic> problems;
    const CsvTable table =
        parsed("# a comment, \"with\" signs\na,b,c\n\n1,\"x, \"\"y\"\"\nz\",é,\r\n", problems);
    CHECK(to_string(problems) ==
          "t.csv:4:1: a row of 4 cells in a table of 3 columns (a cell with a comma in it "
          "stands in quotes)");
    problems.clear();
    const CsvTable good = parsed("# a comment\na,b,c\r\n\r\né,\"x, \"\"y\"\"\nz\",3\r\nlast,,", problems);
    REQUIRE(problems.empty());
    REQUIRE(good.rows.size() == 2);
    CHECK(good.header[2].where == Location{"t.csv", 2, 5});
    CHECK(good.rows[0][1].text == "x, \"y\"\nz");
    CHECK(good.rows[0][1].where == Location{"t.csv", 4, 3});
    CHECK(good.rows[0][2].where == Location{"t.csv", 5, 4});
    CHECK(good.rows[1][0].text == "last");
    CHECK(good.rows[1][2].text.empty());
}

TEST_CASE("broken tables are told of, each at its place") {
    CHECK(said("") == "t.csv: the table is empty (its first row names the columns)");
    CHECK(said("a,b\n1,\"x") == "t.csv:2:3: the quote that opens here is never closed");
    CHECK(said("a,b\n\"1\"2,3\n4\n") ==
          "t.csv:2:4: text after a closing quote (a quote inside a quoted cell is written twice)\n"
          "t.csv:3:1: a row of 1 cells in a table of 2 columns (a cell with a comma in it stands in quotes)");
}

TEST_CASE("a table that is too large is refused, and no more problems are told than anybody reads") {
    std::vector<Diagnostic> problems;
    const auto complaint = [&](const std::string& text) {
        try {
            parsed(text, problems);
        } catch (const InputError& error) {
            return to_string(error.diagnostics());
        }
        return std::string();
    };
    CHECK(complaint(std::string(kMostColumns, ',')) == "t.csv:1:1: a table may have at most 1000 columns");
    CHECK(complaint("a\n" + std::string(2 * kMostCells, ',')) ==
          "t.csv:2:1000000: a table may hold at most 1000000 cells");
    std::string rows = "a,b\n";
    for (std::size_t k = 0; k < 2 * kMostTableProblems; ++k) rows += "1\n";
    const std::string all = complaint(rows);
    CHECK(static_cast<std::size_t>(std::count(all.begin(), all.end(), '\n')) + 1 == kMostTableProblems);
}

TEST_CASE("values that are not what a column holds are problems with the nearest name") {
    std::vector<Diagnostic> problems;
    const CsvTable table = parsed("day,kind,n,x,list\n2023-02-30,ait,12,inf,red;Blue\n", problems);
    constexpr std::string_view kRequired[] = {"day", "kind", "n", "x", "list", "more"};
    check_columns(table, kRequired, {}, problems);
    CsvRow row(table, 0, problems);
    constexpr std::string_view kKinds[] = {"sea", "air"};
    row.required_day("day");
    row.choice("kind", kKinds);
    row.required_count("n", 0, 10);
    row.required_number("x");
    row.words("list");
    CHECK(row.text("more").empty());
    REQUIRE(problems.size() == 6);
    CHECK(to_string(problems[0]) == "t.csv:1:1: the column 'more' is missing");
    CHECK(to_string(problems[1]) == "t.csv:2:1: day: '2023-02-30' is not a day (a day as 2023-02-04)");
    CHECK(to_string(problems[2]) == "t.csv:2:12: kind: unknown value 'ait' (did you mean 'air'?)");
    CHECK(to_string(problems[3]) == "t.csv:2:16: n: 12 is not a whole number from 0 to 10");
    CHECK(problems[4].where == Location{"t.csv", 2, 19});
    CHECK(to_string(problems[5]) ==
          "t.csv:2:23: list: 'Blue' is no word (small letters, digits and underscores; "
          "semicolons between words)");
}
