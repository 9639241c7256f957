// SPDX-License-Identifier: Apache-2.0
// A design in the definition of a sweep, from which an analysis of the store knows how its points belong
// together.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "analysis/sweep/sampling_design.hpp"

namespace offramp {

/// What a design with blocks is, besides its name.
nlohmann::ordered_json blocks_json(const SamplingDesign& design);

/// The design in a sweep's definition. Of one without blocks only the name and the number of points are kept.
/// Throws nlohmann::json::exception or InputError for what is none.
SamplingDesign design_in(const nlohmann::ordered_json& definition);

}  // namespace offramp
