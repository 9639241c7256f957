// SPDX-License-Identifier: Apache-2.0
// What enumerators are called.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/reflection.hpp"

namespace offramp {

/// The name of an enumerator in a list that has one for each, in their order.
template <class Enum, std::size_t n>
constexpr std::string_view name_in(const std::string_view (&names)[n], Enum value) {
    static_assert(n == enumerator_count<Enum>(), "each enumerator has a name");
    return names[static_cast<std::size_t>(value)];
}

/// What to_string() calls each enumerator.
template <class Enum>
std::vector<std::string> enumerator_names() {
    std::vector<std::string> names;
    for (std::size_t k = 0; k < enumerator_count<Enum>(); ++k)
        names.emplace_back(to_string(static_cast<Enum>(k)));
    return names;
}

}  // namespace offramp
