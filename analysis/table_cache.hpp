// SPDX-License-Identifier: Apache-2.0
// Solved crises kept on disk, from run to run, or in memory, from model to model.
#pragma once

#include <cstddef>
#include <filesystem>

#include "engine/crisis/table_library.hpp"

namespace offramp {

/// Keeps tables as files in a directory, which is made when the first is kept. A file that is damaged counts
/// as missing and is replaced; one that cannot be written is done without. With an empty directory nothing is
/// kept.
TableStore disk_cache(const std::filesystem::path& directory);

/// About as much as the solved crises of five policies of the reference scenario take.
inline constexpr std::size_t kKeptBytes = 512UL << 20U;

/// Keeps tables in memory up to a number of bytes, those that were asked for last: for models of which many
/// differ only in what no crisis depends on.
TableStore memory_cache(std::size_t most_bytes = kKeptBytes);

}  // namespace offramp
