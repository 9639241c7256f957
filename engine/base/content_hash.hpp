// Names for contents: what is the same has the same, and nothing else will.
#pragma once

#include <string>
#include <string_view>

namespace offramp {

/// 32 hexadecimal digits: XXH3-128.
std::string content_hash(std::string_view bytes);

}  // namespace offramp
