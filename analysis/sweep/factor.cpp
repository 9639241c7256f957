// SPDX-License-Identifier: Apache-2.0
#include "analysis/sweep/factor.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"

namespace offramp {

FactorValue level_value(const Factor& factor, std::size_t level) {
    const std::string& text = factor.levels.at(level);
    return {text, parse_value(factor.kind, text).value};
}

FactorValue sampled_value(const Factor& factor, double u) {
    if (!factor.distribution) {
        const auto count = static_cast<double>(factor.levels.size());
        return level_value(factor,
                           static_cast<std::size_t>(std::clamp(std::floor(u * count), 0.0, count - 1)));
    }
    Distribution spread = *factor.distribution;
    if (factor.kind != ValueKind::kInteger) return numeric_value(factor, quantile(spread, u));
    const double lowest = std::ceil(spread.low);
    const double highest = std::floor(spread.high);
    spread.low -= 0.5;
    spread.high += 0.5;
    return numeric_value(factor, std::clamp(std::nearbyint(quantile(spread, u)), lowest, highest));
}

FactorValue numeric_value(const Factor& factor, double number) {
    if (factor.kind == ValueKind::kInteger) number = std::nearbyint(number);
    return {value_text(factor.kind, number), number};
}

bool is_nominal(const Factor& factor) {
    return factor.kind == ValueKind::kName || factor.kind == ValueKind::kTruth;
}

void append_overrides(std::vector<Override>& overrides, const Factor& factor, const FactorValue& value) {
    if (value.text.empty()) return;
    for (const std::string& path : factor.paths)
        overrides.push_back({path, value.text, factor.where, factor.how});
    for (const std::string& path : factor.complements) {
        if (!value.number) throw InternalError("what has a complement is a number");
        overrides.push_back({path, value_text(ValueKind::kNumber, 1.0 - *value.number), factor.where});
    }
}

}  // namespace offramp
