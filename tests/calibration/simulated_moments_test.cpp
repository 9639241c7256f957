// SPDX-License-Identifier: Apache-2.0
#include "analysis/calibration/simulated_moments.hpp"

#include <cmath>
#include <numbers>

#include "engine/base/error.hpp"
#include "engine/random/draws.hpp"
#include "tests/catch.hpp"
#include "tests/support/sanitized.hpp"

using namespace offramp;
using offramp::testing::kSanitized;

namespace {

// Mean, second moment and share below 0 of a normal sample; the simulation draws one of its own.
struct NormalMoments {
    int size = 0;
    std::uint64_t seed = 0;

    MomentVector operator()(double mean, double sd) const {
        MomentVector moments{Eigen::VectorXd::Zero(3), Eigen::MatrixXd::Zero(3, 3)};
        const Draws draws(seed, 0);
        for (int k = 0; k < size; ++k) {
            const double x = mean + sd * draws.normals(Stream::kDesign, 1, static_cast<std::uint64_t>(k))[0];
            const Eigen::Vector3d one(x, x * x, x < 0 ? 1.0 : 0.0);
            moments.value += one / size;
            moments.covariance += one * one.transpose() / size;
        }
        moments.covariance -= moments.value * moments.value.transpose();
        moments.covariance /= size;
        return moments;
    }
};

MomentProblem normal_problem(std::uint64_t seed) {
    MomentProblem problem;
    problem.coordinates = {{"mean", -3, 3, 0, {}}, {"sd", 0.2, 5, 1, {}}};
    problem.observed = NormalMoments{400, seed}(0.7, 1.5);
    problem.simulate = [seed](std::span<const double> at) {
        return NormalMoments{4000, seed + 1000}(at[0], at[1]);
    };
    return problem;
}

// Moments a + b and a - b of a linear model, known without error but for a standard error of 0.1.
MomentProblem linear_problem(double second) {
    MomentProblem problem;
    problem.coordinates = {{"a", -1, 1, 0, {}}, {"b", -1, 1, 0, {}}};
    problem.observed = {Eigen::Vector2d(0.5, 0.1), 0.01 * Eigen::Matrix2d::Identity()};
    problem.simulate = [second](std::span<const double> at) {
        return MomentVector{Eigen::Vector2d(at[0] + at[1], at[0] + second * at[1]), Eigen::Matrix2d::Zero()};
    };
    return problem;
}

}  // namespace

TEST_CASE("a linear problem is solved exactly, with its standard errors") {
    const MomentFit fit = fit_moments(linear_problem(-1.0), {.evaluations = 500, .tolerance = 1e-6});
    REQUIRE(fit.complete);
    CHECK(fit.converged);
    CHECK(fit.at[0] == Approx(0.3).margin(1e-4));
    CHECK(fit.at[1] == Approx(0.2).margin(1e-4));
    CHECK(fit.distance < 1e-6);
    CHECK(fit.start_distance == Approx(26.0));
    CHECK(fit.jacobian(1, 1) == Approx(-1.0));
    // Without the box each has the variance 0.01 / 2; the box of 3 a side^2 takes little from it.
    const double strength = std::sqrt(2.0) * 10 / std::numbers::sqrt3;
    CHECK(fit.directions[1].strength == Approx(strength));
    CHECK(fit.covariance(0, 0) == Approx(1.0 / (200 + 3)).epsilon(1e-6));
    CHECK(fit.covariance(0, 1) == Approx(0.0).margin(1e-9));
    CHECK(fit.freedom == 0);
}

TEST_CASE("an emulator of what was simulated finds a minimum in few points") {
    // Rosenbrock's valley as a misfit: 10 (b - a^2) and 1 - a, both 0 at (1, 1).
    MomentProblem problem;
    problem.coordinates = {{"a", -2, 2, -1, {}}, {"b", -2, 2, 1, {}}};
    problem.observed = {Eigen::Vector2d(0.0, 1.0), Eigen::Matrix2d::Identity()};
    problem.simulate = [](std::span<const double> at) {
        return MomentVector{Eigen::Vector2d(10.0 * (at[1] - at[0] * at[0]), at[0]), Eigen::Matrix2d::Zero()};
    };
    const MomentFit few = fit_moments(problem, {.screen = 12, .emulated = 8, .evaluations = 1});
    CHECK(few.distance < 0.001);
    CHECK(few.at[0] == Approx(1.0).margin(0.03));
    CHECK(fit_moments(problem, {.screen = 12, .evaluations = 9}).distance > 0.1);  // of the same points
}

TEST_CASE("places at which nothing can be simulated are impossible, and counted") {
    MomentProblem problem = linear_problem(-1.0);  // solved at (0.3, 0.2)
    const auto works = problem.simulate;
    problem.simulate = [works](std::span<const double> at) {
        if (at[1] > 0.15) throw RuntimeFailure("too far");
        return works(at);
    };
    const MomentFit fit = fit_moments(problem, {.screen = 8, .evaluations = 500, .tolerance = 1e-6});
    REQUIRE(fit.complete);
    REQUIRE(!fit.failed.empty());
    CHECK(fit.failed.front().at[1] > 0.15);
    CHECK(fit.failed.front().reason == "too far");
    CHECK(fit.at[1] == Approx(0.15).margin(1e-3));  // the best of what can be simulated
    CHECK(fit.sides[1].second[1] == fit.at[1]);     // the derivative is taken on the side that is left
    CHECK(fit.jacobian(1, 1) == Approx(-1.0));
    problem.coordinates[1].start = 0.5;
    CHECK_THROWS_AS(fit_moments(problem, {}), RuntimeFailure);
}

TEST_CASE("what two parameters only do together is told") {
    const MomentFit fit = fit_moments(linear_problem(1.0), {.evaluations = 500, .tolerance = 1e-6});
    REQUIRE(fit.directions.size() == 2);
    CHECK(fit.at[0] + fit.at[1] == Approx(0.3).margin(1e-3));  // between the two moments
    CHECK(fit.directions[0].strength > 10.0);
    CHECK(fit.directions[1].strength < 1e-6);
    CHECK(fit.directions[1].left() == Approx(1.0));
    CHECK(std::abs(fit.directions[1].loadings(0) + fit.directions[1].loadings(1)) < 1e-6);
    CHECK(fit.covariance(0, 0) > 0.15);  // half of the prior's 1/3 is not known
    // The moments contradict each other by 0.4 with a standard error of 0.1414.
    CHECK(fit.freedom == 1);
    CHECK(fit.j == Approx(8.0).epsilon(1e-3));
    CHECK(fit.j_p == Approx(0.004678).epsilon(1e-2));
}

TEST_CASE("a prior is one moment more") {
    MomentProblem problem = linear_problem(1.0);
    problem.coordinates[1].prior = SearchCoordinate::Prior{0.4, 0.01};
    const MomentFit fit = fit_moments(problem, {.evaluations = 1000, .tolerance = 1e-7});
    CHECK(fit.at[1] == Approx(0.4).margin(1e-3));
    CHECK(fit.at[0] == Approx(-0.1).margin(1e-3));
    CHECK(std::sqrt(fit.covariance(1, 1)) == Approx(0.01).epsilon(0.05));
    CHECK(fit.freedom == 1);  // three moments with the prior, two parameters
    CHECK(fit.j == Approx(8.0).epsilon(1e-2));
}

TEST_CASE("what is held stays, and what is not known of it is error") {
    MomentProblem problem = linear_problem(-1.0);
    problem.coordinates[1].held = true;
    const MomentFit apart =
        fit_moments(problem, {.screen = 16, .emulated = 3, .evaluations = 300, .tolerance = 1e-7});
    CHECK(apart.at[1] == 0.0);
    CHECK(apart.at[0] == Approx(0.3).margin(1e-4));
    CHECK(apart.distance == Approx(8.0).epsilon(1e-4));
    // The held one moves the two moments apart, which says nothing about their sum.
    CHECK(apart.covariance(0, 0) == Approx(1.0 / (200 + 3)).epsilon(1e-6));
    CHECK(apart.covariance(1, 1) == Approx(1.0 / 3));
    CHECK(apart.freedom == 1);
    // Errors of 0.1 and, half of what the held one moves both by, of up to its own deviation.
    CHECK(apart.j == Approx(8.0 / (1 + 200.0 / 3)).epsilon(1e-3));
    const Eigen::Vector2d other(0.9, 0.3);
    const std::vector<double> moved = one_step(problem, apart, other, apart.fitted.value, apart.jacobian);
    CHECK(moved[1] == 0.0);
    CHECK(moved[0] == Approx(0.3 + 0.3 * 200 / 203).margin(1e-4));

    problem = linear_problem(1.0);
    problem.coordinates[1].held = true;
    const MomentFit together = fit_moments(problem, {.evaluations = 300, .tolerance = 1e-7});
    const double known = 200.0 / 3;
    CHECK(together.covariance(0, 0) ==
          Approx((known + known * known + 1) / ((known + 1) * (known + 1)) / 3).epsilon(1e-6));
}

TEST_CASE("parameters of simulated data are recovered, with intervals that cover them", "[long]") {
    constexpr int kSamples = kSanitized ? 3 : 20;
    constexpr int kLeast = kSanitized ? 1 : 14;  // fewer of 20 at 0.95: once in 30,000
    int covered = 0;
    double largest_j_p = 0.0;
    for (int s = 0; s < kSamples; ++s) {
        const MomentProblem problem = normal_problem(static_cast<std::uint64_t>(s));
        const MomentFit fit = fit_moments(problem, {.screen = 8, .evaluations = 300, .tolerance = 1e-4});
        REQUIRE(fit.complete);
        CHECK(std::abs(fit.at[0] - 0.7) < 4.0 * std::sqrt(fit.covariance(0, 0)));
        CHECK(std::abs(fit.at[1] - 1.5) < 4.0 * std::sqrt(fit.covariance(1, 1)));
        covered += std::abs(fit.at[0] - 0.7) < 1.96 * std::sqrt(fit.covariance(0, 0)) ? 1 : 0;
        CHECK(fit.freedom == 1);
        CHECK(fit.j_p > 1e-4);
        largest_j_p = std::max(largest_j_p, fit.j_p);
    }
    CHECK(covered >= kLeast);
    CHECK(largest_j_p > 0.1);
}

TEST_CASE("moments that another observation would have had move the parameters by one step") {
    const MomentProblem problem = linear_problem(-1.0);
    const MomentFit fit = fit_moments(problem, {.evaluations = 500, .tolerance = 1e-6});
    const std::vector<double> moved =
        one_step(problem, fit, Eigen::Vector2d(0.6, 0.1), fit.fitted.value, fit.jacobian);
    CHECK(moved[0] == Approx(0.35).margin(0.002));
    CHECK(moved[1] == Approx(0.25).margin(0.002));
}

TEST_CASE("a stopped fit keeps the best point so far") {
    std::stop_source stop;
    MomentProblem problem = linear_problem(-1.0);
    MomentFitOptions options{.cancel = stop.get_token()};
    options.progress = [&](const MomentFitProgress& now) {
        if (now.evaluations == 12) stop.request_stop();
    };
    const MomentFit fit = fit_moments(problem, options);
    CHECK_FALSE(fit.complete);
    CHECK(fit.evaluations == 12);
    CHECK(fit.distance < fit.start_distance);
    CHECK(fit.covariance.size() == 0);
}
