// SPDX-License-Identifier: Apache-2.0
// Names of things, where one stands among them, and "did you mean" for one that does not.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.hpp"

namespace offramp {

/// The element of `known` with the smallest edit distance (insertions, deletions, substitutions, adjacent
/// swaps) to `name`; empty where none is within half of the longer length.
std::string_view nearest_name(std::string_view name, std::span<const std::string> known);

/// Of things that have one.
template <class Named>
std::vector<std::string> names_of(const std::vector<Named>& things) {
    std::vector<std::string> names;
    for (const Named& thing : things) names.push_back(thing.name);
    return names;
}

/// The place of `name` in `known`. Throws InputError with `problem` and name_hint() where it has none.
std::size_t place_among(std::span<const std::string> known, std::string_view name, std::string problem,
                        const Location& where = {});

/// "did you mean 'x'?", or a short list of the known names, or "" where there are none.
std::string name_hint(std::string_view name, std::span<const std::string> known);

}  // namespace offramp
