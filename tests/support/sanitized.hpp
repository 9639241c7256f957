// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace offramp::testing {

/// Whether the tests are built with sanitizers, where they run ten to forty times slower: tests of much work
/// do less of the same there.
#ifdef OFFRAMP_SANITIZED
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

}  // namespace offramp::testing
