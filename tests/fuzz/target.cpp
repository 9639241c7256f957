// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/target.hpp"

#include <cstddef>
#include <cstdint>

namespace offramp::fuzz {

void check_refusal(const InputError& error) {
    ensure(!error.diagnostics().empty(), "a refusal has a reason");
    for (const Diagnostic& diagnostic : error.diagnostics()) {
        ensure(!diagnostic.message.empty(), "every problem is said");
        ensure(diagnostic.where.line >= 0 && diagnostic.where.column >= 0, "places count from 1");
    }
}

}  // namespace offramp::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto* text = reinterpret_cast<const char*>(data);  // NOLINT: bytes are the point
    offramp::fuzz::takes([&] { offramp::fuzz::examine({text, size}); });
    return 0;
}
