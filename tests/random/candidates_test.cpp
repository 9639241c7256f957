// SPDX-License-Identifier: Apache-2.0
#include "engine/random/candidates.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "tests/catch.hpp"

using namespace offramp;

namespace {

constexpr double kHorizon = 2000.0;  // hours

// Times at which a process of the given rate fires: the candidates below it.
std::vector<Candidate> accepted(std::uint64_t campaign, const std::function<double(double)>& rate,
                                double ceiling, double horizon = kHorizon) {
    CandidateProcess process(42);
    const Draws draws(1, campaign);
    std::vector<Candidate> points;
    double now = 0.0;
    Candidate candidate;
    while (process.next(draws, now, horizon, ceiling, candidate)) {
        REQUIRE(candidate.hours > now);
        REQUIRE(candidate.level < ceiling);
        now = candidate.hours;
        if (candidate.level < rate(now)) points.push_back(candidate);
    }
    return points;
}

struct Moments {
    double mean = 0.0;
    double variance = 0.0;
};

Moments moments(const std::vector<double>& x) {
    Moments m;
    for (const double v : x) m.mean += v / static_cast<double>(x.size());
    for (const double v : x) m.variance += (v - m.mean) * (v - m.mean) / (static_cast<double>(x.size()) - 1);
    return m;
}

// Mean and variance of Poisson counts over n campaigns; Var of the sample variance is (mu + 2 mu^2) / n.
void check_poisson(const std::vector<double>& counts, double mu) {
    const Moments m = moments(counts);
    const auto n = static_cast<double>(counts.size());
    CHECK(std::abs(m.mean - mu) < 4.0 * std::sqrt(mu / n));
    CHECK(std::abs(m.variance - mu) < 4.0 * std::sqrt((mu + 2 * mu * mu) / n));
}

// Kolmogorov's distance of values in [0, 1] from uniformity, times sqrt(n).
double kolmogorov(std::vector<double> u) {
    std::sort(u.begin(), u.end());
    const auto n = static_cast<double>(u.size());
    double distance = 0.0;
    for (std::size_t k = 0; k < u.size(); ++k) {
        const auto rank = static_cast<double>(k);
        distance = std::max({distance, u[k] - rank / n, (rank + 1) / n - u[k]});
    }
    return distance * std::sqrt(n);
}

constexpr double kKolmogorovBound = 2.23;  // exceeded by chance once in 10 000

}  // namespace

TEST_CASE("a constant rate gives a Poisson process, below and across the edges of the bands") {
    for (const double rate : {0x1p-14, 0x1p-13, 0.003, 0.02}) {
        std::vector<double> counts;
        std::vector<double> times;
        std::vector<double> gaps;
        for (std::uint64_t campaign = 0; campaign < 1000; ++campaign) {
            const auto points = accepted(
                campaign, [&](double) { return rate; }, CandidateProcess::band_top(rate));
            counts.push_back(static_cast<double>(points.size()));
            for (std::size_t k = 0; k < points.size(); ++k) times.push_back(points[k].hours / kHorizon);
            // The first gap, uncensored as far as the horizon allows: its distribution given that it is
            // short.
            if (!points.empty()) {
                const double end = -std::expm1(-rate * kHorizon);
                gaps.push_back(-std::expm1(-rate * points[0].hours) / end);
            }
        }
        check_poisson(counts, rate * kHorizon);
        CHECK(kolmogorov(times) < kKolmogorovBound);
        CHECK(kolmogorov(gaps) < kKolmogorovBound);
    }
}

TEST_CASE("a rate that varies in time gives a Poisson process of that intensity") {
    // Sinusoidal; the integral up to t is known.
    constexpr double kMean = 0.01;
    constexpr double kPeriod = 500.0;
    constexpr double kTurn = 6.283185307179586;
    const auto rate = [](double t) { return kMean * (1 + std::sin(kTurn * t / kPeriod)); };
    const auto integral = [](double t) {
        return kMean * (t + kPeriod / kTurn * (1 - std::cos(kTurn * t / kPeriod)));
    };
    std::vector<double> counts;
    std::vector<double> times;
    for (std::uint64_t campaign = 0; campaign < 1000; ++campaign) {
        const auto points = accepted(campaign, rate, CandidateProcess::band_top(2 * kMean));
        counts.push_back(static_cast<double>(points.size()));
        for (const Candidate& point : points) times.push_back(integral(point.hours) / integral(kHorizon));
    }
    check_poisson(counts, integral(kHorizon));
    CHECK(kolmogorov(times) < kKolmogorovBound);
}

TEST_CASE("a higher rate keeps every point of a lower one") {
    for (std::uint64_t campaign = 0; campaign < 50; ++campaign) {
        const auto few = accepted(
            campaign, [](double) { return 0.004; }, CandidateProcess::band_top(0.004));
        const auto many = accepted(
            campaign, [](double) { return 0.02; }, CandidateProcess::band_top(0.02));
        CHECK(many.size() > few.size());
        for (const Candidate& point : few) {
            const bool kept = std::any_of(many.begin(), many.end(), [&](const Candidate& other) {
                return other.key == point.key && other.hours == point.hours && other.level == point.level;
            });
            CHECK(kept);
        }
    }
}

TEST_CASE("what is asked for first does not change the points") {
    const Draws draws(1, 3);
    CandidateProcess forwards(42);
    CandidateProcess back_and_forth(42);
    Candidate a;
    Candidate b;
    REQUIRE(back_and_forth.next(draws, 1500.0, 1e6, 0.02, b));
    REQUIRE(back_and_forth.next(draws, 10.0, 1e6, 0.5, b));
    double now = 0.0;
    for (int k = 0; k < 20; ++k) {
        REQUIRE(forwards.next(draws, now, 1e6, 0.02, a));
        REQUIRE(back_and_forth.next(draws, now, 1e6, 0.02, b));
        CHECK(a.hours == b.hours);
        CHECK(a.key == b.key);
        now = a.hours;
    }
    back_and_forth.reset();
    REQUIRE(forwards.next(draws, 0.0, 1e6, 0.02, a));
    REQUIRE(back_and_forth.next(draws, 0.0, 1e6, 0.02, b));
    CHECK(a.key == b.key);
}

TEST_CASE("processes with other keys and other campaigns have other points, and none comes after the end") {
    Candidate a;
    Candidate b;
    CandidateProcess one(1);
    CandidateProcess two(2);
    REQUIRE(one.next(Draws(1, 0), 0, 1e6, 0.01, a));
    REQUIRE(two.next(Draws(1, 0), 0, 1e6, 0.01, b));
    CHECK(a.hours != b.hours);
    one.reset();
    REQUIRE(one.next(Draws(1, 1), 0, 1e6, 0.01, b));
    CHECK(a.hours != b.hours);
    CHECK_FALSE(two.next(Draws(1, 0), 0, 1e-3, 1e-4, b));
    CHECK_FALSE(two.next(Draws(1, 0), 0, 1e6, 0.0, b));
}

TEST_CASE("the top of a rate's band is at or above it, and less than 4 times as high above the lowest") {
    for (const double rate : {1e-9, 1e-4, 0x1p-13, 0.001, 0.03, 1.0, 50.0}) {
        const double top = CandidateProcess::band_top(rate);
        CHECK(top >= rate);
        CHECK((top == 0x1p-13 || top < 4.0 * rate));
    }
    CHECK(CandidateProcess::band_top(1e9) == CandidateProcess::kHighestRate);
}
