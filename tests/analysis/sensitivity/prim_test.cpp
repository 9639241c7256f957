// SPDX-License-Identifier: Apache-2.0
// Scenario discovery: theory notes, section 15, and cases of our own, which need no data.
#include "analysis/sensitivity/prim.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/analysis/synthetic.hpp"
#include "tests/catch.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

struct Futures {
    Table points;
    std::vector<char> of_interest;
};

/// 882 runs of a model of biofuels, 89 of them with high costs (Bryant, Lempert 2010). Empty where the data
/// are not on this machine.
Futures biofuels() {
    const auto file = std::filesystem::path(OFFRAMP_SHARED_DATA) / "prim" / "bryant_et_al_2010_data.csv";
    std::ifstream in(file);
    Futures futures;
    std::string line;
    std::getline(in, line);  // headings
    while (std::getline(in, line)) {
        std::istringstream cells(line);
        std::string cell;
        for (int column = 0; std::getline(cells, cell, ','); ++column) {
            if (column >= 2 && column <= 10) futures.points.values.push_back(std::stod(cell));
            if (column == 15) futures.of_interest.push_back(std::stod(cell) == 1.0 ? 1 : 0);
        }
        ++futures.points.rows;
    }
    futures.points.columns = 9;
    return futures;
}

constexpr std::size_t kCost = 0;
constexpr std::size_t kBiomass = 1;
constexpr std::size_t kDemand = 5;
constexpr std::size_t kBackstop = 8;

/// 1000 futures over three inputs: of interest where x0 < 0.3 and x1 > 0.6, and one in fifty elsewhere.
Futures corner() {
    Futures futures{Table(1000, 3), {}};
    for (std::size_t r = 0; r < 1000; ++r) {
        for (std::size_t c = 0; c < 3; ++c) futures.points(r, c) = uniform(r, c);
        const bool in = futures.points(r, 0) < 0.3 && futures.points(r, 1) > 0.6;
        futures.of_interest.push_back(in || uniform(r, 3) < 0.02 ? 1 : 0);
    }
    return futures;
}

/// A grid of 10 by 10 futures, of interest in its corner x <= 3, y >= 6; a third input is the colour of a
/// chessboard.
Futures grid() {
    Futures futures{Table(100, 3), {}};
    for (std::size_t r = 0; r < 100; ++r) {
        const std::size_t x = r % 10;
        const std::size_t y = r / 10;
        futures.points(r, 0) = static_cast<double>(x);
        futures.points(r, 1) = static_cast<double>(y);
        futures.points(r, 2) = static_cast<double>((x + y) % 2);
        futures.of_interest.push_back(x <= 3 && y >= 6 ? 1 : 0);
    }
    return futures;
}

}  // namespace

TEST_CASE("the published box of the biofuel futures scores as published") {
    const Futures data = biofuels();
    if (data.of_interest.empty()) OFFRAMP_SKIP("the data of Bryant and Lempert are not on this machine");
    REQUIRE(data.points.rows == 882);
    Box box = whole_space(9);
    CHECK(score(box, data.points, data.of_interest).cases == 89);
    box.high[kBiomass] = 755.8;
    box.low[kDemand] = -0.422;
    box.low[kBackstop] = 150.05;
    const BoxScore published = score(box, data.points, data.of_interest);
    CHECK(published.cases == 68);
    CHECK(published.points == 95);
    CHECK(published.density == Approx(.715789).margin(1e-6));
    CHECK(published.coverage == Approx(.764045).margin(1e-6));
    CHECK(published.mass == Approx(.107710).margin(1e-6));
    CHECK(published.restricted == 3);
    for (const Restriction& r : restrictions(box, data.points, data.of_interest)) CHECK(r.quasi_p < 1e-5);
    box.low[kCost] = 72.65;
    const BoxScore four = score(box, data.points, data.of_interest);
    CHECK(four.cases == 67);
    CHECK(four.points == 87);
}

TEST_CASE("peeling the biofuel futures leads to the published box") {
    const Futures data = biofuels();
    if (data.of_interest.empty()) OFFRAMP_SKIP("the data of Bryant and Lempert are not on this machine");
    const std::vector<PrimStep> steps = prim_trajectory(data.points, data.of_interest, {.paste = 0.0});
    // The step with the four limits of the longer box; without the cost, its least significant limit, it is
    // the published one.
    const auto longer = std::find_if(steps.begin(), steps.end(), [](const PrimStep& step) {
        return step.score.cases == 67 && step.score.points == 87;
    });
    REQUIRE(longer != steps.end());
    CHECK(longer->box.low[kCost] == Approx(72.65).epsilon(1e-6));
    CHECK(longer->box.high[kBiomass] == Approx(755.8).epsilon(1e-6));
    CHECK(longer->box.low[kDemand] == Approx(-0.422).epsilon(1e-6));
    CHECK(longer->box.low[kBackstop] == Approx(150.05).epsilon(1e-6));
    CHECK(longer->score.restricted == 4);
    const auto limits = restrictions(longer->box, data.points, data.of_interest);
    const auto least = std::ranges::max_element(limits, {}, &Restriction::quasi_p);
    CHECK(least->side == Side{kCost, Side::Kind::kLower});
    CHECK(least->quasi_p > 0.05);
    const BoxScore& at_published = least->without;
    CHECK(at_published.cases == 68);
    CHECK(at_published.points == 95);
    CHECK(at_published.restricted == 3);
    CHECK(steps.back().score.density == 1.0);
    CHECK(steps.back().score.coverage == Approx(.505618).margin(1e-6));
}

TEST_CASE("the box of a grid scores as counted by hand") {
    Futures data = grid();
    data.of_interest[6 * 10 + 0] = 0;  // one of the corner's 16 is not of interest,
    data.of_interest[0 * 10 + 2] = 1;  // and one below it is
    Box box = whole_space(3);
    box.high[0] = 3.5;
    box.low[1] = 5.5;
    const BoxScore corner = score(box, data.points, data.of_interest);
    CHECK(corner.points == 16);
    CHECK(corner.cases == 15);
    CHECK(corner.density == 15.0 / 16);
    CHECK(corner.coverage == 15.0 / 16);
    CHECK(corner.mass == 0.16);
    CHECK(corner.restricted == 2);
    // Without one limit the box holds 40 futures: P(X >= 15), X ~ Binomial(16, density).
    const auto tail = [](double p) { return 16 * std::pow(p, 15) * (1 - p) + std::pow(p, 16); };
    const auto limits = restrictions(box, data.points, data.of_interest);
    REQUIRE(limits.size() == 2);
    CHECK(limits[0].side.kind == Side::Kind::kUpper);
    CHECK(limits[0].without.density == 15.0 / 40);
    CHECK(limits[0].quasi_p == Approx(tail(15.0 / 40)));
    CHECK(limits[1].side.kind == Side::Kind::kLower);
    CHECK(limits[1].without.density == 16.0 / 40);
    CHECK(limits[1].quasi_p == Approx(tail(16.0 / 40)));
    // Black squares alone: 7 of 8 are of interest, which is no more than in the whole corner.
    box.high[2] = 0.5;
    CHECK(score(box, data.points, data.of_interest).cases == 7);
    for (const Restriction& limit : restrictions(box, data.points, data.of_interest))
        CHECK((limit.quasi_p > 0.05) == (limit.side.input == 2));
}

TEST_CASE("a grid is peeled column by column and row by row, as worked out by hand") {
    // Of X columns and Y rows a column gains 16 / (X (X - 1) Y^2) for each point given up and a row
    // 16 / (Y (Y - 1) X^2): the column is peeled while Y > X, and where both gain the same, being the first
    // input. When four columns are left each has cases, and the rows follow.
    const Futures data = grid();
    for (const PeelObjective objective : {PeelObjective::kGainByPoint, PeelObjective::kDensity}) {
        const auto steps =
            prim_trajectory(data.points, data.of_interest, {.paste = 0.0, .objective = objective});
        REQUIRE(steps.size() >= 13);
        for (std::size_t k = 0; k <= 12; ++k) {
            INFO("step " << k);
            const std::size_t columns = k < 6 ? 10 - k : 4;
            const std::size_t rows = k < 6 ? 10 : 16 - k;
            const PrimStep& step = steps[k];
            CHECK(step.score.points == columns * rows);
            CHECK(step.score.cases == 16);
            CHECK(step.score.restricted == (k == 0 ? 0 : k <= 6 ? 1 : 2));
            if (k > 0) CHECK(step.box.high[0] == static_cast<double>(columns) - 0.5);
            if (k > 6) CHECK(step.box.low[1] == 9.5 - static_cast<double>(rows));
            CHECK(std::isinf(step.box.low[0]));
            CHECK(std::isinf(step.box.high[1]));
            CHECK(std::isinf(step.box.high[2]));
        }
        // Peeling goes on among cases only, down to a twentieth of the futures.
        CHECK(steps.back().score.density == 1.0);
        CHECK(steps.back().score.mass >= 0.05);
        CHECK(steps[11].score.density < 1.0);
        CHECK(steps[12].score.density == 1.0);
    }
}

TEST_CASE("a peel is judged by density, or by what it gains for each point given up") {
    // Half of the futures have a switch off: 15 of their 50 are of interest, and 25 of the others. None is
    // where y < 5.
    Futures data{Table(100, 2), {}};
    for (std::size_t r = 0; r < 100; ++r) {
        data.points(r, 0) = r < 50 ? 0.0 : 1.0;
        data.points(r, 1) = static_cast<double>(r % 50);
        data.of_interest.push_back(r % 50 >= 5 && r % 50 < (r < 50 ? 20 : 30) ? 1 : 0);
    }
    const auto first = [&](PeelObjective objective) {
        return prim_trajectory(data.points, data.of_interest, {.paste = 0.0, .objective = objective}).at(1);
    };
    // The switch: from 0.4 to 0.5 for 50 points. The lowest tenth of y, or its highest: to 0.44 for 10.
    CHECK(first(PeelObjective::kDensity).box.low[0] == 0.5);
    CHECK(first(PeelObjective::kDensity).score.points == 50);
    CHECK(first(PeelObjective::kGainByPoint).box.high[1] == 44.5);
    CHECK(first(PeelObjective::kGainByPoint).score.points == 90);
}

TEST_CASE("of equal peels that of an input which is restricted already is taken") {
    Futures data = grid();
    for (std::size_t r = 0; r < 100; ++r) data.of_interest[r] = r >= 10 ? 1 : 0;  // all but the lowest row
    const auto steps = prim_trajectory(data.points, data.of_interest, {.paste = 0.0});
    REQUIRE(steps.size() > 2);
    CHECK(steps[1].box.low[1] == 0.5);
    CHECK(steps[1].score.density == 1.0);
    CHECK(steps[2].box.high[1] == 8.5);
    CHECK(steps[2].score.restricted == 1);
}

TEST_CASE("peeling leads to a corner, and gives up no more than it must") {
    const Futures data = corner();
    const std::vector<PrimStep> steps = prim_trajectory(data.points, data.of_interest);
    CHECK(steps.front().score.coverage == 1.0);
    CHECK(steps.front().score.restricted == 0);
    for (const PrimStep& step : steps) CHECK(step.score.mass >= 0.05);
    const auto corner_step = std::ranges::max_element(steps, {}, [](const PrimStep& step) {
        return step.score.density >= 0.9 ? step.score.coverage : 0.0;
    });
    CHECK(corner_step->score.coverage > 0.8);
    CHECK(corner_step->box.high[0] == Approx(0.3).margin(0.03));
    CHECK(corner_step->box.low[1] == Approx(0.6).margin(0.03));
}

TEST_CASE("the quasi-p-value is the binomial tail") {
    // Eight futures in the box of which six are of interest; without its only limit ten of twenty are.
    Futures data{Table(20, 1), {}};
    for (std::size_t r = 0; r < 20; ++r) {
        data.points(r, 0) = static_cast<double>(r);
        data.of_interest.push_back(r < 6 || r >= 16 ? 1 : 0);
    }
    Box box = whole_space(1);
    box.high[0] = 7.5;
    const auto limits = restrictions(box, data.points, data.of_interest);
    REQUIRE(limits.size() == 1);
    CHECK(limits[0].side.kind == Side::Kind::kUpper);
    CHECK(limits[0].without.density == 0.5);
    CHECK(limits[0].quasi_p == Approx(37.0 / 256.0));  // P(X >= 6), X ~ Binomial(8, 1/2)
}

TEST_CASE("pasting gives back what peeling took too much") {
    // Coarse peels overshoot a threshold that pasting then finds in small steps.
    Futures data{Table(400, 1), {}};
    for (std::size_t r = 0; r < 400; ++r) {
        data.points(r, 0) = uniform(r, 9);
        data.of_interest.push_back(data.points(r, 0) < 0.2 ? 1 : 0);
    }
    const auto peeled = prim_trajectory(data.points, data.of_interest, {.peel = 0.4, .paste = 0.0});
    const auto pasted = prim_trajectory(data.points, data.of_interest, {.peel = 0.4, .paste = 0.05});
    REQUIRE(pasted.size() > peeled.size());
    CHECK(peeled.back().score.coverage < 0.8);
    CHECK(pasted.back().score.density == 1.0);
    CHECK(pasted.back().score.coverage > 0.95);
}

TEST_CASE("values that are equal stay together") {
    Futures data{Table(100, 2), {}};
    for (std::size_t r = 0; r < 100; ++r) {
        data.points(r, 0) = r < 50 ? 0.0 : 1.0;  // a policy switch
        data.points(r, 1) = 3.0;                 // never varied
        data.of_interest.push_back(r >= 50 && r % 5 != 0 ? 1 : 0);
    }
    const auto steps = prim_trajectory(data.points, data.of_interest);
    REQUIRE(steps.size() == 2);
    CHECK(steps[1].box.low[0] == 0.5);
    CHECK(steps[1].score.points == 50);
    CHECK(steps[1].score.coverage == 1.0);
}

TEST_CASE("of names one is peeled at a time, and where they stand in the table does not matter") {
    // Six names with 20 futures each; those of interest are all under two of them, 15 each.
    for (const std::vector<double>& dense : {std::vector<double>{0, 1}, {0, 5}, {1, 4}, {2, 5}}) {
        Futures data{Table(120, 2), {}};
        for (std::size_t r = 0; r < 120; ++r) {
            data.points(r, 0) = static_cast<double>(r % 6);
            data.points(r, 1) = uniform(r, 5);
            const bool in = std::ranges::find(dense, data.points(r, 0)) != dense.end();
            data.of_interest.push_back(in && r / 6 < 15 ? 1 : 0);
        }
        const PrimOptions options{.paste = 0.0, .nominal = {true, false}};
        const auto steps = prim_trajectory(data.points, data.of_interest, options);
        REQUIRE(steps.size() > 4);
        std::vector<double> others = {0, 1, 2, 3, 4, 5};
        for (const double name : dense) std::erase(others, name);
        // A name without cases goes with 20 futures, density 30/120 to 30/100, and so on.
        std::size_t at_names = 0;
        for (const PrimStep& step : steps) {
            CHECK(std::isinf(step.box.low[0]));
            CHECK(std::isinf(step.box.high[0]));
            if (step.box.left_out[0] == others && step.score.restricted == 1) at_names = step.score.points;
        }
        CHECK(at_names == 40);
        Box box = whole_space(2);
        box.left_out[0] = others;
        const BoxScore both = score(box, data.points, data.of_interest);
        CHECK(both.cases == 30);
        CHECK(both.density == 0.75);
        CHECK(both.coverage == 1.0);
        CHECK(both.restricted == 1);
        const auto limits = restrictions(box, data.points, data.of_interest);
        REQUIRE(limits.size() == 1);
        CHECK(limits[0].side.kind == Side::Kind::kNames);
        CHECK(limits[0].left_out == others);
        CHECK(limits[0].without.density == 0.25);
        CHECK(limits[0].quasi_p < 1e-6);
    }
}

TEST_CASE("the likelihood ratio of a box is that of its table, and 0 where it is no denser") {
    // 9 of 12 in the box, 1 of 20 outside; 10 of 32 altogether.
    const double inside = 9 * std::log(9.0 / 12) + 3 * std::log(3.0 / 12);
    const double outside = std::log(1.0 / 20) + 19 * std::log(19.0 / 20);
    const double all = 10 * std::log(10.0 / 32) + 22 * std::log(22.0 / 32);
    CHECK(log_likelihood_ratio(9, 12, 10, 32) == Approx(inside + outside - all));
    CHECK(log_likelihood_ratio(1, 20, 10, 32) == 0.0);
    CHECK(log_likelihood_ratio(5, 16, 10, 32) == 0.0);
    CHECK(log_likelihood_ratio(10, 10, 10, 32) == Approx(-all));
}
