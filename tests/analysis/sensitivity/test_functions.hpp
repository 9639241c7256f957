// SPDX-License-Identifier: Apache-2.0
// Functions whose sensitivities are known in closed form (Saltelli and others 2008).
#pragma once

#include <cmath>
#include <functional>
#include <numbers>
#include <span>
#include <vector>

#include "analysis/sensitivity/table.hpp"
#include "tests/analysis/synthetic.hpp"

namespace offramp::testing {

/// Ishigami, Homma 1990 with a = 7, b = 0.1, on the unit cube.
inline double ishigami(std::span<const double> u) {
    const auto x = [&](std::size_t i) { return std::numbers::pi * (2.0 * u[i] - 1.0); };
    const double s = std::sin(x(1));
    return std::sin(x(0)) + 7.0 * s * s + 0.1 * std::pow(x(2), 4) * std::sin(x(0));
}

/// Sobol's g-function with a = (0, 1, 4.5, 9, 99, 99, 99, 99).
inline double g_function(std::span<const double> u) {
    constexpr double kA[] = {0, 1, 4.5, 9, 99, 99, 99, 99};
    double product = 1.0;
    for (std::size_t i = 0; i < u.size(); ++i) product *= (std::abs(4 * u[i] - 2) + kA[i]) / (1 + kA[i]);
    return product;
}

inline double normal(std::uint64_t key, std::uint64_t draw) {
    return std::sqrt(-2.0 * std::log(uniform(key, 2 * draw))) *
           std::cos(2.0 * std::numbers::pi * uniform(key, 2 * draw + 1));
}

/// f at every point, in `replications` columns; noise(point, replication) is added.
inline Table evaluated(const Table& points, const std::function<double(std::span<const double>)>& f,
                       std::size_t replications = 1,
                       const std::function<double(std::size_t, std::size_t)>& noise = {}) {
    Table outcomes(points.rows, replications);
    for (std::size_t p = 0; p < points.rows; ++p) {
        const double value = f(points.row(p));
        for (std::size_t r = 0; r < replications; ++r) outcomes(p, r) = value + (noise ? noise(p, r) : 0.0);
    }
    return outcomes;
}

}  // namespace offramp::testing
