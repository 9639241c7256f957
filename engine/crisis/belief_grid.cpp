// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/belief_grid.hpp"

#include <algorithm>
#include <cmath>

namespace offramp {

BeliefGrid::BeliefGrid(int types, int subdivisions) : types_(types), subdivisions_(subdivisions) {
    choose_.resize(at(subdivisions) + 1);
    for (int n = 0; n <= subdivisions; ++n) {
        choose_[at(n)].fill(0);
        for (int k = 0; k < types - 1; ++k) {
            const int with_less = n == 0 ? 0 : choose_[at(n - 1)][at(k)];
            const int shorter = k == 0 ? 1 : choose_[at(n)][at(k - 1)];
            choose_[at(n)][at(k)] = n == 0 ? 0 : with_less + shorter;
        }
    }
    points_.resize(at(static_cast<int>(count(types, subdivisions))));
    Descent x{};
    x[0] = subdivisions;
    for (;;) {
        Belief& point = points_[at(rank(x))];
        point.fill(0.0);
        for (int t = 0; t < types; ++t) {
            const int below = t + 1 < types ? x[at(t + 1)] : 0;
            point[at(t)] = static_cast<double>(x[at(t)] - below) / subdivisions;
        }
        int t = types - 1;  // the next descent, the last place running fastest
        while (t > 0 && x[at(t)] == x[at(t - 1)]) --t;
        if (t == 0) break;
        ++x[at(t)];
        std::fill(x.begin() + t + 1, x.begin() + types, 0);
    }
}

double BeliefGrid::count(int types, int subdivisions) {
    double n = 1.0;
    for (int k = 1; k < types; ++k) n = n * (subdivisions + k) / k;
    return std::round(n);
}

// The number of descents that come before in the order of the combinatorial number system (Knuth, The Art of
// Computer Programming 4A, 7.2.1.3).
int BeliefGrid::rank(const Descent& x) const {
    int rank = 0;
    for (int t = 1; t < types_; ++t) rank += choose_[at(x[at(t)])][at(types_ - 1 - t)];
    return rank;
}

void BeliefGrid::locate(const Belief& belief, GridWeights& w) const {
    // In coordinates x_t = m * P(type >= t) the simplices are those of sorted fractional parts.
    Descent x{};
    x[0] = subdivisions_;
    std::array<double, kMaxTypes> part{};
    std::array<int, kMaxTypes> order{};
    double sum = 0.0;
    for (int t = types_ - 1; t > 0; --t) {
        sum += belief[at(t)];
        const double scaled = std::clamp(sum, 0.0, 1.0) * subdivisions_;
        x[at(t)] = std::min(static_cast<int>(scaled), subdivisions_ - 1);
        part[at(t)] = scaled - x[at(t)];
    }
    for (int k = 0; k < types_ - 1; ++k) {
        int place = k;
        for (; place > 0 && part[at(order[at(place - 1)])] < part[at(k + 1)]; --place) {
            order[at(place)] = order[at(place - 1)];
        }
        order[at(place)] = k + 1;
    }
    w.size = 0;
    double above = 1.0;
    for (int k = 0; k < types_; ++k) {
        if (k > 0) ++x[at(order[at(k - 1)])];
        const double below = k < types_ - 1 ? part[at(order[at(k)])] : 0.0;
        if (above > below) {
            w.point[at(w.size)] = rank(x);
            w.weight[at(w.size++)] = above - below;
        }
        above = below;
    }
}

}  // namespace offramp
