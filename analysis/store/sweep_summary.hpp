// SPDX-License-Identifier: Apache-2.0
// What a sweep came to, in a few numbers: how the outcomes spread over its points under each policy.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "analysis/store/store_reader.hpp"

namespace offramp {

struct OutcomeSpread {
    std::string name;
    std::uint64_t points = 0;  ///< at which there is an estimate
    std::optional<double> mean;
    std::optional<double> lowest;
    std::optional<double> highest;
    std::optional<std::uint64_t> lowest_at;  ///< point
    std::optional<std::uint64_t> highest_at;
};

struct PolicySpread {
    std::string name;
    std::vector<OutcomeSpread> outcomes;
};

/// Why campaigns failed, and the first of which it is known.
struct SweepFailure {
    std::string message;
    std::uint64_t point = 0;
    std::string policy;
    std::uint64_t campaign = 0;
};

struct SweepSummary {
    StoreInfo info;
    std::uint64_t points = 0;            ///< finished
    std::uint64_t campaigns_failed = 0;  ///< under each policy, added up
    std::vector<SweepFailure> failures;  ///< each reason once, the first few
    std::vector<PolicySpread> policies;
};

SweepSummary summarise(const StoreReader& store);

nlohmann::ordered_json to_json(const SweepSummary& summary);

}  // namespace offramp
