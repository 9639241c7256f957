// SPDX-License-Identifier: Apache-2.0
#include "analysis/posterior/posterior.hpp"

#include <Eigen/LU>
#include <array>
#include <cmath>
#include <numbers>

#include "analysis/sweep/sampling_design.hpp"
#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"
#include "engine/random/draws.hpp"
#include "tests/catch.hpp"
#include "tests/support/sanitized.hpp"

using namespace offramp;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::Vector2d;
using Eigen::Vector3d;
using Eigen::VectorXd;
using offramp::testing::kSanitized;

namespace {

/// Simulated at the start, and at points spread over the prior.
std::vector<SimulatedPoint> explored(const MomentProblem& problem, std::uint64_t points) {
    const std::vector<double> shares = SobolSequence{points}.sample(names_of(problem.coordinates));
    const std::size_t dimensions = problem.coordinates.size();
    std::vector<SimulatedPoint> known;
    for (std::uint64_t p = 0; p < points; ++p) {
        SimulatedPoint point;
        for (std::size_t k = 0; k < dimensions; ++k)
            point.at.push_back(problem.coordinates[k].quantile(shares[p * dimensions + k]));
        point.moments = problem.simulate(point.at);
        known.push_back(std::move(point));
    }
    return known;
}

SearchCoordinate normal_coordinate(const std::string& name, double mean, double sd) {
    return {name, mean - 4.0 * sd, mean + 4.0 * sd, mean, SearchCoordinate::Prior{mean, sd}};
}

/// Moments a + b and a - 2 b, seen as 1 and 0.5 with standard errors of 0.2 and 0.3.
MomentProblem linear_moments() {
    MomentProblem problem;
    problem.coordinates = {normal_coordinate("a", 0.0, 1.0), normal_coordinate("b", 0.5, 0.5)};
    problem.observed = {Vector2d(1.0, 0.5), Vector2d(0.04, 0.09).asDiagonal()};
    problem.simulate = [](std::span<const double> at) {
        return MomentVector{Vector2d(at[0] + at[1], at[0] - 2.0 * at[1]), MatrixXd::Zero(2, 2)};
    };
    return problem;
}

struct Moments2 {
    Vector2d mean = Vector2d::Zero();
    Vector2d sd = Vector2d::Zero();
};

Moments2 moments_of(const Posterior& posterior) {
    Moments2 moments;
    for (const PosteriorDraw& draw : posterior.draws)
        moments.mean += draw.weight * Vector2d(draw.at[0], draw.at[1]);
    for (const PosteriorDraw& draw : posterior.draws) {
        const Vector2d gap = Vector2d(draw.at[0], draw.at[1]) - moments.mean;
        moments.sd += draw.weight * gap.cwiseAbs2();
    }
    moments.sd = moments.sd.cwiseSqrt();
    return moments;
}

}  // namespace

TEST_CASE("draws are those of the exact posterior of a linear problem") {
    const MomentProblem problem = linear_moments();
    const Posterior posterior =
        draw_posterior(problem, explored(problem, 16), {.draws = 200, .rounds = 1, .seed = 3});
    REQUIRE(posterior.complete);
    REQUIRE(posterior.draws.size() == 200);
    CHECK(posterior.effective > 150.0);  // the emulator of a linear function is right
    // Normal: precision J'WJ + P, mean by J'W m + P mu.
    const Eigen::Matrix2d jacobian = (Eigen::Matrix2d() << 1, 1, 1, -2).finished();
    const Eigen::Matrix2d weights = Vector2d(25.0, 1.0 / 0.09).asDiagonal();
    const Eigen::Matrix2d prior = Vector2d(1.0, 4.0).asDiagonal();
    const Eigen::Matrix2d covariance = (jacobian.transpose() * weights * jacobian + prior).inverse();
    const Vector2d mean =
        covariance * (jacobian.transpose() * weights * Vector2d(1.0, 0.5) + prior * Vector2d(0.0, 0.5));
    const auto [found, sd] = moments_of(posterior);
    const double four = 4.0 / std::sqrt(posterior.effective / 2.0);
    for (Index k = 0; k < 2; ++k) {
        const double exact = std::sqrt(covariance(k, k));
        CHECK(std::abs(found(k) - mean(k)) < four * exact);
        CHECK(sd(k) == Approx(exact).epsilon(four));
    }
}

TEST_CASE("misses count for less where their covariance is inflated") {
    const MomentProblem problem = linear_moments();
    const std::vector<SimulatedPoint> known = explored(problem, 16);
    const auto spread = [&](double inflation) {
        return moments_of(draw_posterior(problem, known,
                                         {.draws = 200, .rounds = 1, .inflation = inflation, .seed = 3}))
            .sd(0);
    };
    // Precision of a and b with weights W / 4: the variance of a by the closed form above.
    CHECK(spread(4.0) / spread(1.0) == Approx(1.77).epsilon(0.2));
    MomentFit fit;
    fit.j = 30.0;
    fit.freedom = 10;
    fit.j_p = 0.0009;
    CHECK(misfit_inflation(fit) == 3.0);
    fit.j_p = 0.06;
    CHECK(misfit_inflation(fit) == 1.0);
}

TEST_CASE("weights make good what an emulator cannot learn, and further rounds teach it") {
    // |a| has a kink where no smooth function has one; b is seen for itself.
    MomentProblem problem = linear_moments();
    problem.observed.value = Vector2d(0.4, 0.5);
    problem.simulate = [](std::span<const double> at) {
        return MomentVector{Vector2d(std::abs(at[0]), at[1]), MatrixXd::Zero(2, 2)};
    };
    const Posterior posterior =
        draw_posterior(problem, explored(problem, 16), {.draws = 300, .rounds = 3, .seed = 5});
    CHECK(posterior.effective >= 100.0);
    // By quadrature: the posterior of a is symmetric about 0, and E|a| that of a normal likelihood at 0.4
    // with an error of 0.2 and a half-normal prior.
    double weight = 0.0;
    double sum = 0.0;
    for (double a = 0.0005; a < 4.0; a += 0.001) {
        const double density = std::exp(-0.5 * (std::pow((a - 0.4) / 0.2, 2) + a * a));
        weight += density;
        sum += density * a;
    }
    double found = 0.0;
    double positive = 0.0;
    for (const PosteriorDraw& draw : posterior.draws) {
        found += draw.weight * std::abs(draw.at[0]);
        positive += draw.at[0] > 0 ? draw.weight : 0.0;
    }
    const double four = 4.0 / std::sqrt(posterior.effective / 2.0);
    CHECK(std::abs(found - sum / weight) < four * 0.2);
    CHECK(std::abs(positive - 0.5) < four * 0.5);
}

TEST_CASE("ranks of true values among the draws are uniform (simulation-based calibration)", "[long]") {
    // Mean and standard deviation of a normal sample of 60, seen by its mean, its second moment and its share
    // below 0 (Talts et al. 2018).
    constexpr std::uint64_t kRecords = kSanitized ? 5 : 200;
    const int size = 60;
    MomentProblem problem;
    problem.coordinates = {normal_coordinate("mean", 0.3, 0.7), normal_coordinate("log_sd", 0.0, 0.3)};
    problem.simulate = [size](std::span<const double> at) {
        const double mean = at[0];
        const double sd = std::exp(at[1]);
        const double below = 0.5 * std::erfc(mean / sd / std::numbers::sqrt2);
        const double density = std::exp(-0.5 * mean * mean / sd / sd) / std::sqrt(2.0 * std::numbers::pi);
        MomentVector moments{Vector3d(mean, mean * mean + sd * sd, below), MatrixXd::Zero(3, 3)};
        Eigen::Matrix3d one;  // the covariance of x, its square and whether it is below 0
        one << sd * sd, 2.0 * mean * sd * sd, -sd * density,  //
            2.0 * mean * sd * sd, 2.0 * std::pow(sd, 4) + 4.0 * std::pow(mean * sd, 2),
            -mean * sd * density,  //
            -sd * density, -mean * sd * density, below * (1.0 - below);
        moments.if_true = one / size;
        return moments;
    };
    const std::vector<SimulatedPoint> known = explored(problem, 32);
    constexpr int kBins = 5;
    std::array<std::array<double, kBins>, 2> counts{};
    for (std::uint64_t r = 0; r < kRecords; ++r) {
        const auto normals = Draws(r, 0).normals(Stream::kDesign, 77);
        const std::array<double, 2> truth = {0.3 + 0.7 * normals[0], 0.3 * normals[1]};
        problem.observed = {VectorXd::Zero(3), MatrixXd::Zero(3, 3)};
        for (std::uint64_t k = 0; k < size; ++k) {
            const double x = truth[0] + std::exp(truth[1]) * Draws(r, 1).normals(Stream::kDesign, 78, k)[0];
            const Vector3d one(x, x * x, x < 0 ? 1.0 : 0.0);
            problem.observed.value += one / size;
        }
        const Posterior posterior =
            draw_posterior(problem, known, {.draws = 60, .rounds = 1, .particles = 60, .seed = r});
        for (std::size_t c = 0; c < 2; ++c) {
            double below = 0.0;
            for (const PosteriorDraw& draw : posterior.draws)
                below += draw.at[c] < truth[c] ? draw.weight : 0.0;
            ++counts[c][std::min<std::size_t>(kBins - 1, static_cast<std::size_t>(below * kBins))];
        }
    }
    for (const auto& bins : counts) {
        double chi = 0.0;
        const double expected = static_cast<double>(kRecords) / kBins;
        for (const double count : bins) chi += std::pow(count - expected, 2) / expected;
        CAPTURE(bins[0], bins[1], bins[2], bins[3], bins[4]);
        CHECK(chi < 27.0);  // four degrees of freedom: once in 50,000
    }
}

TEST_CASE("a place at which nothing can be simulated is impossible, and counted") {
    MomentProblem problem = linear_moments();
    const std::vector<SimulatedPoint> known = explored(problem, 16);
    const auto works = problem.simulate;
    problem.simulate = [works](std::span<const double> at) {
        if (at[0] < 0.6) throw RuntimeFailure("too small");
        return works(at);
    };
    const Posterior posterior = draw_posterior(problem, known, {.draws = 40, .rounds = 1, .seed = 2});
    REQUIRE(!posterior.failed.empty());
    CHECK(posterior.failed.front().at[0] < 0.6);
    double sum = 0.0;
    for (const PosteriorDraw& draw : posterior.draws) {
        CHECK((draw.at[0] >= 0.6) == (draw.weight > 0.0));
        sum += draw.weight;
    }
    CHECK(sum == Approx(1.0));
}

TEST_CASE("draws are chosen as often as they weigh") {
    Posterior posterior;
    for (const double weight : {0.5, 0.0, 0.3, 0.2}) posterior.draws.push_back({{}, {}, weight});
    const std::vector<std::size_t> chosen = equally_likely(posterior, 10);
    CHECK(chosen == std::vector<std::size_t>{0, 0, 0, 0, 0, 2, 2, 2, 3, 3});
}

TEST_CASE("a cancelled posterior says that it is not complete") {
    std::stop_source stop;
    const MomentProblem problem = linear_moments();
    PosteriorOptions options{.draws = 50, .rounds = 2, .seed = 1, .cancel = stop.get_token()};
    options.progress = [&](const PosteriorProgress& now) {
        if (now.simulated == 60) stop.request_stop();
    };
    const Posterior posterior = draw_posterior(problem, explored(problem, 16), options);
    if (posterior.rounds == 1) CHECK(posterior.effective > 0.0);
    CHECK((posterior.complete || posterior.rounds < 2));
}
