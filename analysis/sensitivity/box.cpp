// SPDX-License-Identifier: Apache-2.0
#include "analysis/sensitivity/box.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <limits>

#include "engine/base/elementary.hpp"
#include "engine/base/error.hpp"

namespace offramp {
namespace {

constexpr double kUnlimited = std::numeric_limits<double>::infinity();

double share_of(std::size_t part, std::size_t whole) {
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// P(X >= hits) for X binomial.
double binomial_tail(std::size_t hits, std::size_t trials, double p) {
    if (hits == 0 || p >= 1.0) return 1.0;
    if (p <= 0.0) return 0.0;
    const boost::math::binomial distribution(static_cast<double>(trials), p);
    return boost::math::cdf(boost::math::complement(distribution, static_cast<double>(hits) - 1.0));
}

}  // namespace

Box whole_space(std::size_t inputs) {
    return {std::vector<double>(inputs, -kUnlimited), std::vector<double>(inputs, kUnlimited),
            std::vector<std::vector<double>>(inputs)};
}

bool inside(const Box& box, std::span<const double> point) {
    for (std::size_t i = 0; i < point.size(); ++i) {
        const bool within = point[i] >= box.low[i] && point[i] <= box.high[i];  // false for NaN
        if (!within) return false;
        if (!box.left_out[i].empty() && std::ranges::binary_search(box.left_out[i], point[i])) return false;
    }
    return true;
}

bool is_restricted(const Box& box, std::size_t input) {
    return !std::isinf(box.low[input]) || !std::isinf(box.high[input]) || !box.left_out[input].empty();
}

std::vector<Side> sides(const Box& box) {
    std::vector<Side> list;
    for (std::size_t i = 0; i < box.low.size(); ++i) {
        if (!std::isinf(box.low[i])) list.push_back({i, Side::Kind::kLower});
        if (!std::isinf(box.high[i])) list.push_back({i, Side::Kind::kUpper});
        if (!box.left_out[i].empty()) list.push_back({i, Side::Kind::kNames});
    }
    return list;
}

Box widened(Box box, const Side& side) {
    switch (side.kind) {
        case Side::Kind::kLower:
            box.low[side.input] = -kUnlimited;
            break;
        case Side::Kind::kUpper:
            box.high[side.input] = kUnlimited;
            break;
        case Side::Kind::kNames:
            box.left_out[side.input].clear();
            break;
    }
    return box;
}

std::size_t cases_among(std::span<const char> of_interest) {
    return static_cast<std::size_t>(
        std::ranges::count_if(of_interest, [](char label) { return label != 0; }));
}

BoxScore score(const Box& box, std::size_t cases, std::size_t points, std::size_t all_cases,
               std::size_t all_points) {
    BoxScore result{.points = points,
                    .cases = cases,
                    .coverage = share_of(cases, all_cases),
                    .density = share_of(cases, points),
                    .mass = share_of(points, all_points)};
    for (std::size_t i = 0; i < box.low.size(); ++i) result.restricted += is_restricted(box, i) ? 1 : 0;
    return result;
}

BoxScore score(const Box& box, const Table& points, std::span<const char> of_interest) {
    ensure(points.rows == of_interest.size() && points.columns == box.low.size(),
           "a box and its points have the same inputs");
    std::size_t held = 0;
    std::size_t cases = 0;
    for (std::size_t r = 0; r < points.rows; ++r) {
        if (!inside(box, points.row(r))) continue;
        ++held;
        cases += of_interest[r] != 0 ? 1 : 0;
    }
    return score(box, cases, held, cases_among(of_interest), points.rows);
}

std::vector<Restriction> restrictions(const Box& box, const Table& points,
                                      std::span<const char> of_interest) {
    const BoxScore whole = score(box, points, of_interest);
    std::vector<Restriction> result;
    for (const Side& side : sides(box)) {
        Restriction restriction;
        restriction.side = side;
        if (side.kind == Side::Kind::kNames) {
            restriction.left_out = box.left_out[side.input];
        } else {
            restriction.limit = (side.kind == Side::Kind::kUpper ? box.high : box.low)[side.input];
        }
        restriction.without = score(widened(box, side), points, of_interest);
        restriction.quasi_p = binomial_tail(whole.cases, whole.points, restriction.without.density);
        result.push_back(std::move(restriction));
    }
    return result;
}

double log_likelihood_ratio(std::size_t cases, std::size_t points, std::size_t all_cases,
                            std::size_t all_points) {
    const auto likelihood = [](std::size_t hits, std::size_t trials) {
        const auto share = [&](std::size_t part) {
            const auto n = static_cast<double>(part);
            return part == 0 ? 0.0 : n * elementary::log(n / static_cast<double>(trials));
        };
        return share(hits) + share(trials - hits);
    };
    if (cases * all_points <= all_cases * points) return 0.0;
    return std::max(0.0, likelihood(cases, points) + likelihood(all_cases - cases, all_points - points) -
                             likelihood(all_cases, all_points));
}

Labelled outside(const Labelled& labelled, const Box& box) {
    Labelled rest{Table(0, labelled.points.columns), {}};
    for (std::size_t i = 0; i < labelled.points.rows; ++i) {
        const auto row = labelled.points.row(i);
        if (inside(box, row)) continue;
        rest.points.values.insert(rest.points.values.end(), row.begin(), row.end());
        ++rest.points.rows;
        rest.of_interest.push_back(labelled.of_interest[i]);
    }
    return rest;
}

}  // namespace offramp
