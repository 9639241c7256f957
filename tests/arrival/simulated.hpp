// SPDX-License-Identifier: Apache-2.0
// Series of counts drawn from a model of arrivals.
#pragma once

#include <cstdint>

#include "analysis/arrival/arrival_model.hpp"
#include "engine/random/draws.hpp"

namespace offramp::testing {

/// By inversion, from the same start as expected_counts(): as if the mean had been the stationary one.
inline CountSeries simulated_counts(ArrivalModel model, const ArrivalParameters& p, std::size_t periods,
                                    std::uint64_t seed) {
    const Draws draws(seed, 0);
    CountSeries series;
    const double kept = std::exp(-series.width / p.memory);
    double recent = p.mean_rate() * series.width;
    for (std::size_t t = 0; t < periods; ++t) {
        const double expected = p.background * series.width + p.branching * recent;
        const double u = draws.uniforms(Stream::kDesign, 1, t)[0];
        int count = 0;
        while (count_distribution(count, expected, model, p.size) < u) ++count;
        series.counts.push_back(count);
        recent = kept * recent + (1.0 - kept) * count;
    }
    return series;
}

}  // namespace offramp::testing
