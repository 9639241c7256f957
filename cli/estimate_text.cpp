// SPDX-License-Identifier: Apache-2.0
#include "cli/estimate_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/text_layout.hpp"

namespace offramp::cli {

std::string dash(bool unicode) {
    return unicode ? "–" : "-";
}

std::string value_text(const std::optional<double>& value, bool unicode) {
    return value ? number_text(*value) : dash(unicode);
}

std::string interval_text(const std::optional<double>& low, const std::optional<double>& high) {
    return low && high ? fmt::format("[{}, {}]", number_text(*low), number_text(*high)) : "";
}

std::string interval_or_note(const Estimate& estimate) {
    return estimate.low ? interval_text(estimate.low, estimate.high) : note_of(estimate);
}

std::string with_interval(const Estimate& estimate, bool unicode) {
    const std::string interval = interval_text(estimate.low, estimate.high);
    return value_text(estimate.value, unicode) + (interval.empty() ? "" : " " + interval);
}

std::string bar_text(double share, int cells, bool unicode) {
    if (!(share > 0.0)) return "";
    std::string bar;
    const auto filled = static_cast<int>(std::lround(std::min(share, 1.0) * cells));
    for (int k = 0; k < filled; ++k) bar += unicode ? "█" : "#";
    return bar;
}

}  // namespace offramp::cli
