// SPDX-License-Identifier: Apache-2.0
// The reference scenario, compiled; every benchmark measures on it.
#pragma once

#include "engine/model/compile.hpp"
#include "engine/scenario/read_scenario.hpp"

namespace offramp {

inline const Model& reference_model() {
    static const Model model = compile(load_scenario(OFFRAMP_REFERENCE_SCENARIO));
    return model;
}

}  // namespace offramp
