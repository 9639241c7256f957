// SPDX-License-Identifier: Apache-2.0
// Row 16 of the verification table; theory notes, section 14.
#include "analysis/sensitivity/sobol_indices.hpp"
#include "engine/base/error.hpp"
#include "tests/analysis/sensitivity/test_functions.hpp"
#include "tests/catch.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

constexpr BootstrapOptions kNoIntervals{.resamples = 0};
constexpr double kIshigamiVariance = 13.844588;
constexpr double kIshigamiFirst[] = {.313905, .442411, 0.0};
constexpr double kIshigamiTotal[] = {.557589, .442411, .243684};

}  // namespace

TEST_CASE("points of the Sobol' sequence fill the cube evenly") {
    const Table points = sobol_points(256, 6);
    for (std::size_t c = 0; c < 6; ++c) {
        std::vector<int> cells(64, 0);
        for (std::size_t r = 0; r < 256; ++r) {
            REQUIRE(points(r, c) > 0.0);
            REQUIRE(points(r, c) < 1.0);
            ++cells[static_cast<std::size_t>(points(r, c) * 64)];
        }
        // The library's sequence starts after the origin, so that one cell may miss a point.
        for (const int n : cells) CHECK(std::abs(n - 4) <= 1);
    }
    const Table shifted = sobol_points(256, 6, 1);
    CHECK(shifted.values != points.values);
    CHECK(shifted.values == sobol_points(256, 6, 1).values);
    CHECK_THROWS_AS(sobol_points(1, 100'000), InputError);
}

TEST_CASE("the design mixes two samples input by input") {
    const SaltelliDesign design = saltelli_design(8, 3, true);
    CHECK(design.points.rows == 8 * 8);
    for (std::size_t j = 0; j < 8; ++j) {
        for (std::size_t i = 0; i < 3; ++i) {
            for (std::size_t c = 0; c < 3; ++c) {
                const double a = design.points(design.a(j), c);
                const double b = design.points(design.b(j), c);
                CHECK(design.points(design.ab(j, i), c) == (c == i ? b : a));
                CHECK(design.points(design.ba(j, i), c) == (c == i ? a : b));
            }
        }
    }
}

TEST_CASE("Sobol' indices of Ishigami's function") {
    const SaltelliDesign design = saltelli_design(1 << 14, 3, true);
    const SobolIndices s = sobol_indices(design, evaluated(design.points, ishigami), kNoIntervals);
    CHECK(*s.mean.value == Approx(3.5).margin(0.002));
    CHECK(*s.variance.value == Approx(kIshigamiVariance).epsilon(0.001));
    CHECK(*s.noise_share.value == 0.0);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(*s.first[i].value == Approx(kIshigamiFirst[i]).margin(0.002));
        CHECK(*s.total[i].value == Approx(kIshigamiTotal[i]).margin(0.002));
    }
    REQUIRE(s.second.size() == 3);
    CHECK(*s.second[0].index.value == Approx(0.0).margin(0.004));
    CHECK(s.second[1].second == 2);
    CHECK(*s.second[1].index.value == Approx(.243684).margin(0.004));
    CHECK(*s.second[2].index.value == Approx(0.0).margin(0.004));
}

TEST_CASE("Sobol' indices of the g-function") {
    constexpr double kFirst[] = {.716192, .179048, .0236758, .00716192};
    constexpr double kTotal[] = {.787144, .242198, .0343169, .0104604};
    const SaltelliDesign design = saltelli_design(1 << 14, 8, false);
    const SobolIndices s = sobol_indices(design, evaluated(design.points, g_function), kNoIntervals);
    CHECK(*s.variance.value == Approx(.465424).epsilon(0.002));
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(*s.first[i].value == Approx(kFirst[i]).margin(0.002));
        CHECK(*s.total[i].value == Approx(kTotal[i]).margin(0.002));
    }
    for (std::size_t i = 4; i < 8; ++i) CHECK(*s.total[i].value == Approx(0.0).margin(0.001));
    CHECK(s.second.empty());
}

TEST_CASE("the simulator's noise is not counted as sensitivity") {
    // Noise of 1.5 times the signal's variance, 4 replications, on independent seeds at every point or on the
    // same ones within a row; its size depends on an input, so that the shared part does not cancel by
    // itself.
    const SaltelliDesign design = saltelli_design(2048, 3, true, 7);
    for (const bool shared : {false, true}) {
        const auto noise = [&](std::size_t point, std::size_t replication) {
            const std::uint64_t key = shared ? point / design.block() : point;
            return (3.0 + 3.0 * design.points(point, 1)) * normal(key + 1000, replication);
        };
        const Table outcomes = evaluated(design.points, ishigami, 4, noise);
        const SobolIndices s = sobol_indices(design, outcomes, {.resamples = 300});
        const auto holds = [](const Estimate& estimate, double truth) {
            // Half the width of the 95 % interval is about two standard errors.
            return std::abs(*estimate.value - truth) < 2.0 * 0.5 * (*estimate.high - *estimate.low);
        };
        CHECK(holds(s.variance, kIshigamiVariance));
        // E (3 + 3u)^2 = 21
        CHECK(*s.noise_share.value == Approx(21.0 / (21.0 + kIshigamiVariance)).margin(0.05));
        for (std::size_t i = 0; i < 3; ++i) {
            CHECK(holds(s.first[i], kIshigamiFirst[i]));
            CHECK(holds(s.total[i], kIshigamiTotal[i]));
        }
        CHECK(holds(s.second[1].index, .243684));
        // Taken at face value, the means of independent replications give every input part of the noise.
        Table means(outcomes.rows, 1);
        for (std::size_t p = 0; p < outcomes.rows; ++p) {
            for (const double x : outcomes.row(p)) means(p, 0) += x / 4.0;
        }
        const SobolIndices naive = sobol_indices(design, means, {.resamples = 300});
        if (!shared) CHECK_FALSE(holds(naive.total[2], kIshigamiTotal[2]));
    }
}

TEST_CASE("bootstrap intervals of Sobol' indices cover") {
    // Conservative on Sobol' points, which vary less from shift to shift than independent ones would.
    constexpr int kExperiments = 200;
    int covered_first = 0;
    int covered_total = 0;
    for (std::uint64_t experiment = 0; experiment < kExperiments; ++experiment) {
        const SaltelliDesign design = saltelli_design(128, 3, false, experiment);
        const auto noise = [&](std::size_t point, std::size_t replication) {
            return 3.0 * normal(1'000'000 * (experiment + 1) + point, replication);
        };
        const SobolIndices s =
            sobol_indices(design, evaluated(design.points, ishigami, 2, noise), {.resamples = 200});
        const auto covers = [](const Estimate& e, double truth) {
            return *e.low <= truth && truth <= *e.high;
        };
        covered_first += covers(s.first[0], kIshigamiFirst[0]) ? 1 : 0;
        covered_total += covers(s.total[2], kIshigamiTotal[2]) ? 1 : 0;
    }
    const double lowest = 0.95 - 4.0 * std::sqrt(0.95 * 0.05 / kExperiments);
    CHECK(covered_first / double{kExperiments} > lowest);
    CHECK(covered_total / double{kExperiments} > lowest);
}

TEST_CASE("an outcome that no input moves has no indices") {
    const SaltelliDesign design = saltelli_design(64, 2, false);
    const SobolIndices s = sobol_indices(design, Table(design.points.rows, 1, 5.0));
    CHECK(*s.mean.value == 5.0);
    CHECK(*s.variance.value == 0.0);
    CHECK_FALSE(s.first[0].value.has_value());
}

TEST_CASE("an input that does nothing has no index with any other, to the last digit") {
    // Few rows, so that what A and B say of the first input differs by chance.
    for (const std::uint64_t shift : {1U, 2U, 3U}) {
        const SaltelliDesign design = saltelli_design(16, 3, true, shift);
        const auto noise = [&](std::size_t point, std::size_t replication) {
            return 0.3 * normal(point / design.block() + 100 * shift, replication);
        };
        const Table outcomes = evaluated(
            design.points, [](std::span<const double> x) { return std::exp(3.0 * x[0]) * (0.2 + x[1]); }, 2,
            noise);
        const SobolIndices s = sobol_indices(design, outcomes);
        CHECK(*s.total[2].value == 0.0);
        for (const PairIndex& pair : s.second) {
            if (pair.second != 2) continue;
            CHECK(*pair.index.value == 0.0);
            CHECK(*pair.index.low == 0.0);
            CHECK(*pair.index.high == 0.0);
        }
    }
}

TEST_CASE("intervals of interactions hold 0 where there is none, from few rows too") {
    // A sum of functions of one input each, on 16 base samples, with noise of its own at every point.
    constexpr int kExperiments = 300;
    int covered = 0;
    for (std::uint64_t experiment = 0; experiment < kExperiments; ++experiment) {
        const SaltelliDesign design = saltelli_design(16, 3, true, experiment);
        const auto noise = [&](std::size_t point, std::size_t replication) {
            return 0.2 * normal(1'000'000 * (experiment + 1) + point, replication);
        };
        const Table outcomes = evaluated(
            design.points, [](std::span<const double> x) { return std::exp(3.0 * x[0]) + 4.0 * x[1]; }, 2,
            noise);
        const SobolIndices s = sobol_indices(design, outcomes, {.resamples = 400});
        for (const PairIndex& pair : s.second) covered += covers_zero(pair.index) ? 1 : 0;
    }
    // The three intervals of an experiment are taken as one, which is more than they are worth at worst.
    CHECK(covered / (3.0 * kExperiments) > 0.95 - 4.0 * std::sqrt(0.95 * 0.05 / kExperiments));
}
