// SPDX-License-Identifier: Apache-2.0
// The points at which Sobol' indices are estimated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "analysis/sensitivity/table.hpp"

namespace offramp {

/// `rows` points of the Sobol' sequence in (0, 1)^columns, from its start (a power of two fills the cube most
/// evenly). `shift`: seed of a random shift modulo 1 (Cranley, Patterson 1976), for independent repetitions.
/// Throws InputError for more columns than the direction numbers serve (3667).
Table sobol_points(std::size_t rows, std::size_t columns, std::optional<std::uint64_t> shift = {});

/// Saltelli's (2002, 2010) design: two independent samples A and B of `base` points, and copies of A in which
/// one input comes from B. Points stand in blocks, one for each base row, so that a row's points can share
/// their random numbers and rows stay independent.
struct SaltelliDesign {
    std::size_t base = 0;
    std::size_t inputs = 0;
    bool second_order = false;
    Table points;  ///< base * block() rows of inputs in (0, 1)

    std::size_t block() const { return 2 + inputs * (second_order ? 2U : 1U); }
    // Rows of `points` in block j:
    std::size_t a(std::size_t j) const { return j * block(); }
    std::size_t b(std::size_t j) const { return j * block() + 1; }
    std::size_t ab(std::size_t j, std::size_t i) const { return j * block() + 2 + i; }  ///< A, input i from B
    std::size_t ba(std::size_t j, std::size_t i) const {                                ///< B, input i from A
        return j * block() + 2 + inputs + i;
    }
};

/// @param base  at least 2
/// @param second_order  adds the points that second-order indices need
SaltelliDesign saltelli_design(std::size_t base, std::size_t inputs, bool second_order,
                               std::optional<std::uint64_t> shift = {});

}  // namespace offramp
