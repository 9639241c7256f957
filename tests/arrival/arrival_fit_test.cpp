// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>

#include "analysis/arrival/fit_arrivals.hpp"
#include "analysis/experiment.hpp"
#include "engine/scenario/override.hpp"
#include "engine/scenario/read_scenario.hpp"
#include "tests/arrival/simulated.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"
#include "tests/support/sanitized.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

// How many standard errors the truth lies away, on the logarithmic scale of the interval.
double deviation(const Estimate& e, double truth) {
    const double error = std::log(e.high.value() / e.low.value()) / (2.0 * kNormal975);
    return std::abs(std::log(e.value.value() / truth)) / error;
}

double log_odds(double p) {
    return std::log(p / (1.0 - p));
}

double odds_deviation(const Estimate& e, double truth) {
    const double error = (log_odds(e.high.value()) - log_odds(e.low.value())) / (2.0 * kNormal975);
    return std::abs(log_odds(e.value.value()) - log_odds(truth)) / error;
}

bool covers(const Estimate& e, double truth) {
    return e.low && *e.low <= truth && truth <= *e.high;
}

// Moments of the incident `steady` in one campaign of theory/hawkes.yaml that is made longer.
EventTimes simulated_by_the_engine(const char* end, double days) {
    const ValidatedScenario scenario = load_scenario(OFFRAMP_SOURCE_DIR "/scenarios/theory/hawkes.yaml");
    const std::array<Override, 2> longer = {Override{"time.end", end, {}},
                                            Override{"incidents.rare.rate", "0/day", {}}};
    const Model model = compile(with_overrides(scenario, longer));
    EventTimes events{days, {}};
    for (const Event& event : replay(model, 11, 0).events) {
        if (event.kind == EventKind::kIncident && event.label == 0)
            events.times.push_back(event.hours / 24.0);
    }
    return events;
}

}  // namespace

TEST_CASE("the likelihood of event times is that of all pairs of events") {
    const EventTimes events{5.0, {0.5, 1.0, 1.25, 4.0}};
    const ArrivalParameters p{.background = 0.3, .branching = 0.6, .memory = 0.8};
    double direct = -p.background * events.days;
    std::vector<double> integrals;
    for (std::size_t i = 0; i < events.times.size(); ++i) {
        double intensity = p.background;
        for (std::size_t j = 0; j < i; ++j)
            intensity += p.branching / p.memory * std::exp(-(events.times[i] - events.times[j]) / p.memory);
        direct += std::log(intensity);
        direct -= p.branching * (1.0 - std::exp(-(events.days - events.times[i]) / p.memory));
        double integral = p.background * events.times[i];
        for (std::size_t j = 0; j < i; ++j)
            integral += p.branching * (1.0 - std::exp(-(events.times[i] - events.times[j]) / p.memory));
        integrals.push_back(integral);
    }
    CHECK(log_likelihood(events, p) == Approx(direct).epsilon(1e-12));
    const std::vector<double> gaps = rescaled_gaps(events, p);
    double sum = 0.0;
    for (std::size_t i = 0; i < gaps.size(); ++i)
        CHECK((sum += gaps[i]) == Approx(integrals[i]).epsilon(1e-12));
}

TEST_CASE("a Poisson fit is the number by the time") {
    const EventTimes events{50.0, {1, 2, 3, 20, 31, 45}};
    const ArrivalFit fit = fit_arrivals(events, ArrivalModel::kPoisson);
    CHECK(fit.parameters.background == Approx(6.0 / 50.0).epsilon(1e-6));
    CHECK(fit.log_likelihood == Approx(6.0 * std::log(0.12) - 6.0).epsilon(1e-9));
    CHECK(fit.background.low.value() == Approx(0.12 * std::exp(-kNormal975 / std::sqrt(6.0))).epsilon(1e-4));
    CHECK(fit.converged);
}

// Bliss and Fisher (1953): red mites on 150 apple leaves.
TEST_CASE("the negative binomial fit of Bliss and Fisher's mites") {
    CountSeries mites;
    int count = 0;
    for (const int leaves : {70, 38, 17, 10, 9, 3, 2, 1}) {
        mites.counts.insert(mites.counts.end(), static_cast<std::size_t>(leaves), count);
        ++count;
    }
    const ArrivalFit fit = fit_arrivals(mites, ArrivalModel::kNegativeBinomial);
    CHECK(fit.parameters.background == Approx(1.14667).epsilon(1e-4));
    CHECK(fit.parameters.size == Approx(1.0246).epsilon(1e-3));
    CHECK(fit.aic < fit_arrivals(mites, ArrivalModel::kPoisson).aic);
}

TEST_CASE("the parameters of a Hawkes process that the engine simulates are recovered") {
    // The scenario's: 0.5 a day, branching 0.5, delay of a day; from an empty past.
    const EventTimes events = simulated_by_the_engine("2027-01-01", 1461.0);
    REQUIRE(events.times.size() > 1000);
    const ArrivalFit fit = fit_arrivals(events, ArrivalModel::kHawkes);
    CHECK(fit.converged);
    CHECK(deviation(fit.background, 0.5) < 4.0);
    CHECK(odds_deviation(fit.branching, 0.5) < 4.0);
    CHECK(deviation(fit.memory, 1.0) < 4.0);
    CHECK(deviation(fit.mean_rate, 1.0) < 4.0);
    CHECK(fit.residuals.p_uniform > 1e-4);
    CHECK(fit.residuals.p_independent > 1e-4);

    const ArrivalFit poisson = fit_arrivals(events, ArrivalModel::kPoisson);
    CHECK(poisson.aic > fit.aic + 50.0);
    CHECK(poisson.residuals.p_uniform < 1e-4);
}

TEST_CASE("the parameters of simulated counts are recovered, and their model is the best by AIC") {
    const ArrivalParameters truth{.background = 2.0, .branching = 0.4, .memory = 2.0, .size = 1.0};
    const CountSeries series = simulated_counts(ArrivalModel::kNegativeBinomialHawkes, truth, 1500, 3);
    const ArrivalStudy study = study_arrivals({{}, {}, series, {}}, "series");
    const ArrivalFit& fit = study.best();
    CHECK(fit.model == ArrivalModel::kNegativeBinomialHawkes);
    CHECK(deviation(fit.background, truth.background) < 4.0);
    CHECK(odds_deviation(fit.branching, truth.branching) < 4.0);
    CHECK(deviation(fit.memory, truth.memory) < 4.0);
    CHECK(deviation(fit.size, truth.size) < 4.0);
    CHECK(fit.residuals.p_uniform > 1e-4);
    CHECK(fit.residuals.p_independent > 1e-4);
    CHECK(study.fits[1].residuals.p_independent < 1e-4);  // without memory
    CHECK(study.fits[2].residuals.p_uniform < 1e-4);      // without over-dispersion
}

TEST_CASE("intervals cover the truth about as often as they say") {
    constexpr int kSeries = kSanitized ? 8 : 12;
    constexpr int kLeast = kSanitized ? 4 : 7;  // fewer of 12 at 0.95: once in 90,000
    const ArrivalParameters truth{.background = 3.0, .branching = 0.4, .memory = 2.0, .size = 0.0};
    int background = 0;
    int branching = 0;
    for (int k = 0; k < kSeries; ++k) {
        const CountSeries series =
            simulated_counts(ArrivalModel::kHawkes, truth, 250, static_cast<std::uint64_t>(100 + k));
        const ArrivalFit fit = fit_arrivals(series, ArrivalModel::kHawkes);
        background += covers(fit.background, truth.background) ? 1 : 0;
        branching += covers(fit.branching, truth.branching) ? 1 : 0;
    }
    CHECK(background >= kLeast);
    CHECK(branching >= kLeast);
}

TEST_CASE("what the data do not determine has no interval") {
    // Fewer neighbours than chance would give: no branching, and so no memory.
    CountSeries regular;
    for (int t = 0; t < 60; ++t) regular.counts.push_back(t % 2 == 0 ? 1 : 3);
    const ArrivalFit fit = fit_arrivals(regular, ArrivalModel::kNegativeBinomialHawkes);
    CHECK(fit.parameters.branching < 0.01);
    CHECK_FALSE(fit.memory.low.has_value());
    CHECK_FALSE(fit.size.low.has_value());  // less than Poisson's variance: k has no upper end
    CHECK(fit.background.low.has_value());
}
