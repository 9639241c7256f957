// SPDX-License-Identifier: Apache-2.0
// Expanded percentile intervals.
#include "analysis/sensitivity/bootstrap.hpp"

#include <cmath>

#include "tests/analysis/sensitivity/test_functions.hpp"
#include "tests/catch.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

Estimate mean_of_rows(const std::vector<double>& x, const BootstrapOptions& options) {
    return bootstrap(
               x.size(), 1,
               [&](std::span<const std::size_t> rows, std::span<double> out) {
                   out[0] = 0.0;
                   for (const std::size_t row : rows) out[0] += x[row] / static_cast<double>(rows.size());
               },
               options)
        .front();
}

}  // namespace

TEST_CASE("the interval of a mean of few rows is as wide as Student's") {
    // Ten rows: t = 2.262, the standard error is the deviation over root ten.
    std::vector<double> x;
    double squares = 0.0;
    for (int i = 0; i < 10; ++i) {
        x.push_back(i - 4.5);
        squares += x.back() * x.back();
    }
    const double half = 2.262157 * std::sqrt(squares / 9.0 / 10.0);
    const Estimate mean = mean_of_rows(x, {.resamples = 20'000});
    CHECK(*mean.value == Approx(0.0).margin(1e-12));
    CHECK(*mean.high == Approx(half).epsilon(0.05));
    CHECK(*mean.low == Approx(-half).epsilon(0.05));
}

TEST_CASE("the interval of a mean covers as often as it says, from five rows on") {
    constexpr int kRepetitions = 500;
    for (const std::size_t n : {5U, 10U, 30U}) {
        int covered = 0;
        for (std::uint64_t r = 0; r < kRepetitions; ++r) {
            std::vector<double> x(n);
            for (std::size_t i = 0; i < n; ++i) x[i] = normal(r + 10'000 * n, i);
            const Estimate mean = mean_of_rows(x, {.resamples = 500});
            covered += *mean.low <= 0.0 && *mean.high >= 0.0 ? 1 : 0;
        }
        INFO(n);
        // Of five rows the most extreme means that resampling can draw are not extreme enough.
        const double least = n == 5 ? 0.90 : 0.93;
        CHECK(covered / double{kRepetitions} > least - 4.0 * std::sqrt(0.95 * 0.05 / kRepetitions));
    }
}
