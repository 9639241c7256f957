// SPDX-License-Identifier: Apache-2.0
// Percentile intervals by resampling rows with replacement (Efron, Tibshirani 1993), expanded to what
// Student's are for few rows (Hesterberg 2015).
#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <span>
#include <vector>

#include "analysis/interval.hpp"

namespace offramp {

struct BootstrapOptions {
    std::size_t resamples = 1000;   ///< 0: no intervals
    std::uint64_t seed = 20210501;  ///< fixed: the same data give the same interval
};

/// Puts numbers that were computed from some rows into `out`; each row may be drawn several times.
using RowStatistics = std::function<void(std::span<const std::size_t> rows, std::span<double> out)>;

/// `count` numbers, each with its 95 % expanded percentile interval over resampled rows 0..rows-1. Numbers
/// that are not finite have no value; they are left out of the percentiles.
std::vector<Estimate> bootstrap(std::size_t rows, std::size_t count, const RowStatistics& statistics,
                                const BootstrapOptions& options);

/// Uniform on 0..size-1, the same on every platform. The remainder's bias is below size / 2^64.
inline std::size_t draw_index(std::mt19937_64& generator, std::size_t size) {
    return static_cast<std::size_t>(generator() % size);
}

}  // namespace offramp
