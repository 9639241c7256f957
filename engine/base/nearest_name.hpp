// SPDX-License-Identifier: Apache-2.0
// "Did you mean": the known name closest to one that is not known.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace offramp {

/// The element of `known` with the smallest edit distance (insertions, deletions, substitutions, adjacent
/// swaps) to `name`; empty where none is within half of the longer length.
std::string_view nearest_name(std::string_view name, std::span<const std::string> known);

/// "did you mean 'x'?", or a short list of the known names, or "" where there are none.
std::string name_hint(std::string_view name, std::span<const std::string> known);

}  // namespace offramp
