// SPDX-License-Identifier: Apache-2.0
// The bytes of totals, with the checksum that they need: a fuzzer finds none.
#include "analysis/outcomes.hpp"
#include "analysis/totals_codec.hpp"
#include "engine/base/hash.hpp"
#include "tests/fuzz/target.hpp"

namespace offramp::fuzz {
namespace {

std::string with_checksum(std::string_view body) {
    std::string bytes(body);
    const std::uint64_t sum = checksum(body);
    for (unsigned shift = 0; shift < 64; shift += 8) bytes += static_cast<char>(sum >> shift & 0xFFU);
    return bytes;
}

}  // namespace

void examine(std::string_view input) {
    const std::string bytes = with_checksum(input);
    OutcomeTotals totals = decode_totals(bytes);
    ensure(encode_totals(totals) == bytes, "totals are written as they were read");
    const OutcomeTotals other = totals;
    totals.merge(other);
}

}  // namespace offramp::fuzz
