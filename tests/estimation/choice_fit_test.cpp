// SPDX-License-Identifier: Apache-2.0
// The likelihood by itself, on models that are known in closed form.
#include "analysis/estimation/choice_fit.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"
#include "tests/estimation/choices.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

ObservedSituation binary(std::uint64_t first, std::uint64_t second) {
    return {"someone", "", {{"first", 0.5, first}, {"second", 0.5, second}}};
}

ChoiceParameter free_parameter(const std::string& name, double low, double high, double start) {
    return {{name, low, high, start, {}}, false, "", ""};
}

// Each situation is a choice between two, the first with log odds that are a function of the parameters.
template <class LogOdds>
ChoiceProblem logit_problem(std::vector<ChoiceParameter> parameters,
                            std::vector<ObservedSituation> situations, LogOdds log_odds) {
    ChoiceProblem problem{std::move(parameters), std::move(situations), {}};
    problem.predict = [log_odds, count = problem.situations.size()](std::span<const double> x) {
        ChoicePrediction prediction;
        for (std::size_t s = 0; s < count; ++s) {
            const double p = inverse_logit(log_odds(x, s));
            prediction.probabilities.push_back({p, 1.0 - p});
        }
        return std::optional(prediction);
    };
    return problem;
}

// Of a share p of first choices: 2 (log-likelihood at n1 / n less at p).
double likelihood_ratio(double n1, double n2, double p) {
    const double n = n1 + n2;
    const auto term = [](double count, double share, double probability) {
        return count > 0 ? count * std::log(share / probability) : 0.0;
    };
    return 2.0 * (term(n1, n1 / n, p) + term(n2, n2 / n, 1.0 - p));
}

}  // namespace

TEST_CASE("a binary logit choice: the estimate is the log odds over the difference of payoffs") {
    // Payoffs differ by 2.5: lambda = log(62 / 21) / 2.5, with the information n p (1 - p) 2.5^2.
    const ChoiceProblem problem =
        logit_problem({free_parameter("lambda", 0.0, 5.0, 3.0)}, {binary(62, 21)},
                      [](std::span<const double> x, std::size_t) { return 2.5 * x[0]; });
    const ChoiceFit fit = fit_choices(problem);
    REQUIRE(fit.complete);
    const ParameterEstimate& lambda = fit.parameters.front();
    const double expected = std::log(62.0 / 21.0) / 2.5;
    CHECK(*lambda.fitted.value == Approx(expected).epsilon(1e-4));
    const double error = std::sqrt(1.0 / 62.0 + 1.0 / 21.0) / 2.5;
    CHECK(*lambda.normal_low == Approx(expected - 1.959964 * error).epsilon(1e-3));
    CHECK(*lambda.normal_high == Approx(expected + 1.959964 * error).epsilon(1e-3));
    for (const auto& end : {lambda.fitted.low, lambda.fitted.high}) {
        REQUIRE(end);
        CHECK(likelihood_ratio(62, 21, inverse_logit(2.5 * *end)) == Approx(3.841459).epsilon(4e-3));
    }
    CHECK(fit.log_likelihood == Approx(62 * std::log(62.0 / 83) + 21 * std::log(21.0 / 83)));
    CHECK(fit.uniform == Approx(83 * std::log(0.5)));
    CHECK(fit.saturated == Approx(fit.log_likelihood));
    CHECK(fit.pseudo_r2 == Approx(1.0 - fit.log_likelihood / fit.uniform));
    CHECK(fit.deviance == Approx(0.0).margin(1e-6));
    CHECK(fit.freedom == 0);
    CHECK_FALSE(fit.deviance_p);
    CHECK(count_of(fit, FindingKind::kNothingLeft) == 1);
}

TEST_CASE("two samples of one choice: pooled, with the deviance of their difference") {
    // The likelihood ratio of two binomials against one: sum of both ratios at the pooled share.
    const ChoiceProblem problem =
        logit_problem({free_parameter("x", -4.0, 4.0, 0.0)}, {binary(30, 10), binary(12, 20)},
                      [](std::span<const double> x, std::size_t) { return x[0]; });
    const ChoiceFit fit = fit_choices(problem);
    CHECK(*fit.parameters.front().fitted.value == Approx(std::log(42.0 / 30.0)).epsilon(1e-4));
    const double deviance = likelihood_ratio(30, 10, 42.0 / 72) + likelihood_ratio(12, 20, 42.0 / 72);
    CHECK(fit.deviance == Approx(deviance).epsilon(1e-6));
    CHECK(fit.freedom == 1);
    REQUIRE(fit.deviance_p);
    CHECK(*fit.deviance_p == Approx(std::erfc(std::sqrt(deviance / 2.0))).epsilon(1e-6));
    CHECK(count_of(fit, FindingKind::kNothingLeft) == 0);
}

TEST_CASE("a logistic regression: estimates satisfy the score equations") {
    const std::vector<double> covariate = {-1.0, 0.0, 0.5, 2.0};
    const std::vector<ObservedSituation> seen = {binary(4, 30), binary(12, 25), binary(20, 16),
                                                 binary(31, 5)};
    const ChoiceProblem problem = logit_problem(
        {free_parameter("constant", -5.0, 5.0, 0.0), free_parameter("slope", -5.0, 5.0, 0.0)}, seen,
        [&](std::span<const double> x, std::size_t s) { return x[0] + x[1] * covariate[s]; });
    const ChoiceFit fit = fit_choices(problem);
    double total = 0.0;
    double weighted = 0.0;
    double i00 = 0.0, i01 = 0.0, i11 = 0.0;
    for (std::size_t s = 0; s < seen.size(); ++s) {
        const double p = fit.probabilities[s][0];
        const auto n = static_cast<double>(seen[s].choices());
        const double miss = static_cast<double>(seen[s].alternatives[0].count) - n * p;
        total += miss;
        weighted += covariate[s] * miss;
        i00 += n * p * (1 - p);
        i01 += n * p * (1 - p) * covariate[s];
        i11 += n * p * (1 - p) * covariate[s] * covariate[s];
    }
    CHECK(total == Approx(0.0).margin(0.01));
    CHECK(weighted == Approx(0.0).margin(0.01));
    // Fisher's information is the observed one here.
    const double determinant = i00 * i11 - i01 * i01;
    const ParameterEstimate& slope = parameter(fit, "slope");
    CHECK(*slope.normal_high - *slope.normal_low ==
          Approx(2 * 1.959964 * std::sqrt(i00 / determinant)).epsilon(5e-3));
    CHECK(fit.freedom == 2);
    CHECK(fit.findings.empty());
}

TEST_CASE("profile intervals cover what likelihood ratios accept, for every outcome of a binomial") {
    // Of 12 choices with probability .3: the exact coverage of the set where the ratio is below 3.84.
    const double truth = std::log(0.3 / 0.7);
    double covered = 0.0;
    double accepted = 0.0;
    for (int first = 0; first <= 12; ++first) {
        const double probability =
            std::exp(std::lgamma(13.0) - std::lgamma(first + 1.0) - std::lgamma(13.0 - first) +
                     first * std::log(0.3) + (12 - first) * std::log(0.7));
        const ChoiceFit fit = fit_choices(
            logit_problem({free_parameter("x", -12.0, 12.0, 0.0)},
                          {binary(static_cast<std::uint64_t>(first), static_cast<std::uint64_t>(12 - first))},
                          [](std::span<const double> x, std::size_t) { return x[0]; }));
        if (covers(fit.parameters.front().fitted, truth)) covered += probability;
        if (likelihood_ratio(first, 12 - first, 0.3) <= 3.841459) accepted += probability;
    }
    CHECK(covered == Approx(accepted).epsilon(1e-9));
    CHECK(accepted > 0.9);
}

TEST_CASE("intervals of two parameters cover in 95 % of repetitions") {
    const double first = 0.8;
    const double second = -0.5;
    std::mt19937_64 random(11);
    int covered = 0;
    int covered_second = 0;
    constexpr int kTrials = 400;
    for (int trial = 0; trial < kTrials; ++trial) {
        std::vector<ObservedSituation> seen;
        for (int s = 0; s < 4; ++s) {
            const double p = inverse_logit(first + second * s);
            const std::vector<std::uint64_t> counts = draw_counts(std::vector{p, 1 - p}, 40, random);
            seen.push_back(binary(counts[0], counts[1]));
        }
        const ChoiceFit fit = fit_choices(
            logit_problem({free_parameter("first", -6.0, 6.0, 0.0), free_parameter("second", -6.0, 6.0, 0.0)},
                          seen,
                          [](std::span<const double> x, std::size_t s) {
                              return x[0] + x[1] * static_cast<double>(s);
                          }),
            {.screen = 2});
        covered += covers(fit.parameters[0].fitted, first) ? 1 : 0;
        covered_second += covers(fit.parameters[1].fitted, second) ? 1 : 0;
    }
    check_coverage(covered, kTrials);
    check_coverage(covered_second, kTrials);
}

TEST_CASE("parameters that only count together are told") {
    const auto fit_within = [](double most) {
        return fit_choices(logit_problem(
            {free_parameter("reputation", -5.0, 5.0, 1.0), free_parameter("war_cost", -most, most, -1.0)},
            {binary(30, 12), binary(9, 22)},
            [](std::span<const double> x, std::size_t s) { return (x[0] - x[1]) * (s == 0 ? 0.5 : -0.4); }));
    };
    const ChoiceFit fit = fit_within(5.0);
    REQUIRE(count_of(fit, FindingKind::kFlatDirection) == 1);
    const auto flat = std::ranges::find(fit.findings, FindingKind::kFlatDirection, &Finding::kind);
    CHECK_THAT(flat->text, contains("0.71 reputation + 0.71 war cost"));
    CHECK(flat->parameters == std::vector<std::string>{"reputation", "war_cost"});
    CHECK(fit.freedom == 1);

    // Whatever the reputation, some war cost makes up for it; but not the other way round.
    const ChoiceFit wide = fit_within(20.0);
    REQUIRE(count_of(wide, FindingKind::kNotBounded) == 1);
    CHECK_FALSE(parameter(wide, "reputation").fitted.low);
    CHECK_FALSE(parameter(wide, "reputation").fitted.high);
    CHECK(parameter(wide, "war_cost").fitted.low);
    CHECK(parameter(wide, "war_cost").fitted.high);
}

TEST_CASE("what is always chosen bounds rationality below alone") {
    const ChoiceFit fit =
        fit_choices(logit_problem({free_parameter("lambda", 0.0, 60.0, 1.0)}, {binary(25, 0)},
                                  [](std::span<const double> x, std::size_t) { return x[0]; }));
    const ParameterEstimate& lambda = fit.parameters.front();
    CHECK(count_of(fit, FindingKind::kNotBoundedAbove) == 1);
    CHECK_FALSE(lambda.fitted.high);
    // 25 log(1 + exp(-x)) = 1.92
    REQUIRE(lambda.fitted.low);
    CHECK(*lambda.fitted.low == Approx(-std::log(std::expm1(1.920729 / 25))).epsilon(2e-3));
}

TEST_CASE("an estimate at an end of its range is told") {
    const ChoiceFit fit =
        fit_choices(logit_problem({free_parameter("lambda", 0.0, 5.0, 1.0)}, {binary(8, 31)},
                                  [](std::span<const double> x, std::size_t) { return x[0]; }));
    const ParameterEstimate& lambda = fit.parameters.front();
    CHECK(*lambda.fitted.value == 0.0);
    CHECK(lambda.at_low);
    CHECK_FALSE(lambda.normal_low);
    CHECK(count_of(fit, FindingKind::kAtLowEnd) == 1);
    REQUIRE(lambda.fitted.high);
    // The profile falls from the end of the range on.
    const auto log_likelihood = [](double x) {
        return 8 * std::log(inverse_logit(x)) + 31 * std::log(inverse_logit(-x));
    };
    CHECK(log_likelihood(0.0) - log_likelihood(*lambda.fitted.high) == Approx(1.920729).epsilon(4e-3));
}

TEST_CASE("the higher of two peaks is found") {
    // Log odds 4 - x^2 come to 1 on both sides; a second situation prefers the left one.
    const ChoiceFit fit = fit_choices(logit_problem(
        {free_parameter("x", -3.0, 3.0, 1.7)}, {binary(73, 27), binary(10, 20)},
        [](std::span<const double> x, std::size_t s) { return s == 0 ? 4.0 - x[0] * x[0] : 0.4 * x[0]; }));
    CHECK(*fit.parameters.front().fitted.value < -1.5);
    CHECK(*fit.parameters.front().fitted.value > -1.9);
}

TEST_CASE("rationality and payoffs without a scale are told") {
    ChoiceProblem problem =
        logit_problem({free_parameter("lambda", 0.1, 10.0, 1.0), free_parameter("gain", 0.1, 10.0, 1.0)},
                      {binary(40, 10)}, [](std::span<const double> x, std::size_t) { return x[0] * x[1]; });
    problem.scale = ChoiceScale{0, {1}};
    const ChoiceFit fit = fit_choices(problem);
    CHECK(count_of(fit, FindingKind::kScale) == 1);
    CHECK(count_of(fit, FindingKind::kFlatDirection) == 1);
    CHECK(*fit.parameters[0].fitted.value * *fit.parameters[1].fitted.value ==
          Approx(std::log(4.0)).epsilon(1e-3));

    ChoiceProblem held =
        logit_problem({free_parameter("lambda", 0.1, 10.0, 1.0), free_parameter("gain", 0.1, 10.0, 1.0)},
                      {binary(40, 10), binary(35, 15)},
                      [](std::span<const double> x, std::size_t s) { return x[0] * (s == 0 ? x[1] : 2.0); });
    held.scale = ChoiceScale{0, {1}};
    CHECK(count_of(fit_choices(held), FindingKind::kScale) == 0);
}

TEST_CASE("choices that are impossible everywhere are refused, and a cancelled fit has no intervals") {
    ChoiceProblem impossible = logit_problem({free_parameter("x", 0.0, 1.0, 0.5)}, {binary(1, 1)},
                                             [](std::span<const double>, std::size_t) { return 0.0; });
    impossible.predict = [](std::span<const double>) {
        return std::optional(ChoicePrediction{{{1.0, 0.0}}});
    };
    CHECK_THROWS_AS(fit_choices(impossible), InputError);

    std::stop_source stop;
    const ChoiceProblem problem = logit_problem({free_parameter("x", -4.0, 4.0, 0.0)}, {binary(3, 5)},
                                                [](std::span<const double> x, std::size_t) { return x[0]; });
    const ChoiceFit fit =
        fit_choices(problem, {.cancel = stop.get_token(), .progress = [&](int evaluations, double) {
                                  if (evaluations == 5) stop.request_stop();
                              }});
    CHECK_FALSE(fit.complete);
    CHECK(fit.evaluations == 5);
    REQUIRE(fit.parameters.size() == 1);
    CHECK(fit.parameters.front().fitted.value);
    CHECK_FALSE(fit.parameters.front().fitted.low);
    CHECK(to_json(fit, problem)["complete"] == false);
}
