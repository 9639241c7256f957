// SPDX-License-Identifier: Apache-2.0
// What a sweep's store holds, as the charts of a report want it.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>

#include "analysis/store/store_reader.hpp"

namespace offramp {

/// A store with more estimates than `at_most` is thinned: first to the rungs, war, cooperation and
/// payoffs, then to every second, third, ... point. `outcomes_left_out` and `points_finished` say so.
///
///   {name, title, scenario, hash, version, seed, campaigns, points_wanted, points_finished, combine, shard,
///    factors: [{name, title, kind, unit, scale}], policies: [{name, title}], outcomes: [{name, meaning,
///    unit}], outcomes_left_out, points: [number], settings: [[value by point] by factor], estimates:
///    [[[[estimate, low, high] by point] by outcome] by policy], differences: the same against the first
///    policy, whose own list is empty}
nlohmann::ordered_json sweep_data_json(const StoreReader& store, std::size_t at_most = 30'000);

}  // namespace offramp
