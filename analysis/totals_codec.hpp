// SPDX-License-Identifier: Apache-2.0
// Totals as bytes: what a store keeps, so that what was simulated apart can be merged later, exactly.
#pragma once

#include <string>
#include <string_view>

#include "analysis/outcome_totals.hpp"

namespace offramp {

/// A version, the totals and a checksum. Equal totals have equal bytes, on every machine.
std::string encode_totals(const OutcomeTotals& totals);

/// The totals that encode_totals() was given. Throws RuntimeFailure for bytes that it did not make.
OutcomeTotals decode_totals(std::string_view bytes);

}  // namespace offramp
