// SPDX-License-Identifier: Apache-2.0
// Ranges that a scenario's comments state beside its numbers.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace offramp {

/// How low and how high a number may be, in the unit of ValueAt::number.
struct StatedRange {
    std::string path;
    double low = 0.0;
    double high = 0.0;
};

/// Of every number beside which a comment says `range: LOW to HIGH`, or, on a line with several numbers,
/// `range KEY: LOW to HIGH`, both written as the number is. Throws InputError for a scenario that is not
/// valid, and with all that is wrong of ranges: one that is none, one without its number, one that does not
/// hold the number's value.
std::vector<StatedRange> stated_ranges(const std::filesystem::path& scenario_file);

}  // namespace offramp
