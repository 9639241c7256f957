// SPDX-License-Identifier: Apache-2.0
// What the program's exit status says.
#pragma once

namespace offramp::cli {

inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kBadInput = 2;
inline constexpr int kInterrupted = 130;  // as a shell reports a program that SIGINT ended

}  // namespace offramp::cli
