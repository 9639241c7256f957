// SPDX-License-Identifier: Apache-2.0
// The search for significant boxes, held against all boxes there are in small spaces.
#include "analysis/sensitivity/box_search.hpp"

#include <algorithm>
#include <cmath>

#include "tests/analysis/synthetic.hpp"
#include "tests/catch.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

/// Two numbers on 6 and 5 levels, a name among 4; more cases in a box that differs from seed to seed, none of
/// its own where `odds` are equal.
Labelled small_space(std::uint64_t seed, double inside_odds, double outside_odds, std::size_t rows = 60) {
    Labelled data{Table(rows, 3), {}};
    const auto level = [](double u, std::size_t levels) {
        return std::floor(u * static_cast<double>(levels));
    };
    const double x_limit = 1.0 + level(uniform(seed, 1), 4);
    const double y_limit = 1.0 + level(uniform(seed, 2), 3);
    const double name = level(uniform(seed, 3), 4);
    const bool by_name = seed % 2 == 0;
    for (std::size_t r = 0; r < rows; ++r) {
        const std::uint64_t key = 1000 * (seed + 1) + r;
        data.points(r, 0) = level(uniform(key, 0), 6);
        data.points(r, 1) = level(uniform(key, 1), 5);
        data.points(r, 2) = level(uniform(key, 2), 4);
        const bool in = data.points(r, 0) > x_limit &&
                        (by_name ? data.points(r, 2) != name : data.points(r, 1) <= y_limit);
        data.of_interest.push_back(uniform(key, 3) < (in ? inside_odds : outside_odds) ? 1 : 0);
    }
    return data;
}

const BoxSearch kSearch{.prim = {.nominal = {false, false, true}}};

struct Found {
    bool any = false;
    bool dense = false;
    double worth = 0.0;  // coverage of a dense one, else the likelihood ratio
};

bool is_worse(const Found& a, const Found& b) {
    return std::tuple(a.any, a.dense, a.worth) < std::tuple(b.any, b.dense, b.worth);
}

Found found_in(const Labelled& data, const Box& box, const BoxSearch& search) {
    const BoxScore in = score(box, data.points, data.of_interest);
    const double gain =
        log_likelihood_ratio(in.cases, in.points, cases_among(data.of_interest), data.points.rows);
    if (in.mass < search.prim.least_mass || gain == 0.0) return {};
    for (const Restriction& limit : restrictions(box, data.points, data.of_interest)) {
        if (limit.quasi_p > search.accidental_above) return {};
    }
    const bool dense = in.density >= search.least_density;
    return {true, dense, dense ? in.coverage : gain};
}

/// Of all boxes there are.
Found best_of_all(const Labelled& data, const BoxSearch& search) {
    Found best;
    const auto limit = [](std::size_t k) { return static_cast<double>(k) - 0.5; };
    for (std::size_t names = 0; names < 15; ++names) {
        for (std::size_t x = 0; x < 6; ++x) {
            for (std::size_t x_end = x + 1; x_end <= 6; ++x_end) {
                for (std::size_t y = 0; y < 5; ++y) {
                    for (std::size_t y_end = y + 1; y_end <= 5; ++y_end) {
                        Box box = whole_space(3);
                        if (x > 0) box.low[0] = limit(x);
                        if (x_end < 6) box.high[0] = limit(x_end);
                        if (y > 0) box.low[1] = limit(y);
                        if (y_end < 5) box.high[1] = limit(y_end);
                        for (std::size_t k = 0; k < 4; ++k) {
                            if ((names >> k & 1U) != 0) box.left_out[2].push_back(static_cast<double>(k));
                        }
                        const Found found = found_in(data, box, search);
                        if (is_worse(best, found)) best = found;
                    }
                }
            }
        }
    }
    return best;
}

}  // namespace

TEST_CASE("in small spaces the search finds a box where there is one, and nearly the best of all") {
    constexpr int kSpaces = 60;
    int there = 0;
    int as_good = 0;
    int dense = 0;
    int dense_found = 0;
    for (std::uint64_t seed = 0; seed < kSpaces; ++seed) {
        const Labelled data = small_space(seed, 0.85, 0.1);
        for (const double least_density : {1.01, 0.8}) {  // the first is never reached
            BoxSearch search = kSearch;
            search.least_density = least_density;
            const Found best = best_of_all(data, search);
            const std::optional<Box> box = significant_box(data, search);
            const Found found = box ? found_in(data, *box, search) : Found{};
            INFO("space " << seed << ": best " << best.dense << ' ' << best.worth << ", found " << found.any
                          << ' ' << found.dense << ' ' << found.worth);
            CHECK(found.any == best.any);
            if (!best.any) continue;
            if (best.dense) {
                ++dense;
                dense_found += found.dense ? 1 : 0;
            } else {
                ++there;
                as_good += found.worth > 0.999 * best.worth ? 1 : 0;
                CHECK(found.worth > 0.5 * best.worth);
            }
        }
    }
    REQUIRE(there > kSpaces / 2);
    REQUIRE(dense > kSpaces / 4);
    CHECK(as_good > 0.9 * there);
    CHECK(dense_found > 0.8 * dense);
}

TEST_CASE("where cases fall at random the search as a whole finds a box no more often than it says") {
    constexpr int kSpaces = 60;
    int accepted = 0;
    for (std::uint64_t seed = 0; seed < kSpaces; ++seed) {
        const Labelled data = small_space(seed + 500, 0.3, 0.3, 40);
        const std::optional<Box> box = significant_box(data, kSearch);
        if (!box) continue;
        accepted += box_trials(data, *box, kSearch).chance <= 0.05 ? 1 : 0;
    }
    CHECK(accepted / double{kSpaces} < 0.05 + 4.0 * std::sqrt(0.05 * 0.95 / kSpaces));
}

TEST_CASE("one limit among few futures is found, and found again, though no box is as dense as asked for") {
    // 32 futures of four inputs: 9 of the 12 with x >= 0.6 are cases, and one of the other 20.
    Labelled data{Table(32, 4), {}};
    for (std::size_t r = 0; r < 32; ++r) {
        data.points(r, 0) =
            r < 12 ? 0.62 + 0.03 * static_cast<double>(r) : 0.02 * static_cast<double>(r - 12);
        for (std::size_t c = 1; c < 3; ++c) data.points(r, c) = std::floor(12.0 * uniform(r, c));
        data.points(r, 3) = static_cast<double>(r % 2);
        data.of_interest.push_back(r < 12 ? (r % 4 != 1 ? 1 : 0) : (r == 20 ? 1 : 0));
    }
    const BoxSearch search{.least_density = 0.95, .prim = {.nominal = {false, false, false, true}}};
    const std::optional<Box> box = significant_box(data, search);
    REQUIRE(box);
    const BoxScore in = score(*box, data.points, data.of_interest);
    CHECK(in.density < 0.95);
    CHECK(in.cases >= 8);
    CHECK(in.restricted == 1);
    CHECK(box->low[0] > 0.38);
    std::uint64_t told = 0;
    const BoxTrials trials = box_trials(data, *box, search, [&](std::uint64_t done, std::uint64_t total) {
        CHECK((done >= told && done < total && total == 299));
        told = done;
    });
    CHECK(told == 298);
    CHECK(trials.shuffles == 199);
    CHECK(trials.subsamples == 100);
    CHECK(trials.chance < 0.02);
    REQUIRE(trials.found_again.size() == 1);
    CHECK(trials.found_again[0] > 0.5);
    // The same again: numbers are drawn from a fixed seed.
    CHECK(box_trials(data, *box, search).chance == trials.chance);
    CHECK(box_trials(data, *box, search).found_again == trials.found_again);
}

TEST_CASE("limits that remain are fitted again when others are dropped") {
    // Cases: x >= 5 of 10 levels, y does not matter; so that a start with a limit on y alone still ends at x.
    Labelled data{Table(100, 2), {}};
    for (std::size_t r = 0; r < 100; ++r) {
        data.points(r, 0) = static_cast<double>(r % 10);
        data.points(r, 1) = static_cast<double>(r / 10);
        data.of_interest.push_back(data.points(r, 0) >= 5.0 && (r / 10) % 5 != 0 ? 1 : 0);
    }
    const std::optional<Box> box = significant_box(data, {.least_density = 0.75});
    REQUIRE(box);
    CHECK(box->low[0] == 4.5);
    CHECK(std::isinf(box->high[0]));
    CHECK(score(*box, data.points, data.of_interest).coverage == 1.0);
}

TEST_CASE("a corner is found with its limits and no other, nothing where there are no cases") {
    // Cases: x0 < 0.3 and x1 > 0.6, and one in fifty elsewhere.
    Labelled data{Table(1000, 3), {}};
    for (std::size_t r = 0; r < 1000; ++r) {
        for (std::size_t c = 0; c < 3; ++c) data.points(r, c) = uniform(r, c);
        const bool in = data.points(r, 0) < 0.3 && data.points(r, 1) > 0.6;
        data.of_interest.push_back(in || uniform(r, 3) < 0.02 ? 1 : 0);
    }
    const std::optional<Box> box = significant_box(data, {.least_density = 0.9, .accidental_above = 0.01});
    REQUIRE(box);
    CHECK(box->high[0] == Approx(0.3).margin(0.03));
    CHECK(box->low[1] == Approx(0.6).margin(0.03));
    CHECK(std::isinf(box->low[2]));
    CHECK(std::isinf(box->high[2]));
    data.of_interest.assign(1000, 0);
    CHECK_FALSE(significant_box(data, {}));
}

TEST_CASE("a second box describes what the first does not cover") {
    Labelled data{Table(2000, 2), {}};
    for (std::size_t r = 0; r < 2000; ++r) {
        for (std::size_t c = 0; c < 2; ++c) data.points(r, c) = uniform(r, c);
        const auto x = data.points.row(r);
        data.of_interest.push_back((x[0] < 0.2 && x[1] < 0.3) || (x[0] > 0.7 && x[1] > 0.8) ? 1 : 0);
    }
    const BoxSearch search{.least_density = 0.9};
    const std::optional<Box> first = significant_box(data, search);
    REQUIRE(first);
    const Labelled left = outside(data, *first);
    const std::optional<Box> second = significant_box(left, search);
    REQUIRE(second);
    const BoxScore of_first = score(*first, data.points, data.of_interest);
    const BoxScore of_second = score(*second, data.points, data.of_interest);
    CHECK(of_first.coverage + of_second.coverage > 0.85);
    CHECK(of_first.density > 0.9);
    CHECK(of_second.density > 0.9);
    CHECK(cases_among(left.of_interest) == cases_among(data.of_interest) - of_first.cases);
}
