// SPDX-License-Identifier: Apache-2.0
// Simulates the same campaigns under several options, some of which may sit out.
#pragma once

#include <span>

#include "analysis/batch.hpp"
#include "analysis/option_totals.hpp"

namespace offramp {

/// Adds the campaigns to `totals`; runners[k] is the maker of option k, and the options `live` (ascending)
/// are simulated. False when cancelled, with what was done until then added.
bool run_option_batch(std::span<const MakeRunner> runners, std::span<const std::size_t> live,
                      const BatchOptions& options, OptionTotals& totals);

}  // namespace offramp
