// SPDX-License-Identifier: Apache-2.0
// How finely the crisis game is solved, and what solved crises tell apart.
#pragma once

#include <vector>

#include "engine/base/diagnostic.hpp"
#include "engine/scenario/field.hpp"
#include "engine/scenario/values.hpp"

namespace offramp {

/// How finely the crisis game is solved.
struct SolverSettings {
    int beliefs = 5;          ///< points of the grid of beliefs along one edge
    int configurations = 16;  ///< at most
    int harms = 1;
    Location where;
};

void describe(auto& v, Like<SolverSettings> auto& x) {
    v(Field{.key = "beliefs",
            .meaning =
                "points between certainty that an actor is of one type and of another at which the game is "
                "solved, both ends included",
            .range = {.low = 2, .high = 101}},
      x.beliefs);
    v(Field{.key = "configurations",
            .meaning = "combinations of channels and of what can be done once that are told apart at most; "
                       "beyond them, an action that can be taken once is solved as if it could be repeated",
            .range = {.low = 1, .high = 4096}},
      x.configurations);
    v(Field{.key = "harms",
            .meaning = "harms done in a crisis that are counted when later odds are worked out",
            .range = {.low = 0, .high = 10}},
      x.harms);
}

/// A feature that solved crises distinguish, and the values at which they are solved.
struct ContextFeature {
    Reference feature;
    std::vector<double> values;
    Location where;
};

void describe(auto& v, Like<ContextFeature> auto& x) {
    v(Field{.key = "feature",
            .meaning = "a feature of the campaign",
            .required = true,
            .names = NameKind::kFeature},
      x.feature);
    v(Field{.key = "values",
            .meaning = "values of the feature at which crises are solved, increasing; play takes the nearest",
            .required = true},
      x.values);
}

}  // namespace offramp
