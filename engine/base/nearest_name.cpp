// SPDX-License-Identifier: Apache-2.0
#include "engine/base/nearest_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "engine/base/error.hpp"

namespace offramp {

namespace {

// Optimal string alignment distance, three rows kept.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1), previous(b.size() + 1), current(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        current[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t substitution = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            current[j] = std::min({previous[j] + 1, current[j - 1] + 1, substitution});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                current[j] = std::min(current[j], before[j - 2] + 1);
            }
        }
        std::swap(before, previous);
        std::swap(previous, current);
    }
    return previous[b.size()];
}

}  // namespace

std::string_view nearest_name(std::string_view name, std::span<const std::string> known) {
    std::string_view best;
    std::size_t best_distance = 0;
    for (const std::string& candidate : known) {
        const std::size_t distance = edit_distance(name.substr(0, 200), candidate);
        if (distance * 2 > std::max(name.size(), candidate.size())) continue;
        if (best.empty() || distance < best_distance) {
            best = candidate;
            best_distance = distance;
        }
    }
    return best;
}

std::string name_hint(std::string_view name, std::span<const std::string> known) {
    if (known.empty()) return "";
    if (const std::string_view best = nearest_name(name, known); !best.empty()) {
        return fmt::format("did you mean '{}'?", best);
    }
    constexpr std::size_t kShown = 12;
    std::string list;
    for (std::size_t i = 0; i < std::min(known.size(), kShown); ++i) list += (i ? ", " : "") + known[i];
    if (known.size() > kShown) list += ", ...";
    return "known here: " + list;
}

std::size_t place_among(std::span<const std::string> known, std::string_view name, std::string problem,
                        const Location& where) {
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end()) throw InputError(where, std::move(problem), name_hint(name, known));
    return static_cast<std::size_t>(found - known.begin());
}

}  // namespace offramp
