// SPDX-License-Identifier: Apache-2.0
// Whether a store can be trusted: everything in it checked against its checksums, every estimate against the
// totals that it comes from, and some points simulated again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "analysis/sweep/simulate_points.hpp"

namespace offramp {

struct VerifyOptions {
    std::uint64_t points = 3;  ///< simulated again; all where there are fewer
    std::uint64_t seed = 1;    ///< of which
    int threads = 1;
    std::stop_token cancel = {};
    std::function<void(const SweepProgress&)> progress = {};
};

/// One thing that was looked at.
struct StoreCheck {
    std::string what;           ///< "estimates"
    std::string against;        ///< "recomputed from the totals"
    std::uint64_t checked = 0;  ///< how many
    std::uint64_t wrong = 0;
};

struct StoreVerdict {
    std::vector<StoreCheck> checks;
    std::vector<std::string> problems;     ///< each names the point and what differs; the first hundred
    std::vector<std::uint64_t> simulated;  ///< points
    std::uint64_t points = 0;              ///< finished
    std::uint64_t points_wanted = 0;
    bool complete = true;  ///< false: cancelled
    bool holds() const;
};

/// Throws RuntimeFailure where the store is damaged so that no point of it can be looked at, and InputError
/// as the opening of stores does, or where points are to be simulated that another version made.
StoreVerdict verify_store(const std::filesystem::path& store, const VerifyOptions& options);

}  // namespace offramp
