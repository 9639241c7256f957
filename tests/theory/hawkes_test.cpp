// SPDX-License-Identifier: Apache-2.0
// Row 3 of the verification table; theory notes, section 11.
#include <array>

#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

constexpr int kSteady = 0;
constexpr int kRare = 1;
constexpr int kFirst = 2;
constexpr int kSecond = 3;
constexpr int kCampaigns = 4000;
constexpr double kDay = 24.0;

// Counts of a type in [from, to) days, over campaigns, with fourth moments for the error of the variance.
struct Counts {
    double from;
    double to;
    int type;
    std::vector<double> values;

    void add(const Trajectory& trajectory) {
        double n = 0;
        for (const Event& event : trajectory.events) {
            if (event.kind == EventKind::kIncident && event.label == type && event.hours >= from * kDay &&
                event.hours < to * kDay) {
                ++n;
            }
        }
        values.push_back(n);
    }
    Mean mean() const {
        Mean m;
        for (const double n : values) m.add(n);
        return m;
    }
    double variance_error() const {
        const Mean m = mean();
        double fourth = 0.0;
        for (const double n : values) fourth += std::pow(n - m.mean(), 4);
        fourth /= m.n();
        return std::sqrt((fourth - m.variance() * m.variance()) / m.n());
    }
};

// Variance of the count in a stationary window of t (Hawkes 1971, from the covariance density).
double variance(double mu, double alpha, double beta, double t) {
    const double g = beta - alpha;
    const double rate = mu / (1 - alpha / beta);
    const double c = rate * alpha * (2 * beta - alpha) / (2 * g);
    return rate * t + 2 * c * (t / g - (1 - std::exp(-g * t)) / (g * g));
}

}  // namespace

TEST_CASE("self-exciting incidents have the mean and the variance of a Hawkes process") {
    const Model model = model_of("scenarios/theory/hawkes.yaml");
    // Excitation relaxes at 0.5 a day (0.3 for the pair): after 40 days the empty start is forgotten to 1e-5.
    Counts early{0, 10, kSteady, {}};
    Counts steady{40, 50, kSteady, {}};
    Counts rare{40, 90, kRare, {}};
    Counts first{40, 90, kFirst, {}};
    Counts second{40, 90, kSecond, {}};
    for_each_trajectory(model, kCampaigns, [&](const CampaignSummary& s, const Trajectory& t) {
        REQUIRE(s.crises == 0);
        for (Counts* counts : {&early, &steady, &rare, &first, &second}) counts->add(t);
    });

    CHECK(early.mean().deviation(10 - 0.5 * (1 - std::exp(-5.0)) / 0.5) < 4.0);
    CHECK(steady.mean().deviation(10.0) < 4.0);
    CHECK(variance(0.5, 0.5, 1, 10) == Approx(34.04043).epsilon(1e-6));
    CHECK(std::abs(steady.mean().variance() - 34.04043) < 4.0 * steady.variance_error());

    CHECK(rare.mean().deviation(0.4 * 50) < 4.0);
    const double expected = variance(0.2, 0.5, 1, 50);
    CHECK(expected / (0.4 * 50) == Approx(4.0).epsilon(0.05));  // the limit of the ratio
    CHECK(std::abs(rare.mean().variance() - expected) < 4.0 * rare.variance_error());

    CHECK(first.mean().deviation(50.0) < 4.0);
    CHECK(second.mean().deviation(50.0) < 4.0);
}
