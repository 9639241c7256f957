// Simulates the same campaigns under several options, some of which may sit out.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>

#include "analysis/batch.hpp"
#include "analysis/option_totals.hpp"

namespace offramp {

struct OptionBatch {
    std::uint64_t first = 0;            ///< number of the first campaign
    std::uint64_t count = 0;            ///< how many
    std::span<const std::size_t> live;  ///< the options that are simulated, ascending
    int threads = 1;
    std::stop_token cancel = {};
    std::function<void(std::uint64_t done)> progress = {};  ///< campaigns of all options together
};

/// Adds the campaigns to `totals`; runners[k] is the maker of option k. The result does not depend on the
/// number of threads. False when cancelled, with what was done until then added.
bool run_option_batch(std::span<const MakeRunner> runners, const OptionBatch& batch, OptionTotals& totals);

}  // namespace offramp
