// SPDX-License-Identifier: Apache-2.0
// Identities of named things, for keying random draws.
#pragma once

#include <cstdint>
#include <string_view>

namespace offramp {

/// A key for a named thing that does not depend on what else the scenario holds (FNV-1a, 64 bits).
std::uint64_t name_key(std::string_view kind, std::string_view name);

/// One key from two (finaliser of SplitMix64).
std::uint64_t combine_keys(std::uint64_t a, std::uint64_t b);

}  // namespace offramp
