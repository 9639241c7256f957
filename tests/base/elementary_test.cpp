// SPDX-License-Identifier: Apache-2.0
#include "engine/base/elementary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "tests/catch.hpp"

using namespace offramp;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Units in the last place between a value and the C library's in a wider format.
double error_of(double value, long double exact) {
    const auto nearest = static_cast<double>(exact);
    const double unit = std::nextafter(std::abs(nearest), kInfinity) - std::abs(nearest);
    return static_cast<double>(std::abs((static_cast<long double>(value) - exact) / unit));
}

}  // namespace

TEST_CASE("elementary functions are right to four units in the last place") {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> near(-1.0, 1.0);
    std::uniform_real_distribution<double> exponent(-700.0, 700.0);
    double worst = 0.0;
    const auto check = [&](double value, long double exact) {
        worst = std::max(worst, error_of(value, exact));
    };
    for (int k = 0; k < 20'000; ++k) {
        const double small = near(random);
        const double large = exponent(random);
        const double positive = std::exp(large);
        check(elementary::exp(small), std::exp(static_cast<long double>(small)));
        check(elementary::exp(large), std::exp(static_cast<long double>(large)));
        check(elementary::expm1(small), std::expm1(static_cast<long double>(small)));
        check(elementary::expm1(1e-9 * small), std::expm1(static_cast<long double>(1e-9 * small)));
        check(elementary::expm1(large), std::expm1(static_cast<long double>(large)));
        check(elementary::log(positive), std::log(static_cast<long double>(positive)));
        check(elementary::log1p(small), std::log1p(static_cast<long double>(small)));
        check(elementary::log10(positive), std::log10(static_cast<long double>(positive)));
        check(elementary::sin(7 * small), std::sin(static_cast<long double>(7 * small)));
        check(elementary::cos(7 * small), std::cos(static_cast<long double>(7 * small)));
        const double base = 1.5 + small;
        const double power = 30 * near(random);
        check(elementary::pow(base, power),
              std::pow(static_cast<long double>(base), static_cast<long double>(power)));
    }
    CHECK(worst <= 4.0);
}

TEST_CASE("elementary functions at the ends of their range") {
    CHECK(elementary::exp(0.0) == 1.0);
    CHECK(elementary::exp(1000.0) == kInfinity);
    CHECK(elementary::exp(-1000.0) == 0.0);
    CHECK(elementary::exp(-kInfinity) == 0.0);
    CHECK(elementary::expm1(-1000.0) == -1.0);
    CHECK(elementary::expm1(-0.0) == 0.0);
    CHECK(elementary::log(1.0) == 0.0);
    CHECK(elementary::log(0.0) == -kInfinity);
    CHECK(elementary::log1p(-1.0) == -kInfinity);
    CHECK(elementary::pow(0.0, 0.0) == 1.0);
    CHECK(elementary::pow(23.0, 0.0) == 1.0);
    CHECK(std::isnan(elementary::exp(std::nan(""))));
    CHECK(std::isnan(elementary::log(-1.0)));
}
