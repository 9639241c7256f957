// SPDX-License-Identifier: Apache-2.0
// Positions are counted in int; containers want std::size_t.
#pragma once

#include <cstddef>

namespace offramp {

constexpr std::size_t at(int i) {
    return static_cast<std::size_t>(i);
}

}  // namespace offramp
