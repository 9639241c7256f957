// SPDX-License-Identifier: Apache-2.0
// Which inputs the variance of an outcome comes from (Sobol' 1993), for deterministic and stochastic models.
#pragma once

#include <vector>

#include "analysis/sensitivity/bootstrap.hpp"
#include "analysis/sensitivity/saltelli_design.hpp"

namespace offramp {

struct PairIndex {
    std::size_t first = 0;
    std::size_t second = 0;
    Estimate index;
};

/// Indices of f(x) = E[outcome | x]. Without a value where the variance of f is not positive.
struct SobolIndices {
    Estimate mean;
    Estimate variance;              ///< of f over the inputs, without the noise of the simulator
    Estimate noise_share;           ///< of the variance of a single replication; without replications 0
    std::vector<Estimate> first;    ///< S_i: by input
    std::vector<Estimate> total;    ///< ST_i
    std::vector<PairIndex> second;  ///< S_ij, i < j, where the design has second order
};

/// First-order indices by Saltelli's (2010) estimator, total ones by Jansen's (1999), second-order ones by
/// Saltelli's (2002), with percentile intervals over resampled base rows. Where the design has second order,
/// each is the mean of what A and B say of it (Saltelli 2002), so that a pair with an input that does nothing
/// has an index of exactly 0.
///
/// Noise of the simulator is not counted: every estimator is a mean of products of outcomes at two points,
/// and with replications a product of means is taken over pairs of different replications only, which is
/// unbiased for f(x) f(x') whether or not replication k shares its random numbers between the points of a
/// row. Different rows must not share theirs, or the intervals are too narrow.
///
/// @param outcomes  design.points.rows rows; a column for each replication. One column: the model is taken to
///                  be deterministic.
SobolIndices sobol_indices(const SaltelliDesign& design, const Table& outcomes,
                           const BootstrapOptions& options = {});

}  // namespace offramp
