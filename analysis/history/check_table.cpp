// SPDX-License-Identifier: Apache-2.0
#include "analysis/history/check_table.hpp"

#include <algorithm>
#include <string_view>

#include "analysis/arrival/arrivals.hpp"
#include "analysis/history/base_rates.hpp"
#include "analysis/history/catalogue.hpp"
#include "analysis/history/csv_table.hpp"
#include "engine/base/error.hpp"

namespace offramp {

std::vector<Diagnostic> check_history_table(const std::filesystem::path& file) try {
    std::vector<Diagnostic> told_below;
    const std::vector<CsvCell> header = read_csv_table(file, told_below).header;
    const auto has = [&](std::string_view column) {
        return std::ranges::find(header, column, &CsvCell::text) != header.end();
    };
    if (has("lognormal_mu")) {
        read_durations(file);
    } else if (has("full_scale_war")) {
        read_violence(file);
    } else if (has("imposed_by")) {
        read_freezes(file);
    } else if (has("count")) {
        read_arrivals({.file = file});
    } else {
        read_catalogue(file);
    }
    return {};
} catch (const InputError& error) {
    return error.diagnostics();
}

}  // namespace offramp
