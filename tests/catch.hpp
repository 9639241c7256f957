// SPDX-License-Identifier: Apache-2.0
// Catch2 v2 (Debian 12) and v3 (newer systems) under one include.
#pragma once
#include <cstdio>
#include <string>

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
inline auto contains(const std::string& text) {
    return Catch::Matchers::ContainsSubstring(text);
}
#else
#include <catch2/catch.hpp>  // which brings its Approx into the global namespace itself
inline auto contains(const std::string& text) {
    return Catch::Contains(text);
}
#endif

/// Ends a test case that cannot run here: ctest shows it as skipped, and scripts/test the reason.
#define OFFRAMP_SKIP(reason)           \
    do {                               \
        std::puts("SKIPPED: " reason); \
        return;                        \
    } while (false)
