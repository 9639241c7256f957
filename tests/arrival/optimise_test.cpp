// SPDX-License-Identifier: Apache-2.0
#include "analysis/optimise.hpp"

#include <cmath>
#include <stdexcept>

#include "tests/catch.hpp"

using namespace offramp;

namespace {

const std::vector<double> kStart = {-1.2, 1.0};
const std::vector<double> kLow = {-2.0, -2.0};
const std::vector<double> kHigh = {2.0, 2.0};

double rosenbrock(std::span<const double> x) {
    return 100.0 * std::pow(x[1] - x[0] * x[0], 2) + std::pow(1.0 - x[0], 2);
}

}  // namespace

TEST_CASE("the minimum of Rosenbrock's valley (1960)") {
    const Minimum minimum = minimise(rosenbrock, kStart, kLow, kHigh);
    CHECK(minimum.converged);
    CHECK(minimum.at[0] == Approx(1.0).margin(1e-4));
    CHECK(minimum.at[1] == Approx(1.0).margin(1e-4));
    CHECK(minimise(rosenbrock, kStart, kLow, kHigh).at == minimum.at);
}

TEST_CASE("a minimum at the end of the box, too few evaluations, an objective that fails, and a stop") {
    const auto slope = [](std::span<const double> x) { return x[0] + x[1]; };
    const Minimum corner = minimise(slope, kStart, kLow, kHigh);
    CHECK(corner.at[0] == Approx(-2.0));
    CHECK(corner.at[1] == Approx(-2.0));

    const Minimum cut = minimise(rosenbrock, kStart, kLow, kHigh, {.evaluations = 10});
    CHECK_FALSE(cut.converged);
    CHECK(cut.evaluations == 10);

    const auto fails = [](std::span<const double>) -> double { throw std::domain_error("no"); };
    CHECK_THROWS_AS(minimise(fails, kStart, kLow, kHigh), std::domain_error);

    std::stop_source stop;
    const auto stops = [&](std::span<const double> x) {
        stop.request_stop();
        return rosenbrock(x);
    };
    const Minimum stopped = minimise(stops, kStart, kLow, kHigh, {.cancel = stop.get_token()});
    CHECK_FALSE(stopped.converged);
    CHECK(stopped.evaluations == 1);
    CHECK(stopped.at == kStart);
}
