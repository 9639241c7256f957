// SPDX-License-Identifier: Apache-2.0
// Scenario discovery by the patient rule induction method: boxes in which cases of interest are dense
// (Friedman, Fisher 1999; Bryant, Lempert 2010).
#pragma once

#include <vector>

#include "analysis/sensitivity/box.hpp"

namespace offramp {

/// What a peel is chosen by.
enum class PeelObjective {
    kDensity,     ///< density afterwards (Friedman, Fisher 1999)
    kGainByPoint  ///< gain in density for each point given up: fair to inputs with many ties
};

struct PrimOptions {
    double peel = 0.1;         ///< alpha: share of the points in the box that a peel takes off, in (0, 0.5)
    double paste = 0.05;       ///< share that a paste puts back; 0: no pasting
    double least_mass = 0.05;  ///< share of all points below which peeling stops
    PeelObjective objective = PeelObjective::kGainByPoint;
    std::vector<bool> nominal = {};  ///< by input: its values are names, without order. Empty: none are
};

inline bool is_nominal(const PrimOptions& options, std::size_t input) {
    return !options.nominal.empty() && options.nominal[input];
}

struct PrimStep {
    Box box;
    BoxScore score;
};

/// The boxes from the whole space on: each peel takes off the lowest or highest `peel` of one input, or one
/// of its names, by the best objective (of equal ones that with fewer restricted inputs, then the first
/// input, upper end first); pastes at the end widen one limit at a time, or let a name back in, while that
/// does not lower the density. A limit lies halfway between the last value inside and the first outside;
/// equal values stay together.
std::vector<PrimStep> prim_trajectory(const Table& points, std::span<const char> of_interest,
                                      const PrimOptions& options = {});

}  // namespace offramp
