// SPDX-License-Identifier: Apache-2.0
#include "analysis/sensitivity/saltelli_design.hpp"

#include <algorithm>
#include <boost/random/sobol.hpp>
#include <random>
#include <string>
#include <vector>

#include "engine/base/error.hpp"

namespace offramp {
namespace {

constexpr std::size_t kMostColumns = boost::random::default_sobol_table::max_dimension;

double unit_interval(std::uint64_t bits) {
    return (static_cast<double>(bits >> 12) + 0.5) * 0x1p-52;
}

}  // namespace

Table sobol_points(std::size_t rows, std::size_t columns, std::optional<std::uint64_t> shift) {
    if (columns == 0 || columns > kMostColumns) {
        throw InputError({}, "a Sobol' sequence has 1 to " + std::to_string(kMostColumns) + " dimensions");
    }
    std::vector<double> offset(columns, 0.0);
    if (shift) {
        std::mt19937_64 generator(*shift);
        for (double& x : offset) x = unit_interval(generator());
    }
    Table points(rows, columns);
    boost::random::sobol sequence(columns);
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < columns; ++c) {
            const double x = unit_interval(sequence()) + offset[c];
            points(r, c) = x < 1.0 ? x : x - 1.0;
        }
    }
    return points;
}

SaltelliDesign saltelli_design(std::size_t base, std::size_t inputs, bool second_order,
                               std::optional<std::uint64_t> shift) {
    ensure(base >= 2 && inputs >= 1, "a design has at least two rows and one input");
    SaltelliDesign design{base, inputs, second_order, {}};
    const Table both = sobol_points(base, 2 * inputs, shift);  // A and B side by side
    design.points = Table(base * design.block(), inputs);
    for (std::size_t j = 0; j < base; ++j) {
        const auto a = both.row(j).first(inputs);
        const auto b = both.row(j).last(inputs);
        const auto put = [&](std::size_t row, std::span<const double> most) {
            std::copy(most.begin(), most.end(), design.points.row(row).begin());
        };
        put(design.a(j), a);
        put(design.b(j), b);
        for (std::size_t i = 0; i < inputs; ++i) {
            put(design.ab(j, i), a);
            design.points(design.ab(j, i), i) = b[i];
            if (!second_order) continue;
            put(design.ba(j, i), b);
            design.points(design.ba(j, i), i) = a[i];
        }
    }
    return design;
}

}  // namespace offramp
