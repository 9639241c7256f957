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
    for (std::size_t begin = 0; begin < order.size();) {
        std::size_t end = begin + 1;
        while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
        const std::size_t group = (begin + end - 1) * most / (2 * order.size());
        for (; begin < end; ++begin) groups[order[begin]] = group;
    }
    return groups;
}

}  // namespace offramp
