// SPDX-License-Identifier: Apache-2.0
// Whether what a model leaves unexplained is pure chance.
#pragma once

#include <cstdint>
#include <vector>

#include "analysis/arrival/arrival_model.hpp"

namespace offramp {

/// Of numbers that are independent and uniform on (0, 1) if the model is right. Both p-values take the
/// fitted parameters as if they had been known, which makes the first too large (too lenient).
struct ResidualTest {
    std::size_t count = 0;
    double distance = 0.0;       ///< largest between their distribution and the uniform one (Kolmogorov)
    double p_uniform = 1.0;      ///< of a distance as large (Kolmogorov, Smirnov; Stephens 1970)
    std::size_t lags = 0;        ///< that the next one looks at
    double p_independent = 1.0;  ///< of autocorrelations as large in their normal scores (Ljung, Box 1978)
};

ResidualTest residual_test(const std::vector<double>& uniforms);

/// P(D >= distance) of the largest distance between `count` uniform numbers and their distribution.
double kolmogorov_p(double distance, std::size_t count);

/// Event times: from the rescaled gaps between events.
ResidualTest residual_test(const EventTimes& events, const ArrivalParameters& parameters);

/// Counts: from their randomised probability integral transform, the discrete form of time rescaling (Smith
/// 1985; Dunn, Smyth 1996; Czado, Gneiting, Held 2009). Each number is the median over `randomisations`.
ResidualTest residual_test(const CountSeries& series, ArrivalModel model, const ArrivalParameters& parameters,
                           int randomisations = 25, std::uint64_t seed = 1);

}  // namespace offramp
