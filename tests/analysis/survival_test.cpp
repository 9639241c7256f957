// SPDX-License-Identifier: Apache-2.0
#include "analysis/survival.hpp"

#include <cmath>

#include "tests/analysis/synthetic.hpp"
#include "tests/catch.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

double share_after(const SurvivalCurve& curve, std::size_t steps) {
    return curve.points.at(steps - 1).unresolved.value.value();
}

void add_crisis(DurationTotals& totals, std::uint64_t campaign, std::size_t steps, bool censored) {
    CampaignSummary s;
    if (censored) {
        s.durations.unresolved = static_cast<std::int16_t>(steps - 1);
    } else {
        s.durations.resolved[steps - 1] = 1;
    }
    totals.add(campaign, s);
}

}  // namespace

TEST_CASE("durations fall into steps that include their end") {
    CHECK(duration_step(0.0) == 0);
    CHECK(duration_step(6.0) == 0);
    CHECK(duration_step(6.0 + 1e-9) == 0);
    CHECK(duration_step(6.1) == 1);
    CHECK(duration_step(720.0) == 119);
    CHECK(duration_step(721.0) == 120);
    CHECK(duration_step(1e6) == 120);
}

TEST_CASE("without wars the curve is that of Kaplan and Meier") {
    // Remission in weeks under 6-MP (Freireich and others 1963; Cox, Oakes 1984, table 1.1).
    DurationTotals totals;
    std::uint64_t campaign = 0;
    for (const int weeks : {6, 6, 6, 7, 10, 13, 16, 22, 23})
        add_crisis(totals, campaign++, static_cast<std::size_t>(weeks), false);
    for (const int weeks : {6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35})
        add_crisis(totals, campaign++, static_cast<std::size_t>(weeks), true);
    const SurvivalCurve curve = survival_curve(totals);
    CHECK(curve.crises == 21);
    CHECK(curve.censored == 12);
    CHECK(share_after(curve, 5) == 1.0);
    const std::pair<std::size_t, double> published[] = {{6, .857},  {7, .807},  {10, .753}, {13, .690},
                                                        {16, .627}, {22, .538}, {23, .448}};
    for (const auto& [weeks, share] : published)
        CHECK(share_after(curve, weeks) == Approx(share).margin(0.0005));
    CHECK(curve.quartiles[0].value == 13 * kDurationStepHours);
    CHECK(curve.quartiles[1].value == 23 * kDurationStepHours);
    CHECK_FALSE(curve.quartiles[2].value.has_value());
}

TEST_CASE("a war is never de-escalated, and without censoring the curve is the plain share") {
    DurationTotals totals;
    for (std::uint64_t campaign = 0; campaign < 40; ++campaign) {
        CampaignSummary s;
        s.war = campaign % 4 == 0;
        if (s.war) s.durations.unresolved = 2;
        s.durations.resolved[0] = 1;
        s.durations.resolved[5] = 2;
        totals.add(campaign, s);
    }
    const SurvivalCurve curve = survival_curve(totals);  // 130 crises: 40, then 10 wars, then 80
    CHECK(curve.wars == 10);
    CHECK(share_after(curve, 1) == Approx(90.0 / 130.0));
    CHECK(share_after(curve, 3) == Approx(90.0 / 130.0));
    CHECK(share_after(curve, 6) == Approx(10.0 / 130.0));
    CHECK(curve.quartiles[1].value == 36.0);
}

TEST_CASE("intervals cover although the crises of a campaign depend on each other") {
    // Geometric durations with a chance to end that differs from campaign to campaign: p in {.1, .5}. What
    // is left after 4 steps: (.9^4 + .5^4) / 2.
    const double truth = 0.5 * (std::pow(0.9, 4) + std::pow(0.5, 4));
    constexpr int kExperiments = 1000;
    int covered = 0;
    for (std::uint64_t experiment = 0; experiment < kExperiments; ++experiment) {
        DurationTotals totals;
        for (std::uint64_t campaign = 0; campaign < 256; ++campaign) {
            const std::uint64_t key = experiment * 1000 + campaign;
            const double p = uniform(key, 0) < 0.5 ? 0.1 : 0.5;
            CampaignSummary s;
            for (std::uint64_t crisis = 1; crisis <= 6; ++crisis) {
                const double steps = std::ceil(std::log(uniform(key, crisis)) / std::log(1.0 - p));
                ++s.durations.resolved[std::min<std::size_t>(static_cast<std::size_t>(steps) - 1, 120)];
            }
            totals.add(campaign, s);
        }
        const Estimate left = survival_curve(totals).points.at(3).unresolved;
        covered += *left.low <= truth && truth <= *left.high ? 1 : 0;
    }
    const double share = static_cast<double>(covered) / kExperiments;
    CHECK(std::abs(share - 0.95) < 4 * std::sqrt(0.95 * 0.05 / kExperiments));
}

TEST_CASE("parts of the durations merge to the whole, in either order") {
    DurationTotals whole;
    DurationTotals first;
    DurationTotals second;
    for (std::uint64_t campaign = 0; campaign < 100; ++campaign) {
        const std::size_t steps = 1 + campaign % 50;
        add_crisis(whole, campaign, steps, campaign % 3 == 0);
        add_crisis(campaign < 30 ? first : second, campaign, steps, campaign % 3 == 0);
    }
    DurationTotals turned = second;
    turned.merge(first);
    first.merge(second);
    CHECK(first == whole);
    CHECK(turned == whole);
    CHECK(survival_curve(DurationTotals()).points.empty());
}
