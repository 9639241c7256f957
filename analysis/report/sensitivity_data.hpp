// SPDX-License-Identifier: Apache-2.0
// What a sweep says about its factors, for the charts of a report: shares of variance, effects, boxes.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "analysis/store/store_reader.hpp"

namespace offramp {

/// Of every headline outcome in the store, under each policy and as each policy's difference from the first:
///
///   sensitivity, boxes: [...]   as offramp sensitivity --json has them, where the design allows it; boxes
///                               of the worst quarter of the futures, and of those in which a policy does
///                               worse than the first
///   why_not, why_no_boxes       where it does not: text
///   effects: [{outcome, policy, minus, factors: [{name, low_setting, high_setting,
///              low: estimate, high: estimate, points_low, points_high}]}]
///
/// An effect is the mean over the futures with a factor's lowest level against that with its highest; of a
/// factor with more than 12 values, over the quarter with the lowest against that with the highest; of one
/// whose values are names, over those with the name of the lowest mean against that of the highest. The
/// interval of a mean is from how the futures differ (normal, an independent sample) and from the store's
/// intervals of their outcomes; that of a single future is the store's.
nlohmann::ordered_json sensitivity_data_json(const StoreReader& store);

}  // namespace offramp
