// SPDX-License-Identifier: Apache-2.0
#include "engine/base/key.hpp"

namespace offramp {

std::uint64_t name_key(std::string_view kind, std::string_view name) {
    std::uint64_t hash = 0xcbf29ce484222325;
    const auto add = [&hash](std::string_view text) {
        for (const char c : text) {
            hash ^= static_cast<unsigned char>(c);
            hash *= 0x100000001b3;
        }
        hash ^= 0xff;  // a separator that no UTF-8 text contains
        hash *= 0x100000001b3;
    };
    add(kind);
    add(name);
    return hash;
}

std::uint64_t combine_keys(std::uint64_t a, std::uint64_t b) {
    std::uint64_t z = a + 0x9e3779b97f4a7c15 * (b + 1);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

}  // namespace offramp
