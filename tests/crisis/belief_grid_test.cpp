// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/belief_grid.hpp"

#include <random>

#include "tests/catch.hpp"

using namespace offramp;

namespace {

Belief random_belief(int types, std::mt19937& random) {
    std::exponential_distribution<double> share;
    Belief b{};
    double sum = 0.0;
    for (int t = 0; t < types; ++t) sum += b[at(t)] = share(random);
    for (int t = 0; t < types; ++t) b[at(t)] /= sum;
    return b;
}

}  // namespace

TEST_CASE("A grid of beliefs has a point for every way of sharing out its steps") {
    CHECK(BeliefGrid(1, 10).size() == 1);
    CHECK(BeliefGrid(2, 10).size() == 11);
    CHECK(BeliefGrid(3, 10).size() == 66);
    CHECK(BeliefGrid(4, 6).size() == 84);
    CHECK(BeliefGrid::count(8, 3) == 120);
    for (const int types : {1, 2, 3, 5}) {
        const BeliefGrid grid(types, 4);
        CHECK(grid.size() == static_cast<int>(BeliefGrid::count(types, 4)));
        for (int k = 0; k < grid.size(); ++k) {
            double sum = 0.0;
            for (int t = 0; t < types; ++t) {
                sum += grid[k][at(t)];
                CHECK(grid[k][at(t)] * 4 == Approx(std::round(grid[k][at(t)] * 4)).margin(1e-12));
            }
            CHECK(sum == Approx(1.0));
            GridWeights w;
            grid.locate(grid[k], w);
            REQUIRE(w.size == 1);
            CHECK(w.point[0] == k);
        }
    }
}

TEST_CASE("A belief is the weighted mean of the grid points around it") {
    std::mt19937 random(3);
    for (const int types : {1, 2, 3, 4, 8}) {
        const BeliefGrid grid(types, 3);
        for (int n = 0; n < 200; ++n) {
            const Belief b = random_belief(types, random);
            GridWeights w;
            grid.locate(b, w);
            REQUIRE(w.size <= types);
            Belief mean{};
            double sum = 0.0;
            for (int k = 0; k < w.size; ++k) {
                CHECK(w.weight[at(k)] > 0.0);
                sum += w.weight[at(k)];
                for (int t = 0; t < types; ++t) {
                    mean[at(t)] += w.weight[at(k)] * grid[w.point[at(k)]][at(t)];
                    // No point further off than one step.
                    CHECK(std::abs(grid[w.point[at(k)]][at(t)] - b[at(t)]) <= 1.0 / 3 + 1e-12);
                }
            }
            CHECK(sum == Approx(1.0));
            for (int t = 0; t < types; ++t) CHECK(mean[at(t)] == Approx(b[at(t)]).margin(1e-12));
        }
    }
}
