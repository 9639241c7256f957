// SPDX-License-Identifier: Apache-2.0
#include "analysis/sensitivity/value_groups.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <set>

namespace offramp {

std::vector<std::size_t> value_groups(std::span<const double> values, std::size_t most) {
    const std::set<double> different(values.begin(), values.end());
    std::vector<std::size_t> groups(values.size());
    if (different.size() <= most) {
        for (std::size_t i = 0; i < values.size(); ++i)
            groups[i] = static_cast<std::size_t>(std::distance(different.begin(), different.find(values[i])));
        return groups;
    }
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t k) { return values[k]; });
    for (std::size_t k = 0; k < order.size(); ++k) {
        const bool is_tied = k > 0 && values[order[k]] == values[order[k - 1]];
        groups[order[k]] = is_tied ? groups[order[k - 1]] : k * most / order.size();
    }
    return groups;
}

}  // namespace offramp
