// SPDX-License-Identifier: Apache-2.0
// The sweep behind a store, so that its points can be simulated again.
#pragma once

#include <cstdint>
#include <filesystem>

#include "analysis/store/store_info.hpp"
#include "analysis/sweep/sweep.hpp"

namespace offramp {

/// From what the store says alone: no other file is read. Its factors have no levels or distributions, and
/// its design no points: the settings of the points are those that are stored. Throws RuntimeFailure where
/// policies are not the scenarios that were run, InputError where another version made the store.
Sweep stored_sweep(const StoreInfo& info, const std::filesystem::path& store);

}  // namespace offramp
