// SPDX-License-Identifier: Apache-2.0
// Finding things that have a name by it.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

namespace offramp {

/// The first of that name; null where there is none.
template <class Named>
const Named* find_named(const std::vector<Named>& things, std::string_view name) {
    const auto found = std::ranges::find(things, name, &Named::name);
    return found == things.end() ? nullptr : &*found;
}

template <class Named>
bool has_named(const std::vector<Named>& things, std::string_view name) {
    return find_named(things, name) != nullptr;
}

/// Of the lists in a scenario that mean everybody, or everything, where they are empty.
template <class Named>
bool all_or_has_named(const std::vector<Named>& things, std::string_view name) {
    return things.empty() || has_named(things, name);
}

}  // namespace offramp
