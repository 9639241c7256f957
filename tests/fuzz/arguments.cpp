// SPDX-License-Identifier: Apache-2.0
// What is written on the command line: numbers, quantities, dates, lists, axes and conditions. A line of the
// input is an argument.
#include "cli/arguments.hpp"

#include <sstream>
#include <tuple>

#include "analysis/acceptance_region.hpp"
#include "analysis/history/csv_table.hpp"
#include "analysis/sensitivity/discovery.hpp"
#include "analysis/sweep/map_reader.hpp"
#include "analysis/sweep/sweep.hpp"
#include "engine/game/rational.hpp"
#include "engine/scenario/units.hpp"
#include "tests/fuzz/target.hpp"

namespace offramp::fuzz {
namespace {

/// Has a value, and reads it again as it is written, or says why it has none.
template <class T>
void check_parsed(const Parsed<T>& parsed, const auto& parse, const auto& format) {
    ensure(parsed.value.has_value() == parsed.problem.empty(), "a text says something, or why not");
    if (!parsed.value) return;
    const std::string text = format(*parsed.value);
    const Parsed<T> again = parse(text);
    ensure(again.value == parsed.value, "a value reads as it was written");
}

void examine_value(const std::string& text) {
    check_parsed(parse_number(text), parse_number, format_number);
    check_parsed(parse_duration(text), parse_duration, format_duration);
    check_parsed(parse_rate(text), parse_rate, format_rate);
    check_parsed(parse_date(text), parse_date, format_date);
    parse_integer(text);
    parse_truth(text);
    parse_day(text);
    whole_number(text);
    const ParsedRational exact = parse_rational(text);
    ensure(exact.value.has_value() == exact.problem.empty(), "a text says something, or why not");
    if (exact.value)
        ensure(parse_rational(to_text(*exact.value)).value == exact.value, "it reads as written");
    takes([&] { parse_axis(text); });
    takes([&] { trajectory_rule_in(text); });
    StoreInfo info;
    info.policies = {{"base", "", "", ""}};
    info.outcomes = {{"p_war", "", ""}, {"value_us", "", "payoff"}};
    takes([&] { to_text(info, parse_condition(info, text, 0, std::nullopt)); });
}

/// As a command does, with an option of each kind.
void examine_options(std::vector<std::string> arguments) {
    CLI::App command;
    int few = 1;
    std::optional<std::uint64_t> seed;
    int threads = 1;
    double positive = 1.0;
    double non_negative = 0.0;
    std::string all = "all";
    std::string path = "out";
    std::vector<std::string> items;
    cli::add_count_option(command, "-n,--few", few, "", {1, 1000});
    cli::add_seed_option(command, seed);
    cli::add_threads_option(command, threads);
    cli::add_list_option(command, "-l,--list", items, "");
    cli::add_output_option(command, "-o,--output", path, "");
    command.add_option("--positive", positive)->check(cli::positive_number());
    command.add_option("--non-negative", non_negative)->check(cli::non_negative_number());
    command.add_option("--all", all)->check(cli::whole_number_or_all());
    try {
        std::ranges::reverse(arguments);  // as CLI11 wants them
        command.parse(arguments);
    } catch (const CLI::ParseError&) {
        return;
    }
    ensure(few >= 1 && few <= 1000 && threads >= 1 && threads <= 1024, "a count is within its limits");
    ensure(positive > 0.0 && non_negative >= 0.0, "a number is on its side of 0");
    ensure(!path.empty(), "an output has a name");
    cli::number_or_all(all, 1);
}

}  // namespace

void examine(std::string_view input) {
    std::vector<std::string> arguments;
    std::istringstream lines{std::string(input)};
    for (std::string line; std::getline(lines, line);) {
        examine_value(line);
        arguments.push_back(line);
    }
    examine_options(std::move(arguments));
}

}  // namespace offramp::fuzz
