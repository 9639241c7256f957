// SPDX-License-Identifier: Apache-2.0
// For formats that a fuzzer will not hit upon: the input says what to change in bytes that are sound.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace offramp::fuzz {

/// Each four bytes of the input put one byte, the last, at a place: the first three, modulo the length.
inline std::string changed(std::string bytes, std::string_view changes) {
    constexpr std::size_t kChange = 4;
    const auto byte = [&](std::size_t i) {
        return static_cast<std::size_t>(static_cast<unsigned char>(changes[i]));
    };
    for (std::size_t i = 0; i + kChange <= changes.size(); i += kChange)
        bytes[(byte(i) | byte(i + 1) << 8U | byte(i + 2) << 16U) % bytes.size()] = changes[i + 3];
    return bytes;
}

}  // namespace offramp::fuzz
