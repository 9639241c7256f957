// SPDX-License-Identifier: Apache-2.0
// Fingerprints of bytes (xxHash). Not against an adversary: for telling texts apart and finding damage.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace offramp {

/// 32 hexadecimal digits: XXH3-128.
std::string fingerprint(std::string_view bytes);

/// XXH3-64. `seed`: the checksum of what came before, to take one over several pieces.
std::uint64_t checksum(std::string_view bytes, std::uint64_t seed = 0);

}  // namespace offramp
