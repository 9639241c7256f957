// SPDX-License-Identifier: Apache-2.0
// Shards of one sweep put together.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace offramp {

struct MergedStore {
    std::uint64_t points = 0;         ///< in the merged store
    std::uint64_t points_wanted = 0;  ///< of the whole sweep
};

/// A store with every finished point of the inputs, which exports as if one run had made it, in whatever
/// order and grouping the inputs came. A point may be in several of them, if it came out the same. The
/// output appears whole or not at all. Throws InputError where the inputs are of different sweeps or
/// disagree, or the output is there already; RuntimeFailure as the opening of stores does.
MergedStore merge_stores(const std::vector<std::filesystem::path>& inputs,
                         const std::filesystem::path& output);

}  // namespace offramp
