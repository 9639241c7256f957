// Estimates in machine-readable output.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "analysis/interval.hpp"

namespace offramp {

/// {estimate, low, high}; null where the data say nothing.
nlohmann::ordered_json estimate_json(const Estimate& estimate);

}  // namespace offramp
