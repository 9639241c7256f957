// SPDX-License-Identifier: Apache-2.0
#include "cli/cache_directory.hpp"

#include <cstdlib>

namespace offramp::cli {
namespace {

std::filesystem::path from_environment(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing here sets it
    return value == nullptr ? std::filesystem::path() : std::filesystem::path(value);
}

}  // namespace

std::filesystem::path cache_directory() {
    if (const auto own = from_environment("OFFRAMP_CACHE"); !own.empty()) return own;
    if (const auto shared = from_environment("XDG_CACHE_HOME"); !shared.empty()) return shared / "offramp";
    if (const auto home = from_environment("HOME"); !home.empty()) return home / ".cache" / "offramp";
    return {};
}

}  // namespace offramp::cli
