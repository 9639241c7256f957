// SPDX-License-Identifier: Apache-2.0
// Screening by elementary effects: which inputs matter at all, from few runs (Morris 1991).
#pragma once

#include <cstdint>
#include <vector>

#include "analysis/sensitivity/bootstrap.hpp"
#include "analysis/sensitivity/table.hpp"

namespace offramp {

/// Trajectories over a grid of levels in [0, 1]; each moves every input once, by +step or -step.
struct MorrisDesign {
    std::size_t trajectories = 0;
    std::size_t inputs = 0;
    Table points;                    ///< trajectories * (inputs + 1) rows of inputs
    std::vector<std::size_t> moved;  ///< trajectories * inputs: which input each step moves
    /// By input: its values are names, without order, and a step leads from any one to any other. Empty: none
    /// are.
    std::vector<bool> nominal = {};
};

/// @param levels  of the grid, even, at least 2; the step is levels / (2 (levels - 1))
MorrisDesign morris_design(std::size_t trajectories, std::size_t inputs, std::size_t levels,
                           std::uint64_t seed);

struct ElementaryEffects {
    Estimate mean_absolute;  ///< mu* (Campolongo, Cariboni, Saltelli 2007): how much the input matters
    Estimate mean;           ///< mu: in which direction
    Estimate deviation;      ///< sigma: how much that depends on the others, without the simulator's noise
    double noise_floor = 0;  ///< what mu* would come to for an input without effect, from noise alone
};

/// By input, per unit of its range (of names: from one to another), with percentile intervals over resampled
/// trajectories. mu* is the mean of absolute values and takes noise up; an input whose mu* lies near its
/// noise floor has shown no effect. The variance of the effects has the part that noise adds taken off,
/// estimated from the replications, which may share random numbers within a trajectory. The effect of a name
/// on another has no direction, so that of nominal inputs there is mu* alone.
/// @param outcomes  a row for each point, a column for each replication. One column: deterministic.
std::vector<ElementaryEffects> elementary_effects(const MorrisDesign& design, const Table& outcomes,
                                                  const BootstrapOptions& options = {});

}  // namespace offramp
