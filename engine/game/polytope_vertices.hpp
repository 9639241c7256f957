// SPDX-License-Identifier: Apache-2.0
// Exact vertices of a polytope, by lexicographic reverse search (Avis 2000), as lrslib does it.
#pragma once

#include <bitset>
#include <functional>
#include <vector>

#include "engine/game/rational.hpp"

namespace offramp {

/// The most inequalities, those of the coordinates' signs included.
inline constexpr int kMostInequalities = 256;
using Tight = std::bitset<kMostInequalities>;

/// A bounded {x >= 0 : row . x <= bound for each row, sum of x = total where a total is given}.
struct Polytope {
    int dimensions = 0;
    std::vector<std::vector<Rational>> rows;
    std::vector<Rational> bounds;
    bool on_simplex = false;  ///< the coordinates sum to 1
};

/// A vertex that is being visited.
class VertexView {
  public:
    virtual ~VertexView() = default;
    /// Inequalities that hold with equality: x_k >= 0 is number k, row r is number dimensions + r.
    virtual Tight tight() const = 0;
    virtual std::vector<Rational> coordinates() const = 0;
};

/// False in a build without lrslib (OFFRAMP_GPL=OFF), in which for_each_vertex() visits none.
bool lists_vertices();

/// Calls `visit` with every vertex, each once, until it returns false.
/// @param most_bases  steps of the search after which it gives up: degenerate polytopes have far more bases
/// than
///                    vertices
/// @return whether all vertices were visited
bool for_each_vertex(const Polytope& polytope, long long most_bases,
                     const std::function<bool(const VertexView&)>& visit);

}  // namespace offramp
