// SPDX-License-Identifier: Apache-2.0
#include "cli/arguments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>
#include <thread>

#include "analysis/sweep/map_reader.hpp"
#include "cli/terminal.hpp"
#include "engine/base/error.hpp"

namespace offramp::cli {
namespace {

// NaN where the text is no finite decimal number.
double finite_number(const std::string& text) {
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_number = error == std::errc{} && end == text.data() + text.size() && std::isfinite(value);
    return is_number ? value : std::numeric_limits<double>::quiet_NaN();
}

// Accepts what `accepts` does; of anything else it says that it `is_not`.
template <class Accepts>
CLI::Validator accepting(const Accepts& accepts, const std::string& is_not) {
    return CLI::Validator(
        [accepts, is_not](const std::string& text) {
            return accepts(text) ? "" : "'" + text + "' is " + is_not;
        },
        "");
}

}  // namespace

CLI::Validator whole_number(std::uint64_t low, std::uint64_t high) {
    const auto accepts = [low, high](const std::string& text) {
        const auto value = offramp::whole_number(text);
        return value && *value >= low && *value <= high;
    };
    return accepting(accepts, fmt::format("not a whole number from {} to {}", low, high));
}

CLI::Validator positive_number() {
    return accepting([](const std::string& text) { return finite_number(text) > 0.0; },
                     "not a finite number above 0");
}

CLI::Validator non_negative_number() {
    return accepting([](const std::string& text) { return finite_number(text) >= 0.0; },
                     "not a finite number from 0 on");
}

CLI::Validator whole_number_or_all() {
    return accepting([](const std::string& text) { return text == "all" || offramp::whole_number(text); },
                     "neither a whole number nor 'all'");
}

std::uint64_t number_or_all(const std::string& text, std::uint64_t all) {
    return offramp::whole_number(text).value_or(all);
}

CLI::Option* add_seed_option(CLI::App& command, std::optional<std::uint64_t>& seed,
                             const std::string& description) {
    return command.add_option("-s,--seed", seed, description)
        ->check(whole_number(0, std::numeric_limits<std::uint64_t>::max()));
}

std::uint64_t required_seed(const std::optional<std::uint64_t>& seed, const std::string& what) {
    if (seed) return *seed;
    throw InputError({}, what + " needs a seed, which fixes every random draw", "for example --seed 1");
}

int usual_threads() {
    return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

CLI::Option* add_threads_option(CLI::App& command, int& threads, const std::string& description) {
    return add_count_option(command, "-j,--threads,--jobs", threads,
                            description + "; they do not change the result", {1, 1024});
}

CLI::Option* add_list_option(CLI::App& command, const std::string& names, std::vector<std::string>& items,
                             const std::string& description) {
    return command.add_option(names, items, description)->delimiter(',')->allow_extra_args(false);
}

CLI::Option* add_policies_option(CLI::App& command, std::vector<std::string>& policies,
                                 const std::string& description) {
    return add_list_option(command, "-p,--policy,--policies", policies,
                           description + "; separated by commas, or repeated");
}

CLI::Option* add_policy_option(CLI::App& command, std::string& policy, const std::string& description) {
    return command.add_option("-p,--policy", policy, description);
}

CLI::Option* add_outcomes_option(CLI::App& command, std::vector<std::string>& outcomes,
                                 const std::string& description) {
    return add_list_option(command, "--outcome,--outcomes", outcomes,
                           description + "; separated by commas, or repeated");
}

void add_table_options(CLI::App& command, bool& json, const std::string& description) {
    command.add_flag("--json", json, description);
    command
        .add_option_function<std::string>(
            "--tables",
            [&json](const std::string& form) {
                if (form == "json") json = true;
                if (form == "markdown") set_table_form(TableForm::kMarkdown);
                if (form == "csv") set_table_form(TableForm::kCsv);
            },
            "how tables are printed: text, markdown, csv (what is no table begins with #), or json: as "
            "--json")
        ->check(CLI::IsMember({"text", "markdown", "csv", "json"}))
        ->type_name("FORM");
}

CLI::Option* add_output_option(CLI::App& command, const std::string& names, std::string& path,
                               const std::string& description) {
    return command.add_option(names, path, description)
        ->check(accepting([](const std::string& text) { return !text.empty(); }, "no name to write to"));
}

std::string shell_word(const std::string& text) {
    const auto plain = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
               std::string_view("_-./,=:@%+").find(c) != std::string_view::npos;
    };
    if (!text.empty() && std::all_of(text.begin(), text.end(), plain)) return text;
    std::string word = "'";
    for (const char c : text) word += c == '\'' ? "'\\''" : std::string(1, c);
    return word + "'";
}

}  // namespace offramp::cli
