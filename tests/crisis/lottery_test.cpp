// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/lottery.hpp"

#include <cmath>
#include <vector>

#include "engine/crisis/lane_lottery.hpp"
#include "tests/catch.hpp"

using namespace offramp;

namespace {

struct Prize {
    double probability;
    double payoff;
};

double worth(double a, const std::vector<Prize>& prizes) {
    Lottery<double> lottery(a);
    for (const Prize& prize : prizes) lottery.add(prize.probability, prize.payoff);
    return lottery.value();
}

}  // namespace

TEST_CASE("a lottery's certainty equivalent is Pratt's (1964)") {
    const std::vector<Prize> prizes = {{0.3, 10}, {0.7, -2}};
    CHECK(worth(0, prizes) == Approx(1.6));
    for (const double a : {2.0, 0.5, 1e-3, -1e-3, -0.5, -2.0}) {
        CHECK(worth(a, prizes) ==
              Approx(-std::log(0.3 * std::exp(-a * 10) + 0.7 * std::exp(a * 2)) / a).epsilon(1e-10));
        CHECK((a > 0) == (worth(a, prizes) < 1.6));
        CHECK(worth(a, {{1, 3}}) == Approx(3));
    }
}

TEST_CASE("a certainty equivalent moves from the best payoff to the worst as risk aversion grows") {
    const std::vector<Prize> prizes = {{0.25, 4}, {0.5, -1}, {0.25, -8}};
    double last = 4;
    for (const double a : {-1e9, -1e4, -100.0, -1.0, -1e-3, -1e-9, -1e-90, 0.0, 1e-90, 1e-9, 1e-3, 1.0, 65.0,
                           100.0, 1e4, 1e9}) {
        INFO("risk aversion " << a);
        const double value = worth(a, prizes);
        CHECK(value <= last + 1e-12);
        CHECK(value >= -8);
        last = value;
    }
    // What is left of the difference to the worst is how seldom it is: log 4 / a.
    CHECK(worth(1e4, prizes) == Approx(-8 + std::log(4.0) / 1e4).epsilon(1e-12));
    CHECK(worth(-1e4, prizes) == Approx(4 - std::log(4.0) / 1e4).epsilon(1e-12));
    // Near neutrality it is the mean less a/2 of the variance: 18.25 here.
    CHECK((worth(1e-6, prizes) + 1.5) / 1e-6 == Approx(-0.5 * 18.25).epsilon(1e-4));
    CHECK(worth(1e-9, prizes) == Approx(-1.5 - 0.5e-9 * 18.25).epsilon(1e-14));
}

TEST_CASE("a certainty equivalent holds for payoffs of any size, and moves with them") {
    for (const double shift : {0.0, 1e4, -1e4, 1e6}) {
        for (const double a : {0.7, -0.7, 3.0}) {
            CHECK(worth(a, {{0.3, 1 + shift}, {0.7, -2 + shift}}) - shift ==
                  Approx(worth(a, {{0.3, 1}, {0.7, -2}})).epsilon(1e-9));
        }
    }
    // Ten times the payoffs at a tenth of the risk aversion are ten times the worth.
    CHECK(worth(0.01, {{0.3, 1000}, {0.7, -2000}}) == Approx(1000 * worth(10, {{0.3, 1}, {0.7, -2}})));
}

TEST_CASE("what never happens counts for nothing, however bad, and what seldom does for little") {
    CHECK(worth(5, {{0, -1e6}, {1, 2}}) == 2);
    CHECK(worth(5, {{1, 2}, {0, -1e6}}) == 2);
    // e^-100 of the probability at twenty below: log(e^-100 e^100 + 1) / 5.
    CHECK(worth(5, {{1, 0}, {std::exp(-100.0), -20}}) == Approx(-std::log(2.0) / 5).epsilon(1e-12));
}

TEST_CASE("four lotteries at a time are worth what each is") {
    const Lane a(0.0, 0.5, -0.5, 80.0);
    const Lane payoffs[] = {{1, 2, 3, 4}, {-5, -6, -7, -8}, {100, 0, 0, -40}};
    const Lane weights[] = {{0.5, 0.25, 0.0, 0.4}, {0.25, 0.75, 0.5, 0.6}, {0.25, 0.0, 0.5, 0.0}};
    Lottery<Lane> four(a);
    for (int k = 0; k < 3; ++k) four.add(weights[k], payoffs[k]);
    for (int l = 0; l < kLane; ++l) {
        INFO("lane " << l);
        std::vector<Prize> prizes;
        for (int k = 0; k < 3; ++k) prizes.push_back({weights[k][l], payoffs[k][l]});
        CHECK(four.value()[l] == Approx(worth(a[l], prizes)).epsilon(1e-14));
    }
}
