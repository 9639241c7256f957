// SPDX-License-Identifier: Apache-2.0
// Which factors of a sweep an outcome depends on, by whichever method its design allows.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <variant>
#include <vector>

#include "analysis/sensitivity/futures.hpp"
#include "analysis/sensitivity/morris.hpp"
#include "analysis/sensitivity/sobol_indices.hpp"

namespace offramp {

/// First-order shares from points without a special design; see correlation_ratio().
struct VarianceShares {
    double mean = 0.0;
    double variance = 0.0;  ///< of the estimates over the futures
    /// The most that the simulator's noise may have of that variance: what it would be if points did not
    /// share their campaigns, which takes part of it out. Empty where an estimate has no interval.
    std::optional<double> noise_at_most;
    std::vector<Estimate> first;  ///< by factor
};

using MorrisEffects = std::vector<ElementaryEffects>;  ///< by factor

struct TargetSensitivity {
    Target target;
    std::uint64_t used = 0;      ///< base samples, trajectories or futures
    std::uint64_t left_out = 0;  ///< not finished, or without a value at one of their points
    std::variant<SobolIndices, MorrisEffects, VarianceShares> result;
};

/// Throws InputError where the design allows none of the methods, or too little of it is finished.
TargetSensitivity sensitivity_of(const Futures& futures, const Target& target);

/// By decreasing importance: total index, mu* or first-order share; those without a value last.
std::vector<std::size_t> by_importance(const TargetSensitivity& sensitivity);

/// {outcome, policy, minus, method, used, left_out, ..., factors: [...]}, factors in the sweep's order.
nlohmann::ordered_json to_json(const Futures& futures, const TargetSensitivity& sensitivity);

}  // namespace offramp
