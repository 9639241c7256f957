// SPDX-License-Identifier: Apache-2.0
#include "analysis/history/scores.hpp"

#include <cmath>

#include "tests/catch.hpp"

using namespace offramp;

namespace {
using Probabilities = std::vector<double>;
}

TEST_CASE("ranked probability scores of small cases done by hand") {
    // Cumulative .2 .7 1; seen: the middle. (.2 - 0)^2 + (.7 - 1)^2 = .04 + .09.
    CHECK(ranked_probability_score(Probabilities{0.2, 0.5, 0.3}, 1) == Approx(0.13));
    CHECK(ranked_probability_score(Probabilities{0.2, 0.5, 0.3}, 0) == Approx(0.64 + 0.09));
    // Two categories: half of Brier's (1950) score, .3^2.
    CHECK(ranked_probability_score(Probabilities{0.3, 0.7}, 1) == Approx(0.09));
}

TEST_CASE("over days the score is that of the continuous distribution") {
    // A deterministic forecast scores its absolute error (Gneiting, Raftery 2007, section 4.2).
    Probabilities certain(31, 0.0);
    certain[4] = 1.0;
    CHECK(ranked_probability_score(certain, 11) == Approx(7.0));
    // An exponential of mean m against y: y + m/2 - 2m(1 - exp(-y/m)) + ..., by the closed form
    // y + 2m exp(-y/m) - 3m/2; here cut far out, on days so short against m that the sum is the integral.
    const double mean = 400.0;
    Probabilities exponential(8001);
    for (std::size_t k = 0; k < 8000; ++k) {
        const auto day = static_cast<double>(k);
        exponential[k] = std::exp(-std::max(day - 0.5, 0.0) / mean) - std::exp(-(day + 0.5) / mean);
    }
    exponential[8000] = std::exp(-7999.5 / mean);
    const double y = 300.0;
    const double closed = y + 2.0 * mean * std::exp(-y / mean) - 1.5 * mean;
    CHECK(ranked_probability_score(exponential, 300) == Approx(closed).epsilon(1e-3));
}

TEST_CASE("a perfect and a useless forecaster bracket the scale") {
    for (std::size_t seen = 0; seen < 11; ++seen) {
        Probabilities perfect(11, 0.0);
        perfect[seen] = 1.0;
        const Probabilities useless(11, 1.0 / 11.0);
        CHECK(ranked_probability_score(perfect, seen) == 0.0);
        CHECK(log_score(perfect, seen) == 0.0);
        CHECK(log_score(useless, seen) == Approx(std::log(11.0)));
        Probabilities wrong(11, 0.0);
        wrong[seen == 0 ? 10 : 0] = 1.0;
        CHECK(ranked_probability_score(wrong, seen) == Approx(seen == 0 ? 10.0 : static_cast<double>(seen)));
        CHECK(std::isinf(log_score(wrong, seen)));
        CHECK(ranked_probability_score(useless, seen) > 0.0);
    }
}

TEST_CASE("the true distribution has the least expected score among forecasts") {
    const Probabilities truth = {0.1, 0.4, 0.3, 0.2};
    const auto expected = [&](const Probabilities& forecast, auto score) {
        double sum = 0.0;
        for (std::size_t k = 0; k < truth.size(); ++k) sum += truth[k] * score(forecast, k);
        return sum;
    };
    const double best_ranked = expected(truth, ranked_probability_score);
    const double best_log = expected(truth, log_score);
    for (std::size_t from = 0; from < 4; ++from) {
        for (std::size_t to = 0; to < 4; ++to) {
            if (from == to) continue;
            Probabilities other = truth;
            other[from] -= 0.05;
            other[to] += 0.05;
            CHECK(expected(other, ranked_probability_score) > best_ranked);
            CHECK(expected(other, log_score) > best_log);
        }
    }
}

TEST_CASE("quantiles, central intervals and ranks of a forecast") {
    const Probabilities forecast = {0.1, 0.2, 0.3, 0.2, 0.2};
    CHECK(forecast_quantile(forecast, 0.05) == 0);
    CHECK(forecast_quantile(forecast, 0.3) == 1);
    CHECK(forecast_quantile(forecast, 0.5) == 2);
    CHECK(forecast_quantile(forecast, 0.95) == 4);
    const CentralInterval half = central_interval(forecast, 0.5);
    CHECK(half.low == 1);
    CHECK(half.high == 3);
    CHECK(half.probability == Approx(0.7));
    CHECK(rank_of(forecast, 2).low == Approx(0.3));
    CHECK(rank_of(forecast, 2).high == Approx(0.6));
    CHECK(cut_at(forecast, 2)[2] == Approx(0.7));
    CHECK(smoothed(Probabilities{1.0, 0.0}, 3.0)[1] == Approx(0.5 / 4.0));
}

TEST_CASE("the rank histogram of calibrated discrete forecasts is flat") {
    // Every category in proportion to its probability: exactly uniform (Czado, Gneiting, Held 2009, eq. 2).
    const Probabilities forecast = {0.1, 0.4, 0.3, 0.2};
    std::vector<ForecastRank> ranks;
    for (const std::size_t seen : {0U, 1U, 1U, 1U, 1U, 2U, 2U, 2U, 3U, 3U})
        ranks.push_back(rank_of(forecast, seen));
    for (const double share : rank_histogram(ranks, 5)) CHECK(share == Approx(0.2));
    // By hand: one observation on [.3, .6] in bins of a fifth: a third in each of .2-.4 (.1 of .3) ...
    const std::vector<double> one = rank_histogram(std::vector<ForecastRank>{{0.3, 0.6}}, 5);
    CHECK(one[1] == Approx(1.0 / 3.0));
    CHECK(one[2] == Approx(2.0 / 3.0));
    CHECK(rank_histogram(std::vector<ForecastRank>{{1.0, 1.0}}, 4)[3] == Approx(1.0));
}

TEST_CASE("days that are not over count as long as they were watched") {
    // Kaplan, Meier by hand: 1, 2+, 3, 3, 5+ : S = 4/5 at 1, then 4/5 * 1/3 at 3.
    const std::vector<ObservedDay> days = {{1, true}, {2, false}, {3, true}, {3, true}, {5, false}};
    const std::vector<double> p = distribution_of_days(days, 10);
    CHECK(p[1] == Approx(0.2));
    CHECK(p[2] == 0.0);
    CHECK(p[3] == Approx(0.8 * 2.0 / 3.0));
    CHECK(p[10] == Approx(0.8 / 3.0));
}
