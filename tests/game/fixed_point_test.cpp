// SPDX-License-Identifier: Apache-2.0
#include "engine/game/fixed_point.hpp"

#include <array>
#include <cmath>
#include <vector>

#include "tests/catch.hpp"

using namespace offramp;

namespace {

struct Search {
    FixedPoint found;
    double play = 0.0;
    std::vector<int> begun;  // responses allowed in each attempt that was made
};

// Play is one number, and sets out from 1.
template <class Response>
Search search(std::span<const Attempt> attempts, Response response) {
    Search s;
    double answer = 0.0;
    s.found = find_fixed_point(
        attempts, 1e-9,
        [&](const Attempt& attempt) {
            s.begun.push_back(attempt.responses);
            s.play = 1.0;
        },
        [&] {
            answer = response(s.play);
            return std::abs(answer - s.play);
        },
        [&](const Attempt& attempt, int, double) {
            s.play += attempt.share * (answer - s.play);
            return std::abs(s.play) < 1e3;
        });
    return s;
}

}  // namespace

TEST_CASE("responses are followed to the point that they lead to") {
    const std::array<Attempt, 2> attempts = {{{.responses = 100}, {.responses = 100}}};
    const Search s = search(attempts, [](double x) { return std::cos(x); });
    CHECK(s.play == Approx(0.7390851332));  // the Dottie number
    CHECK(s.found.residual <= 1e-9);
    CHECK(s.found.iterations > 10);
    CHECK(s.begun == std::vector<int>{100});
}

TEST_CASE("where an attempt cannot go on the next begins anew, and the residual says that none arrived") {
    const auto away = [](double x) { return 1.5 - 2.0 * x; };  // rests at 1/2; followed in full it runs away
    const std::array<Attempt, 2> attempts = {{{.responses = 100}, {.responses = 90, .share = 0.4}}};
    const Search s = search(attempts, away);
    CHECK(s.begun == std::vector<int>{100, 90});
    CHECK(s.play == Approx(0.5));
    CHECK(s.found.iterations < 100);
    const Search short_of = search(std::span(attempts).first(1), away);
    CHECK(short_of.found.residual > 1.0);
    const std::array<Attempt, 1> few = {{{.responses = 3, .share = 0.4}}};
    CHECK(search(few, away).found.iterations == 3);
    CHECK(search(few, away).found.residual == Approx(1.5 * 0.2 * 0.2));
}

TEST_CASE("what is no number is as far as can be from its response, whatever else is near") {
    double residual = larger_gap(0.25, std::nan(""));
    residual = larger_gap(residual, 0.5);
    CHECK(residual == HUGE_VAL);
    CHECK(larger_gap(0.25, 0.5) == 0.5);
    CHECK(larger_gap(0.5, 0.25) == 0.5);
}
