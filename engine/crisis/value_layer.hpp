// SPDX-License-Identifier: Apache-2.0
// What the states of one round of a crisis are worth.
#pragma once

#include <span>
#include <vector>

#include "engine/crisis/belief_grid.hpp"

namespace offramp {

/// Values of the states of one round: of every configuration, pair of rungs, pair of belief points, actor and
/// type.
class ValueLayer {
  public:
    ValueLayer() = default;
    ValueLayer(int configurations, int rungs, const Pair<BeliefGrid>& grids, const Pair<int>& types)
        : rungs_(rungs),
          points_(grids[0].size() * grids[1].size()),
          lanes_((types[0] + types[1] + 3) / 4 * 4),
          values_(at(configurations) * at(rungs * rungs) * at(points_ * lanes_)) {}

    int lanes() const { return lanes_; }  ///< values of both actors' types, rounded up to whole lanes
    int points() const { return points_; }

    /// Values at all belief points of a configuration and rungs: point (k0, k1) starts at (k0 size1 + k1)
    /// lanes().
    double* plane(int configuration, const Pair<int>& rungs) {
        return &values_[plane_index(configuration, rungs)];
    }
    const double* plane(int configuration, const Pair<int>& rungs) const {
        return &values_[plane_index(configuration, rungs)];
    }

    std::span<double> values() { return values_; }
    std::span<const double> values() const { return values_; }

  private:
    std::size_t plane_index(int configuration, const Pair<int>& rungs) const {
        return at((configuration * rungs_ + rungs[0]) * rungs_ + rungs[1]) * at(points_ * lanes_);
    }
    int rungs_ = 0;
    int points_ = 0;
    int lanes_ = 0;
    std::vector<double> values_;
};

}  // namespace offramp
