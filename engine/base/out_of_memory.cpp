// SPDX-License-Identifier: Apache-2.0
#include "engine/base/out_of_memory.hpp"

#include <new>

namespace offramp {
namespace {

[[noreturn]] void throw_out_of_memory() {
    throw std::bad_alloc();
}

}  // namespace

void end_out_of_memory() noexcept {
    throw_out_of_memory();
}

}  // namespace offramp
