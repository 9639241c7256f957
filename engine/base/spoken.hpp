// SPDX-License-Identifier: Apache-2.0
// Names as people read them.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace offramp {

/// A name as it reads in a sentence: underscores and hyphens become blanks. Not for titles, whose hyphens are
/// meant.
inline std::string spoken(std::string_view name) {
    std::string text(name);
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '_' || c == '-'; }, ' ');
    return text;
}

}  // namespace offramp
