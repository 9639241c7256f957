// SPDX-License-Identifier: Apache-2.0
// From a checked scenario to the arrays that are simulated and solved.
#pragma once

#include "engine/model/model.hpp"
#include "engine/scenario/validated_scenario.hpp"

namespace offramp {

Model compile(const ValidatedScenario& scenario);

}  // namespace offramp
