// SPDX-License-Identifier: Apache-2.0
// Solved crises kept on disk, from run to run.
#pragma once

#include <filesystem>

#include "engine/crisis/table_library.hpp"

namespace offramp {

/// Keeps tables as files in a directory, which is made when the first is kept. A file that is damaged counts
/// as missing and is replaced; one that cannot be written is done without. With an empty directory nothing is
/// kept.
TableStore disk_cache(const std::filesystem::path& directory);

}  // namespace offramp
