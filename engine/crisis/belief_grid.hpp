// SPDX-License-Identifier: Apache-2.0
// Points of the simplex of beliefs about an actor's type, and linear interpolation between them.
#pragma once

#include <array>
#include <vector>

#include "engine/model/crisis.hpp"

namespace offramp {

/// A point as a weighted mean of points of a grid; of `size` points at most kMaxTypes, the weights positive
/// and adding up to 1.
struct GridWeights {
    int size = 0;
    std::array<int, kMaxTypes> point;
    std::array<double, kMaxTypes> weight;
};

/// All beliefs over `types` types whose probabilities are multiples of 1 / subdivisions, or one belief alone.
class BeliefGrid {
  public:
    /// A single belief, which stands for all: what is learned makes no difference.
    explicit BeliefGrid(const Belief& only) : types_(1), subdivisions_(1), points_{only}, choose_(2) {}

    /// @param types         1 to kMaxTypes
    /// @param subdivisions  at least 1
    BeliefGrid(int types, int subdivisions);

    int size() const { return static_cast<int>(points_.size()); }
    const Belief& operator[](int point) const { return points_[at(point)]; }

    /// Weights of the vertices of the simplex that holds `belief` in the triangulation of Freudenthal (1942),
    /// the one in which grids of beliefs are usually interpolated (Lovejoy 1991, Operations Research 39).
    void locate(const Belief& belief, GridWeights& weights) const;

    /// The number of points that such a grid has.
    static double count(int types, int subdivisions);

  private:
    using Descent = std::array<int, kMaxTypes>;  // cumulated from the last type: m = x_0 >= x_1 >= ...
    int rank(const Descent& x) const;

    int types_;
    int subdivisions_;
    std::vector<Belief> points_;
    std::vector<std::array<int, kMaxTypes>> choose_;  // [n][k]: n + k over k + 1
};

}  // namespace offramp
