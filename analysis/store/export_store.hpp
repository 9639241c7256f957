// SPDX-License-Identifier: Apache-2.0
// A store as text, in an order that depends on the sweep alone.
#pragma once

#include <functional>
#include <string_view>

#include "analysis/store/store_reader.hpp"

namespace offramp {

enum class TextFormat { kCsv, kJsonLines };

/// What can be exported, by its name.
inline constexpr std::string_view kExports[] = {"outcomes", "points", "differences", "trajectories",
                                                "failures"};

using WriteText = std::function<void(std::string_view)>;

/// Writes one of kExports: equal sweeps give equal bytes. Numbers are the shortest that read back as the
/// same. CSV has a header line, is quoted as RFC 4180 says and leaves what there is none of empty; in JSON
/// lines that is null.
void export_store(const StoreReader& store, std::string_view what, TextFormat format, const WriteText& write);

}  // namespace offramp
