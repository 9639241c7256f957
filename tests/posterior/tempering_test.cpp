// SPDX-License-Identifier: Apache-2.0
#include "analysis/posterior/tempering.hpp"

#include <cmath>

#include "tests/catch.hpp"

using namespace offramp;
using Eigen::MatrixXd;
using Eigen::VectorXd;

TEST_CASE("particles have the posterior's mean and spread where it is known") {
    // Prior N(0, 1) for each of three; what is seen is x0 + x1 with an error of 0.2, at 2.
    // Posterior of s = x0 + x1: prior variance 2, so mean 2 * 2 / 2.04, variance 2 * 0.04 / 2.04.
    const auto likelihood = [](const VectorXd& at) {
        return -0.5 * std::pow((at(0) + at(1) - 2.0) / 0.2, 2);
    };
    const MatrixXd particles = sample_posterior(3, likelihood, {.seed = 4, .particles = 1000, .moves = 20});
    REQUIRE(particles.cols() == 1000);
    const auto moments = [](const VectorXd& x) {
        const double mean = x.mean();
        return std::pair(mean, std::sqrt((x.array() - mean).square().mean()));
    };
    const auto [sum, sum_sd] = moments((particles.row(0) + particles.row(1)).transpose());
    const auto [gap, gap_sd] = moments((particles.row(0) - particles.row(1)).transpose());
    const auto [other, other_sd] = moments(particles.row(2).transpose());
    // Four standard errors of 1000 draws of which half are worth something.
    const double four = 4.0 / std::sqrt(500.0);
    CHECK(std::abs(sum - 4.0 / 2.04) < four * 0.198);
    CHECK(sum_sd == Approx(std::sqrt(0.08 / 2.04)).epsilon(four));
    CHECK(std::abs(gap) < four * std::sqrt(2.0));
    CHECK(gap_sd == Approx(std::sqrt(2.0)).epsilon(four));
    CHECK(std::abs(other) < four);
    CHECK(other_sd == Approx(1.0).epsilon(four));
}

TEST_CASE("two separate places keep their shares") {
    // Equally likely at -2 and 2, where the prior is the same too.
    const auto likelihood = [](const VectorXd& at) {
        return -0.5 * std::pow((std::abs(at(0)) - 2.0) / 0.1, 2);
    };
    const MatrixXd particles = sample_posterior(1, likelihood, {.seed = 1, .particles = 1000, .moves = 6});
    const auto above = static_cast<double>((particles.array() > 0).count());
    CHECK(std::abs(above - 500.0) < 4.0 * std::sqrt(0.25 * 1000.0 * 3.0));  // a third is worth something
    CHECK((particles.array().abs() - 2.0).abs().maxCoeff() < 0.5);
}

TEST_CASE("the same seed gives the same particles") {
    const auto likelihood = [](const VectorXd& at) { return -at.squaredNorm(); };
    const TemperingOptions options{.seed = 9, .particles = 50, .moves = 3};
    CHECK(sample_posterior(5, likelihood, options) == sample_posterior(5, likelihood, options));
    CHECK(sample_posterior(5, likelihood, options) !=
          sample_posterior(5, likelihood, {.seed = 10, .particles = 50, .moves = 3}));
}
