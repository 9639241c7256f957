// SPDX-License-Identifier: Apache-2.0
// Options that several commands share, and checks of arguments that CLI11 has no own for.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace offramp::cli {

/// Accepts digits only, within [low, high]: CLI11 reads "-1" as a large unsigned number.
CLI::Validator whole_number(std::uint64_t low, std::uint64_t high);

/// Accepts a number above 0.
CLI::Validator positive_number();
/// Accepts a finite decimal number from 0 on.
CLI::Validator non_negative_number();

/// Also accepts "all".
CLI::Validator whole_number_or_all();

/// A whole number within `limits`; its usual value shows in the help.
template <class Number>
CLI::Option* add_count_option(CLI::App& command, const std::string& names, Number& number,
                              const std::string& description,
                              std::pair<std::uint64_t, std::uint64_t> limits) {
    return command.add_option(names, number, description)
        ->check(whole_number(limits.first, limits.second))
        ->capture_default_str();
}

CLI::Option* add_seed_option(CLI::App& command, std::optional<std::uint64_t>& seed,
                             const std::string& description = "fixes every random draw; any whole number");
/// Throws InputError without one. `what` needs it, for the message.
std::uint64_t required_seed(const std::optional<std::uint64_t>& seed, const std::string& what);

int usual_threads();  ///< as many as the machine runs at once
CLI::Option* add_threads_option(CLI::App& command, int& threads, const std::string& description = "threads");

/// An option of items separated by commas; it can also be repeated.
CLI::Option* add_list_option(CLI::App& command, const std::string& names, std::vector<std::string>& items,
                             const std::string& description);

/// Several policies, and one alone: the same names everywhere.
CLI::Option* add_policies_option(CLI::App& command, std::vector<std::string>& policies,
                                 const std::string& description);
CLI::Option* add_policy_option(
    CLI::App& command, std::string& policy,
    const std::string& description = "policy beside the scenario, or a policy file");

CLI::Option* add_outcomes_option(CLI::App& command, std::vector<std::string>& outcomes,
                                 const std::string& description);

/// --json, which sets `json`, and --tables, which says how tables are printed (see TableForm).
void add_table_options(CLI::App& command, bool& json,
                       const std::string& description = "print one JSON object instead of tables");

/// An option that names an output file or directory; an empty name is refused.
CLI::Option* add_output_option(CLI::App& command, const std::string& names, std::string& path,
                               const std::string& description);

/// `text` as one word of a POSIX shell, quoted where it has to be.
std::string shell_word(const std::string& text);

/// The number that whole_number_or_all() accepted; `all` for "all".
std::uint64_t number_or_all(const std::string& text, std::uint64_t all);

}  // namespace offramp::cli
