// SPDX-License-Identifier: Apache-2.0
// A plain matrix of numbers, row by row.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace offramp {

struct Table {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<double> values;  ///< rows x columns

    Table() = default;
    Table(std::size_t r, std::size_t c, double fill = 0.0) : rows(r), columns(c), values(r * c, fill) {}

    double& operator()(std::size_t r, std::size_t c) { return values[r * columns + c]; }
    double operator()(std::size_t r, std::size_t c) const { return values[r * columns + c]; }
    std::span<double> row(std::size_t r) { return {values.data() + r * columns, columns}; }
    std::span<const double> row(std::size_t r) const { return {values.data() + r * columns, columns}; }
};

}  // namespace offramp
