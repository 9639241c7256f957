// SPDX-License-Identifier: Apache-2.0
// Numbers that may be unknown, and estimates, in machine-readable output.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "analysis/interval.hpp"

namespace offramp {

nlohmann::ordered_json number_or_null(const std::optional<double>& value);

/// {estimate, low, high}; null where the data say nothing.
nlohmann::ordered_json estimate_json(const Estimate& estimate);

}  // namespace offramp
