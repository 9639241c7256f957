// SPDX-License-Identifier: Apache-2.0
// Random lengths of time whose scale is log-linear in the state.
#pragma once

#include "engine/scenario/scenario.hpp"

namespace offramp {

/// P(duration <= hours) where the scale is `scale` hours (its meaning by family: see DurationGlm).
double duration_probability(DurationFamily family, double shape, double scale, double hours);

/// The duration below which a share u in (0, 1) of all durations lies, in hours.
double duration_quantile(DurationFamily family, double shape, double scale, double u);

}  // namespace offramp
