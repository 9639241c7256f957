// SPDX-License-Identifier: Apache-2.0
// Tables of the record, told apart by their columns, and series of arrivals.
#include "analysis/arrival/fit_arrivals.hpp"
#include "analysis/history/catalogue.hpp"
#include "tests/fuzz/input_folder.hpp"
#include "tests/fuzz/target.hpp"

namespace offramp::fuzz {
namespace {

/// Fitting takes time by the number of rows, and as much whatever is in them.
bool is_short(const Arrivals& arrivals) {
    constexpr std::size_t kRows = 5;
    return arrivals.counts ? arrivals.counts->counts.size() <= kRows : arrivals.events->times.size() <= kRows;
}

}  // namespace

void examine(std::string_view input) {
    static const InputFolder kFolder("input.csv");
    const std::filesystem::path& file = kFolder.write(input);
    for (const Diagnostic& problem : check_history_table(file))
        ensure(!problem.message.empty(), "every problem is said");
    Arrivals arrivals = read_arrivals({.file = file});
    if (is_short(arrivals)) study_arrivals(std::move(arrivals), file.string());
}

}  // namespace offramp::fuzz
