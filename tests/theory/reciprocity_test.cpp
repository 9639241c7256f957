// SPDX-License-Identifier: Apache-2.0
// Row 13 of the verification table; theory notes, section 10.
#include "engine/agents/doctrine.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

constexpr int kRounds = 1000;

struct Play {
    std::array<Mean, 2> cooperation;
    std::array<Mean, 2> payoff;  // with T, R, P, S = 5, 3, 1, 0
};

// Over rounds from the 400th on, when the first rounds are forgotten (r^400 < 1e-3).
Play play(const Model& model, int campaigns) {
    constexpr double kPayoff[2][2] = {{1, 5}, {0, 3}};  // [own cooperates][other cooperates]
    Play result;
    for_each_trajectory(model, campaigns, [&](const CampaignSummary& s, const Trajectory& t) {
        REQUIRE(s.rounds == kRounds);
        std::vector<std::array<bool, 2>> cooperates(kRounds);
        for (const Event& e : t.events) {
            if (e.kind != EventKind::kAction) continue;
            REQUIRE((e.amount == 1.0 || e.amount == 2.0));
            cooperates[static_cast<std::size_t>(e.round)][static_cast<std::size_t>(e.actor)] =
                e.amount == 1.0;
        }
        std::array<Mean, 2> cooperation;
        std::array<Mean, 2> payoff;
        for (std::size_t k = 400; k < kRounds; ++k) {
            for (std::size_t i = 0; i < 2; ++i) {
                cooperation[i].add(cooperates[k][i]);
                payoff[i].add(kPayoff[cooperates[k][i]][cooperates[k][1 - i]]);
            }
        }
        for (std::size_t i = 0; i < 2; ++i) {
            result.cooperation[i].add(cooperation[i].mean());
            result.payoff[i].add(payoff[i].mean());
        }
    });
    return result;
}

// Long-run cooperation of a side (p1, q1) against (p2, q2).
double stationary(double p1, double q1, double p2, double q2) {
    const double r1 = p1 - q1;
    const double r2 = p2 - q2;
    return (q1 + r1 * q2) / (1 - r1 * r2);
}

}  // namespace

TEST_CASE("optimal generosity is min(1 - (T-R)/(R-S), (R-P)/(T-P))") {
    CHECK(optimal_generosity(5, 3, 1, 0) == Approx(1.0 / 3));
    CHECK(optimal_generosity(5, 3, 2, 0) == Approx(1.0 / 3));    // both bounds meet
    CHECK(optimal_generosity(5, 4, 3.5, 0) == Approx(1.0 / 3));  // the second binds
}

TEST_CASE("two mirrors that misread each other cooperate half the time") {
    const Play p = play(model_of("scenarios/theory/reciprocity.yaml"), 150);
    CHECK(stationary(0.99, 0.01, 0.99, 0.01) == Approx(0.5));
    for (int i = 0; i < 2; ++i) {
        CHECK(p.cooperation[static_cast<std::size_t>(i)].deviation(0.5) < 4.0);
        CHECK(p.payoff[static_cast<std::size_t>(i)].deviation(2.25) < 4.0);
    }
}

TEST_CASE("two generous sides recover from what they misread") {
    const Play p = play(model_of("scenarios/theory/reciprocity.yaml", {"generous"}), 40);
    CHECK(stationary(0.99, 1.0 / 3, 0.99, 1.0 / 3) == Approx(0.970874).epsilon(1e-6));
    for (int i = 0; i < 2; ++i) {
        CHECK(p.cooperation[static_cast<std::size_t>(i)].deviation(0.970874) < 4.0);
        CHECK(p.payoff[static_cast<std::size_t>(i)].deviation(2.970026) < 4.0);
    }
}

TEST_CASE("a defector gains by a generous side what the closed form says") {
    const Play p = play(model_of("scenarios/theory/reciprocity.yaml", {"defector"}), 40);
    CHECK(p.cooperation[0].deviation(stationary(0.99, 1.0 / 3, 0.01, 0.01)) < 4.0);
    CHECK(p.payoff[0].deviation(0.696701) < 4.0);
    CHECK(p.payoff[1].deviation(2.346201) < 4.0);
}

TEST_CASE("two generous sides with trembling hands cooperate as linearity says") {
    // t: tremble, g: generosity. After cooperation a side cooperates unless it trembles; a tremble draws
    // hold, cooperate or defect, and hold repeats what it did: s = (1-t) (s + (1-s) g) + t/3 (s + 1).
    const double t = 0.06;
    const double g = 1.0 / 3;
    const double s = ((1 - t) * g + t / 3) / (1 - (1 - t) * (1 - g) - t / 3);
    CHECK(s == Approx(0.943396).epsilon(1e-6));
    const Play p = play(model_of("scenarios/theory/reciprocity.yaml", {"generous-trembling"}), 40);
    for (int i = 0; i < 2; ++i) CHECK(p.cooperation[static_cast<std::size_t>(i)].deviation(s) < 4.0);
}
