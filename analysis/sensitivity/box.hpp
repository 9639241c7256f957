// SPDX-License-Identifier: Apache-2.0
// A box in the space of inputs: a few limits that say in which futures something happens.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "analysis/sensitivity/table.hpp"

namespace offramp {

/// Limits of each input, both inclusive; infinite where it is not restricted. Of an input whose values are
/// names instead those that are left out (Friedman, Fisher 1999): no order says what lies between two.
struct Box {
    std::vector<double> low;
    std::vector<double> high;
    std::vector<std::vector<double>> left_out;  ///< by input, ascending

    friend bool operator==(const Box&, const Box&) = default;
};

Box whole_space(std::size_t inputs);

bool inside(const Box& box, std::span<const double> point);

bool is_restricted(const Box& box, std::size_t input);

/// How many futures are of interest.
std::size_t cases_among(std::span<const char> of_interest);

/// How well a box says where the cases of interest are (Bryant, Lempert 2010).
struct BoxScore {
    std::size_t points = 0;  ///< inside
    std::size_t cases = 0;   ///< cases of interest inside
    double coverage = 0.0;   ///< share of all cases of interest that are inside
    double density = 0.0;    ///< share of the points inside that are of interest
    double mass = 0.0;       ///< share of all points that are inside
    int restricted = 0;      ///< inputs with a limit
};

/// Of a box that holds so many cases and points of all.
BoxScore score(const Box& box, std::size_t cases, std::size_t points, std::size_t all_cases,
               std::size_t all_points);

/// @param points       a row for each future
/// @param of_interest  1 for each future that is a case of interest, 0 otherwise
BoxScore score(const Box& box, const Table& points, std::span<const char> of_interest);

/// Where a box has a limit: the upper or lower side of an input, or the names of one that are left out.
struct Side {
    enum class Kind : std::uint8_t { kLower, kUpper, kNames };
    std::size_t input = 0;
    Kind kind = Kind::kLower;

    friend bool operator==(const Side&, const Side&) = default;
};

/// Every limit of a box, by input, the lower one first.
std::vector<Side> sides(const Box& box);

/// The box without the limit there.
Box widened(Box box, const Side& side);

/// One limit of a box and what it is worth.
struct Restriction {
    Side side;
    double limit = 0.0;            ///< where it is on a number
    std::vector<double> left_out;  ///< where it is on names
    BoxScore without;              ///< of the box without this limit
    /// Probability that as many cases as are in the box would be among as many points if they were drawn at
    /// the density of the box without the limit (one-sided binomial test). "Quasi", because the same data
    /// chose the limit: a guard against what is plainly accidental, no proof.
    double quasi_p = 1.0;
};

/// What each limit is worth, in the order of sides().
std::vector<Restriction> restrictions(const Box& box, const Table& points, std::span<const char> of_interest);

/// How much likelier the points are if the cases have one density in the box and another outside than if they
/// have the same everywhere: the logarithm of the ratio (Kulldorff 1997), >= 0; 0 where the box is no denser.
double log_likelihood_ratio(std::size_t cases, std::size_t points, std::size_t all_cases,
                            std::size_t all_points);

/// Futures, and which of them are of interest.
struct Labelled {
    Table points;
    std::vector<char> of_interest;
};

/// The futures outside a box.
Labelled outside(const Labelled& labelled, const Box& box);

}  // namespace offramp
