// SPDX-License-Identifier: Apache-2.0
#include "analysis/history/csv_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"
#include "engine/scenario/config_node.hpp"
#include "engine/scenario/units.hpp"

namespace offramp {
namespace {

/// What stands behind the mark of an end that is still open.
std::string_view without_mark(std::string_view text, bool& open) {
    open = text.starts_with('>');
    return open ? text.substr(1) : text;
}

class CsvScanner {
  public:
    CsvScanner(std::string_view text, const std::string& file, std::vector<Diagnostic>& problems)
        : text_(text), file_(file), problems_(problems) {
        if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);  // a byte-order mark
    }

    /// The next row that is neither empty nor a comment; false at the end.
    bool next(std::vector<CsvCell>& row, bool& sound) {
        while (!at_end() && (text_[at_] == '#' || text_[at_] == '\n' || text_[at_] == '\r')) skip_line();
        if (at_end()) return false;
        row.clear();
        sound = true;
        do row.push_back(cell(sound));
        while (take(','));
        skip_line();
        return true;
    }

  private:
    bool at_end() const { return at_ == text_.size(); }

    // Columns count characters, not bytes: continuation bytes of UTF-8 do not count.
    void step() {
        if (text_[at_] == '\n') {
            ++line_;
            column_ = 1;
        } else if ((static_cast<unsigned char>(text_[at_]) & 0xC0U) != 0x80U) {
            ++column_;
        }
        ++at_;
    }

    bool take(char c) {
        if (at_end() || text_[at_] != c) return false;
        step();
        return true;
    }

    void skip_line() {
        while (!at_end() && text_[at_] != '\n') step();
        take('\n');
    }

    CsvCell cell(bool& sound) {
        CsvCell cell{{}, {file_, line_, column_}};
        if (++cells_ > kMostCells)
            throw InputError(cell.where, fmt::format("a table may hold at most {} cells", kMostCells));
        if (take('"')) {
            for (;;) {
                if (at_end()) {
                    problems_.push_back({cell.where, "the quote that opens here is never closed"});
                    sound = false;
                    return cell;
                }
                if (text_[at_] == '"') {
                    step();
                    if (!take('"')) break;
                    cell.text += '"';
                    continue;
                }
                cell.text += text_[at_];
                step();
            }
            if (!at_end() && text_[at_] != ',' && text_[at_] != '\n' && text_[at_] != '\r') {
                problems_.push_back({{file_, line_, column_},
                                     "text after a closing quote",
                                     "a quote inside a quoted cell is written twice"});
                sound = false;
            }
        }
        while (!at_end() && text_[at_] != ',' && text_[at_] != '\n' && text_[at_] != '\r') {
            cell.text += text_[at_];
            step();
        }
        if (!at_end() && text_[at_] == '\r') step();
        return cell;
    }

    std::string_view text_;
    const std::string& file_;
    std::vector<Diagnostic>& problems_;
    std::size_t at_ = 0;
    std::size_t cells_ = 0;
    int line_ = 1;
    int column_ = 1;
};

std::vector<std::string> strings(std::span<const std::string_view> names) {
    return {names.begin(), names.end()};
}

}  // namespace

Parsed<std::chrono::sys_days> parse_day(std::string_view text) {
    const Parsed<Date> date = parse_date(text);
    constexpr std::string_view kForm = "a day as 2023-02-04";
    if (!date.value || text.find('T') != std::string_view::npos)
        return {{}, fmt::format("'{}' is not a day", text), std::string(kForm)};
    return {std::chrono::sys_days(std::chrono::days(static_cast<int>(date.value->hours / kHoursPerDay))), "",
            ""};
}

CsvTable parse_csv_table(std::string_view text, const std::string& file_name,
                         std::vector<Diagnostic>& problems) {
    CsvTable table{{file_name}, {}, {}};
    CsvScanner scanner(text, file_name, problems);
    std::vector<CsvCell> row;
    bool sound = true;
    if (!scanner.next(table.header, sound)) {
        problems.push_back({table.where, "the table is empty", "its first row names the columns"});
        return table;
    }
    if (table.header.size() > kMostColumns)
        throw InputError(table.header.front().where,
                         fmt::format("a table may have at most {} columns", kMostColumns));
    while (scanner.next(row, sound)) {
        if (problems.size() >= kMostTableProblems) throw InputError(std::move(problems));
        if (sound && row.size() != table.header.size()) {
            problems.push_back(
                {row.front().where,
                 fmt::format("a row of {} cells in a table of {} columns", row.size(), table.header.size()),
                 "a cell with a comma in it stands in quotes"});
            sound = false;
        }
        if (sound) table.rows.push_back(row);
    }
    return table;
}

CsvTable read_csv_table(const std::filesystem::path& file, std::vector<Diagnostic>& problems) {
    return parse_csv_table(read_text_file(file), file.string(), problems);
}

void check_columns(const CsvTable& table, std::span<const std::string_view> required,
                   std::span<const std::string_view> optional, std::vector<Diagnostic>& problems) {
    std::vector<std::string> known = strings(required);
    known.insert(known.end(), optional.begin(), optional.end());
    std::vector<std::string> seen;
    for (const CsvCell& column : table.header) {
        if (std::find(known.begin(), known.end(), column.text) == known.end()) {
            problems.push_back({column.where, fmt::format("unknown column '{}'", column.text),
                                name_hint(column.text, known)});
        } else if (std::find(seen.begin(), seen.end(), column.text) != seen.end()) {
            problems.push_back({column.where, fmt::format("there are two columns '{}'", column.text)});
        }
        seen.push_back(column.text);
    }
    for (const std::string_view name : required) {
        if (std::find(seen.begin(), seen.end(), name) != seen.end()) continue;
        const Location where = table.header.empty() ? table.where : table.header.front().where;
        problems.push_back({where, fmt::format("the column '{}' is missing", name)});
    }
}

const CsvCell* CsvRow::cell(std::string_view column) const {
    for (std::size_t k = 0; k < table_.header.size(); ++k) {
        if (table_.header[k].text == column) return &cells_[k];
    }
    return nullptr;
}

void CsvRow::problem(std::string_view column, std::string message, std::string hint) {
    const CsvCell* found = cell(column);
    problems_.push_back(
        {found == nullptr ? where() : found->where, fmt::format("{}: {}", column, message), std::move(hint)});
}

std::string CsvRow::text(std::string_view column) const {
    const CsvCell* found = cell(column);
    return found == nullptr ? "" : found->text;
}

void CsvRow::require(std::string_view column) {
    const CsvCell* found = cell(column);
    if (found != nullptr && found->text.empty()) problem(column, "must not be empty");
}

std::string CsvRow::required_text(std::string_view column) {
    require(column);
    return text(column);
}

template <class Parse>
auto CsvRow::parsed(std::string_view column, const Parse& parse)
    -> decltype(parse(std::string_view{}).value) {
    const CsvCell* found = cell(column);
    if (found == nullptr || found->text.empty()) return std::nullopt;
    auto result = parse(std::string_view(found->text));
    if (!result.value) problem(column, std::move(result.problem), std::move(result.hint));
    return result.value;
}

std::optional<std::chrono::sys_days> CsvRow::day(std::string_view column) {
    return parsed(column, parse_day);
}

std::chrono::sys_days CsvRow::required_day(std::string_view column) {
    require(column);
    return day(column).value_or(std::chrono::sys_days{});
}

EndDay CsvRow::required_end_day(std::string_view column) {
    const CsvCell* found = cell(column);
    if (found != nullptr && found->text.empty()) {
        problem(column, "must not be empty",
                "a day as 2023-02-04; not over yet: >2023-02-04, the last day on which that was known");
    }
    EndDay end;
    end.day = parsed(column, [&](std::string_view text) {
                  return parse_day(without_mark(text, end.open));
              }).value_or(std::chrono::sys_days{});
    return end;
}

std::optional<EndCount> CsvRow::end_count(std::string_view column, int low, int high) {
    EndCount end;
    const std::optional<int> days = in_range(
        column,
        parsed(column, [&](std::string_view text) { return parse_integer(without_mark(text, end.open)); }),
        low, high);
    if (!days) return std::nullopt;
    end.days = *days;
    return end;
}

std::optional<int> CsvRow::in_range(std::string_view column, std::optional<int> value, int low, int high) {
    if (!value || (*value >= low && *value <= high)) return value;
    problem(column, fmt::format("{} is not a whole number from {} to {}", *value, low, high));
    return std::nullopt;
}

std::optional<int> CsvRow::count(std::string_view column, int low, int high) {
    return in_range(column, parsed(column, parse_integer), low, high);
}

int CsvRow::required_count(std::string_view column, int low, int high) {
    require(column);
    return count(column, low, high).value_or(low);
}

std::optional<double> CsvRow::number(std::string_view column) {
    return parsed(column, parse_number);
}

double CsvRow::required_number(std::string_view column) {
    require(column);
    return number(column).value_or(0.0);
}

bool CsvRow::yes_or_no(std::string_view column) {
    constexpr std::string_view kAnswers[] = {"no", "yes"};
    return choice(column, kAnswers) == 1;
}

std::size_t CsvRow::choice(std::string_view column, std::span<const std::string_view> known) {
    const CsvCell* found = cell(column);
    if (found == nullptr) return 0;
    const auto name = std::find(known.begin(), known.end(), found->text);
    if (name != known.end()) return static_cast<std::size_t>(name - known.begin());
    problem(column, fmt::format("unknown value '{}'", found->text), name_hint(found->text, strings(known)));
    return 0;
}

std::string CsvRow::required_word(std::string_view column) {
    require(column);
    const std::vector<std::string> found = words(column);
    if (found.size() > 1) problem(column, "one word is expected here");
    return found.empty() ? "" : found.front();
}

std::vector<std::string> CsvRow::words(std::string_view column) {
    std::vector<std::string> items;
    const CsvCell* found = cell(column);
    if (found == nullptr || found->text.empty()) return items;
    const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    std::string_view rest = found->text;
    for (;;) {
        const std::size_t end = rest.find(';');
        items.emplace_back(rest.substr(0, end));
        if (items.back().empty() || !std::all_of(items.back().begin(), items.back().end(), is_plain)) {
            problem(column, fmt::format("'{}' is no word", items.back()),
                    "small letters, digits and underscores; semicolons between words");
        }
        if (end == std::string_view::npos) return items;
        rest.remove_prefix(end + 1);
    }
}

}  // namespace offramp
