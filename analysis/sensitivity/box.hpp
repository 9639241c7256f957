// SPDX-License-Identifier: Apache-2.0
// A box in the space of inputs: a few limits that say in which futures something happens.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "analysis/sensitivity/table.hpp"

namespace offramp {

/// Limits of each input, both inclusive; infinite where it is not restricted.
struct Box {
    std::vector<double> low;
    std::vector<double> high;
};

Box whole_space(std::size_t inputs);

bool inside(const Box& box, std::span<const double> point);

/// How well a box says where the cases of interest are (Bryant, Lempert 2010).
struct BoxScore {
    std::size_t points = 0;  ///< inside
    std::size_t cases = 0;   ///< cases of interest inside
    double coverage = 0.0;   ///< share of all cases of interest that are inside
    double density = 0.0;    ///< share of the points inside that are of interest
    double mass = 0.0;       ///< share of all points that are inside
    int restricted = 0;      ///< inputs with a limit
};

/// @param points       a row for each future
/// @param of_interest  1 for each future that is a case of interest, 0 otherwise
BoxScore score(const Box& box, const Table& points, std::span<const char> of_interest);

/// One limit of a box and what it is worth.
struct Restriction {
    std::size_t input = 0;
    bool upper = false;  ///< input <= limit; otherwise input >= limit
    double limit = 0.0;
    BoxScore without;  ///< of the box without this limit
    /// Probability that as many cases as are in the box would be among as many points if they were drawn at
    /// the density of the box without the limit (one-sided binomial test). "Quasi", because the same data
    /// chose the limit: a guard against what is plainly accidental, no proof.
    double quasi_p = 1.0;
};

/// Every limit of a box, by input, the lower one first.
std::vector<Restriction> restrictions(const Box& box, const Table& points, std::span<const char> of_interest);

/// The box without its least significant limit, again and again, until all that remain have quasi_p <= level.
Box without_accidental_limits(Box box, const Table& points, std::span<const char> of_interest, double level);

/// Futures, and which of them are of interest.
struct Labelled {
    Table points;
    std::vector<char> of_interest;
};

/// The futures outside a box.
Labelled outside(const Labelled& labelled, const Box& box);

}  // namespace offramp
