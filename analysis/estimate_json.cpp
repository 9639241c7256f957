// SPDX-License-Identifier: Apache-2.0
#include "analysis/estimate_json.hpp"

#include <nlohmann/json.hpp>

namespace offramp {

nlohmann::ordered_json number_or_null(const std::optional<double>& value) {
    return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

nlohmann::ordered_json estimate_json(const Estimate& estimate) {
    return {{"estimate", number_or_null(estimate.value)},
            {"low", number_or_null(estimate.low)},
            {"high", number_or_null(estimate.high)}};
}

}  // namespace offramp
