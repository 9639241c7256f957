// SPDX-License-Identifier: Apache-2.0
#include "analysis/sweep/design.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/catch.hpp"

using namespace offramp;

namespace {

Factor levels(std::string name, std::vector<std::string> values) {
    Factor factor;
    factor.name = std::move(name);
    factor.paths = {"tension.mean"};
    factor.levels = std::move(values);
    return factor;
}

std::string text(const std::vector<FactorValue>& point) {
    std::string joined;
    for (const FactorValue& value : point)
        joined += (joined.empty() ? "" : " ") + (value.text.empty() ? "-" : value.text);
    return joined;
}

std::vector<std::string> all(const SamplingDesign& sampling, const std::vector<Factor>& factors) {
    const Design design(sampling, factors);
    std::vector<std::string> points;
    for (std::uint64_t i = 0; i < design.size(); ++i) points.push_back(text(design.point(factors, i)));
    return points;
}

const std::vector<Factor> kTwo = {levels("a", {"1", "2"}), levels("b", {"0.1", "0.2", "0.3"})};

}  // namespace

TEST_CASE("a full factorial has every combination, the last factor fastest") {
    CHECK(all(Factorial{}, kTwo) ==
          std::vector<std::string>{"1 0.1", "1 0.2", "1 0.3", "2 0.1", "2 0.2", "2 0.3"});
    CHECK(design_size(Factorial{}, std::vector<Factor>(64, kTwo[1])) == kMaxPoints + 1);
}

TEST_CASE("one at a time starts at the scenario and leaves all other factors there") {
    CHECK(all(OneAtATime{}, kTwo) ==
          std::vector<std::string>{"- -", "1 -", "2 -", "- 0.1", "- 0.2", "- 0.3"});
}

TEST_CASE("a list takes the k-th level of every factor") {
    CHECK(all(LevelList{}, {kTwo[0], levels("c", {"7", "8"})}) == std::vector<std::string>{"1 7", "2 8"});
}

TEST_CASE("Sobol's sequence has the published first points") {
    // Joe and Kuo 2008, new-joe-kuo-6: dimensions 1 to 3, the origin left out.
    const std::vector<std::string> names = {"a", "b", "c"};
    const std::vector<double> u = SobolSequence{.points = 7}.sample(names);
    const std::vector<double> expected = {.5,   .5,   .5,   .75,  .25,  .25,  .25,  .75,  .75,  .375, .375,
                                          .625, .875, .875, .125, .625, .125, .875, .125, .625, .375};
    REQUIRE(u.size() == expected.size());
    for (std::size_t i = 0; i < u.size(); ++i) CHECK(u[i] == Approx(expected[i]).margin(1e-9));
}

TEST_CASE("a Latin hypercube has one point in every slice of every factor") {
    const std::vector<std::string> names = {"a", "b", "c"};
    constexpr std::uint64_t n = 100;
    const std::vector<double> u = LatinHypercube{.points = n, .seed = 5}.sample(names);
    for (std::size_t f = 0; f < names.size(); ++f) {
        std::set<int> slices;
        for (std::uint64_t i = 0; i < n; ++i) slices.insert(static_cast<int>(u[i * names.size() + f] * n));
        CHECK(slices.size() == n);
        CHECK(*slices.begin() == 0);
        CHECK(*slices.rbegin() == n - 1);
    }
    // The factors are matched at random: their correlation is 0 within four standard errors.
    double product = 0;
    for (std::uint64_t i = 0; i < n; ++i) product += (u[3 * i] - 0.5) * (u[3 * i + 1] - 0.5) * 12 / n;
    CHECK(std::abs(product) < 4 / std::sqrt(double{n}));
}

TEST_CASE("random points are uniform, and a further factor does not move the others") {
    const std::vector<std::string> two = {"a", "b"};
    const std::vector<std::string> three = {"x", "a", "b"};
    constexpr std::uint64_t n = 4000;
    const auto check = [&](const auto& design) {
        const std::vector<double> u = design.sample(two);
        const std::vector<double> v = design.sample(three);
        double sum = 0;
        for (std::uint64_t i = 0; i < n; ++i) {
            sum += u[2 * i];
            REQUIRE(u[2 * i] == v[3 * i + 1]);
            REQUIRE(u[2 * i + 1] == v[3 * i + 2]);
        }
        CHECK(std::abs(sum / n - 0.5) < 4 * std::sqrt(1.0 / 12 / n));
    };
    check(RandomPoints{.points = n, .seed = 1});
    check(LatinHypercube{.points = n, .seed = 1});
}

TEST_CASE(
    "a Saltelli design varies one factor at a time between two samples, each row in every replication") {
    const SaltelliBlocks settings{.blocks = 8, .replications = 3, .second_order = true};
    const std::vector<Factor> factors(2, levels("a", {"1", "2", "3", "4"}));
    const Design design(settings, factors);
    CHECK(design.size() == 8 * (2 * 2 + 2) * 3);
    const SaltelliDesign blocks = settings.design(2);
    for (std::uint64_t p = 0; p < design.size(); ++p) {
        const std::vector<FactorValue> point = design.point(factors, p);
        for (std::size_t f = 0; f < 2; ++f)
            CHECK(point[f] == sampled_value(factors[f], blocks.points(p / 3, f)));
        // The six points of a block share their campaigns in each replication, and nothing else does.
        CHECK(campaign_set(settings, 2, p) == p / 18 * 3 + p % 3);
    }
    CHECK(design_size(SaltelliBlocks{.blocks = ~std::uint64_t{0}}, factors) == kMaxPoints + 1);
}

TEST_CASE("a Morris design steps over half of what a factor may be, on the middles of equal slices") {
    const MorrisTrajectories settings{.blocks = 5, .replications = 1, .levels = 6, .seed = 3};
    const std::vector<Factor> factors(3, levels("a", {"1", "2"}));
    const Design design(settings, factors);
    CHECK(design.size() == 5 * 4);
    const MorrisDesign trajectories = settings.design(3);
    for (std::size_t p = 0; p < 20; ++p) {
        CHECK(campaign_set(settings, 3, p) == p / 4);
        for (std::size_t f = 0; f < 3; ++f) {
            const double slice = trajectories.points(p, f) * 6 - 0.5;
            CHECK(std::abs(slice - std::round(slice)) < 1e-12);
            if (p % 4 == 0) continue;
            const bool moved = trajectories.moved[p / 4 * 3 + p % 4 - 1] == f;
            const double step = trajectories.points(p, f) - trajectories.points(p - 1, f);
            CHECK(std::abs(step) == Approx(moved ? 0.5 : 0.0).margin(1e-12));
            // Of two equally likely values, a step of half always reaches the other.
            CHECK((design.point(factors, p)[f] != design.point(factors, p - 1)[f]) == moved);
        }
    }
    CHECK(campaign_set(RandomPoints{.points = 5}, 3, 4) == 0);
}

TEST_CASE("distributions have their textbook quantiles") {
    const auto at = [](const Distribution& d, double u) { return quantile(d, u); };
    CHECK(at({.family = DistributionFamily::kUniform, .low = 2, .high = 6}, 0.25) == Approx(3));
    CHECK(at({.family = DistributionFamily::kLogUniform, .low = 1, .high = 100}, 0.5) == Approx(10));
    CHECK(at({.family = DistributionFamily::kNormal, .centre = 1, .spread = 2}, 0.975) ==
          Approx(1 + 2 * 1.959963985));
    CHECK(at({.family = DistributionFamily::kLognormal, .centre = 3, .spread = 0.5}, 0.5) == Approx(3));
    CHECK(at({.family = DistributionFamily::kLognormal, .centre = 3, .spread = 0.5}, 0.975) ==
          Approx(3 * std::exp(0.5 * 1.959963985)));
    // Triangular on [0, 1] with mode 1/4: F(x) = 4 x^2 up to the mode.
    CHECK(at({.family = DistributionFamily::kTriangular, .centre = 0.25, .low = 0, .high = 1}, 0.25) ==
          Approx(0.25));
    CHECK(at({.family = DistributionFamily::kTriangular, .centre = 0.25, .low = 0, .high = 1}, 0.04) ==
          Approx(0.1));
    // Truncated to [-1, 1], the standard normal's upper quartile is where the share left inside is 1/4:
    // Phi(x) = 1/2 + (Phi(1) - 1/2) / 2.
    const Distribution cut{
        .family = DistributionFamily::kNormal, .centre = 0, .spread = 1, .low = -1, .high = 1};
    CHECK(at(cut, 0.5) == Approx(0).margin(1e-12));
    CHECK(std::erf(at(cut, 0.75) / std::sqrt(2.0)) == Approx(std::erf(1 / std::sqrt(2.0)) / 2));
    // Far out in the tail nothing leaves the ends, and the median is finite: N(0, 1) on [10, 11].
    const Distribution far{
        .family = DistributionFamily::kNormal, .centre = 0, .spread = 1, .low = 10, .high = 11};
    CHECK(at(far, 0.5) > 10.05);
    CHECK(at(far, 0.5) < 10.08);  // nearly exponential with rate 10: 10 + ln 2 / 10
    for (const double u : {1e-12, 0.3, 1 - 1e-12}) {
        CHECK(at(cut, u) >= -1);
        CHECK(at(cut, u) <= 1);
    }
}

TEST_CASE("sampled values are in the factor's unit, whole where they must be") {
    Factor factor;
    factor.kind = ValueKind::kDuration;
    factor.distribution = {.family = DistributionFamily::kUniform, .low = 6, .high = 36};
    CHECK(sampled_value(factor, 0.5) == FactorValue{"21h", 21.0});
    factor.kind = ValueKind::kInteger;
    CHECK(sampled_value(factor, 0.51) == FactorValue{"21", 21.0});
    const Factor names = levels("rule", {"lookahead", "level_k"});
    CHECK(sampled_value(names, 0.49).text == "lookahead");
    CHECK(sampled_value(names, 0.51).text == "level_k");
    CHECK(sampled_value(names, 1.0).text == "level_k");
}

TEST_CASE("whole numbers between two ends are equally likely, the ends too") {
    Factor factor;
    factor.kind = ValueKind::kInteger;
    factor.distribution = {.family = DistributionFamily::kUniform, .low = 0, .high = 2};
    std::map<std::string, int> counts;
    for (int k = 0; k < 300; ++k) ++counts[sampled_value(factor, (k + 0.5) / 300).text];
    CHECK(counts == std::map<std::string, int>{{"0", 100}, {"1", 100}, {"2", 100}});
    factor.distribution = {.family = DistributionFamily::kLogUniform, .low = 1, .high = 12};
    CHECK(sampled_value(factor, 1e-9).number == 1.0);
    CHECK(sampled_value(factor, 1 - 1e-9).number == 12.0);
    // 1 has what lies from a half to one and a half.
    CHECK(sampled_value(factor, std::log(3.0) / std::log(25.0) - 1e-9).number == 1.0);
    CHECK(sampled_value(factor, std::log(3.0) / std::log(25.0) + 1e-9).number == 2.0);
}

TEST_CASE("a Morris design goes from any name to any other, once in a trajectory") {
    Factor names = levels("rule", {"a", "b", "c", "d", "e"});
    names.kind = ValueKind::kName;
    const std::vector<Factor> factors = {levels("x", {"1", "2"}), names, levels("y", {"1", "2", "3", "4"})};
    const MorrisTrajectories settings{.blocks = 400, .replications = 1, .seed = 3};
    const Design design(settings, factors);
    const MorrisDesign trajectories = settings.design(3);
    std::map<std::pair<std::string, std::string>, int> steps;
    for (std::size_t t = 0; t < 400; ++t) {
        int moves = 0;
        for (std::size_t k = 1; k < 4; ++k) {
            const auto before = design.point(factors, 4 * t + k - 1);
            const auto after = design.point(factors, 4 * t + k);
            const bool is_moved = trajectories.moved[3 * t + k - 1] == 1;
            REQUIRE((before[1] != after[1]) == is_moved);
            if (!is_moved) continue;
            ++moves;
            ++steps[{before[1].text, after[1].text}];
        }
        CHECK(moves == 1);
        // Factors with an order step as they do without it.
        const auto first = design.point(factors, 4 * t);
        CHECK(first[0] == sampled_value(factors[0], trajectories.points(4 * t, 0)));
        CHECK(first[2] == sampled_value(factors[2], trajectories.points(4 * t, 2)));
    }
    CHECK(steps.size() == 20);
    // 400 trajectories over 20 equally likely pairs: five standard errors of a binomial count.
    for (const auto& [pair, count] : steps) CHECK(std::abs(count - 20) < 5 * std::sqrt(20.0 * 0.95));
}

TEST_CASE("telling points have the ends of what is sampled, and each level of what is enumerated") {
    const std::vector<Factor> factors = {levels("a", {"1", "2", "3"}),
                                         levels("b", {"0.1", "0.2", "0.3", "0.4"})};
    for (const SamplingDesign& sampling : {SamplingDesign(Factorial{}), SamplingDesign(OneAtATime{})}) {
        const Design design(sampling, factors);
        std::set<std::string> seen;
        for (const std::uint64_t point : design.telling_points(factors, 100)) {
            for (std::size_t f = 0; f < 2; ++f)
                seen.insert(factors[f].name + design.point(factors, point)[f].text);
        }
        seen.erase("a");
        seen.erase("b");  // as the scenario has it
        CHECK(seen == std::set<std::string>{"a1", "a2", "a3", "b0.1", "b0.2", "b0.3", "b0.4"});
        CHECK(design.telling_points(factors, 2).size() == 2);
    }
    Factor number = levels("x", {});
    number.distribution = {.family = DistributionFamily::kUniform, .low = 0, .high = 1};
    const std::vector<Factor> one = {number};
    const Design design(LatinHypercube{.points = 1000, .seed = 2}, one);
    const std::vector<std::uint64_t> ends = design.telling_points(one, 100);
    REQUIRE(ends.size() == 2);
    const double a = *design.point(one, ends[0])[0].number;
    const double b = *design.point(one, ends[1])[0].number;
    CHECK(std::min(a, b) < 0.001);
    CHECK(std::max(a, b) > 0.999);
}

TEST_CASE("a factor moves its paths and their complements together") {
    Factor factor = levels("p", {"0.3"});
    factor.paths = {"a.prior", "b.prior"};
    factor.complements = {"c.prior"};
    std::vector<Override> overrides;
    append_overrides(overrides, factor, level_value(factor, 0));
    REQUIRE(overrides.size() == 3);
    CHECK(overrides[1].path == "b.prior");
    CHECK(overrides[1].value == "0.3");
    CHECK(overrides[2].path == "c.prior");
    CHECK(overrides[2].value == "0.7");
    overrides.clear();
    append_overrides(overrides, factor, {});
    CHECK(overrides.empty());
}
