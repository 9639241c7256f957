// SPDX-License-Identifier: Apache-2.0
// Running out of memory where no exception can say so.
#pragma once

namespace offramp {

/// Ends the program as a std::bad_alloc that nobody catches. For what C libraries call, whose frames no
/// exception may pass through: std::terminate() then knows what happened, as it would not from their abort().
[[noreturn]] void end_out_of_memory() noexcept;

}  // namespace offramp
