// SPDX-License-Identifier: Apache-2.0
#include "engine/random/draws.hpp"

#include <Random123/philox.h>

#include <cmath>
#include <limits>
#include <vector>

#include "tests/catch.hpp"

using namespace offramp;

namespace {

using Words = std::array<std::uint64_t, 4>;

Words philox(const Words& counter, std::array<std::uint64_t, 2> key) {
    const r123::Philox4x64::ctr_type c = {{counter[0], counter[1], counter[2], counter[3]}};
    const r123::Philox4x64::key_type k = {{key[0], key[1]}};
    const auto out = r123::Philox4x64{}(c, k);
    return {out[0], out[1], out[2], out[3]};
}

double open_unit(std::uint64_t word) {
    return (static_cast<double>(word >> 12) + 0.5) / 4503599627370496.0;  // 2^52
}

double correlation(const std::vector<double>& x, const std::vector<double>& y) {
    double sum = 0.0;
    for (std::size_t k = 0; k < x.size(); ++k) sum += (x[k] - 0.5) * (y[k] - 0.5);
    return sum / static_cast<double>(x.size()) * 12.0;
}

}  // namespace

TEST_CASE("Philox4x64-10 gives the known answers of Random123 1.14 (kat_vectors)") {
    CHECK(philox({0, 0, 0, 0}, {0, 0}) ==
          Words{0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b});
    constexpr std::uint64_t kOnes = std::numeric_limits<std::uint64_t>::max();
    CHECK(philox({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}) ==
          Words{0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0});
    CHECK(philox({0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89},
                 {0x452821e638d01377, 0xbe5466cf34e90c6c}) ==
          Words{0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5, 0x57bd43b5e52b7fe6});
}

TEST_CASE("a draw is the Philox block of its stream, campaign, event and index under the seed") {
    const Draws draws(7, 11);
    const Uniforms u = draws.uniforms(Stream::kCall, 13, 17);
    const Words block =
        philox({17, 13, 11, static_cast<std::uint64_t>(Stream::kCall)}, {7, 0x6f666672616d70});
    for (std::size_t k = 0; k < 4; ++k) CHECK(u[k] == open_unit(block[k]));
    CHECK(Draws(7, 11).uniforms(Stream::kCall, 13, 17) == u);
}

TEST_CASE("uniforms keep away from 0 and 1 even for the extreme words") {
    CHECK(open_unit(0) == std::ldexp(1.0, -53));
    CHECK(open_unit(std::numeric_limits<std::uint64_t>::max()) == 1.0 - std::ldexp(1.0, -53));
    const Draws draws(1, 0);
    for (std::uint64_t k = 0; k < 20000; ++k) {
        for (const double u : draws.uniforms(Stream::kDecision, k)) {
            if (!(u > 0.0 && u < 1.0)) FAIL("a uniform is " << u);
        }
    }
}

TEST_CASE("uniforms fill 64 cells evenly") {
    constexpr int kCells = 64;
    std::array<double, kCells> count{};
    const Draws draws(3, 5);
    constexpr int kBlocks = 16000;
    for (std::uint64_t k = 0; k < kBlocks; ++k) {
        for (const double u : draws.uniforms(Stream::kIncident, k)) {
            ++count[static_cast<std::size_t>(u * kCells)];
        }
    }
    double chi_square = 0.0;
    const double expected = 4.0 * kBlocks / kCells;
    for (const double n : count) chi_square += (n - expected) * (n - expected) / expected;
    // 63 degrees of freedom: exceeded by chance once in 10 000 seeds (and the seed is fixed).
    CHECK(chi_square < 110.8);
    CHECK(chi_square > 28.0);  // too even would be as suspicious: once in 30 000
}

TEST_CASE("streams, campaigns, seeds, events and indices are uncorrelated") {
    constexpr std::uint64_t kN = 10000;
    const auto sequence = [](auto draw) {
        std::vector<double> values;
        for (std::uint64_t k = 0; k < kN; ++k) values.push_back(draw(k));
        return values;
    };
    const auto base = sequence([](std::uint64_t k) { return Draws(1, k).uniforms(Stream::kCall, 1)[0]; });
    const std::vector<std::vector<double>> others = {
        sequence([](std::uint64_t k) { return Draws(1, k + 1).uniforms(Stream::kCall, 1)[0]; }),
        sequence([](std::uint64_t k) { return Draws(2, k).uniforms(Stream::kCall, 1)[0]; }),
        sequence([](std::uint64_t k) { return Draws(1, k).uniforms(Stream::kAccident, 1)[0]; }),
        sequence([](std::uint64_t k) { return Draws(1, k).uniforms(Stream::kCall, 2)[0]; }),
        sequence([](std::uint64_t k) { return Draws(1, k).uniforms(Stream::kCall, 1, 1)[0]; }),
        sequence([](std::uint64_t k) { return Draws(1, k).uniforms(Stream::kCall, 1)[1]; }),
    };
    for (const auto& other : others) CHECK(std::abs(correlation(base, other)) < 4.0 / std::sqrt(double{kN}));
}

TEST_CASE("normals have the moments of the standard normal distribution") {
    const Draws draws(9, 1);
    constexpr std::uint64_t kBlocks = 10000;
    constexpr double kN = 4.0 * kBlocks;
    double m1 = 0.0;
    double m2 = 0.0;
    double m3 = 0.0;
    double m4 = 0.0;
    double beyond_2 = 0.0;
    for (std::uint64_t k = 0; k < kBlocks; ++k) {
        for (const double z : draws.normals(Stream::kSlowState, k)) {
            m1 += z / kN;
            m2 += z * z / kN;
            m3 += z * z * z / kN;
            m4 += z * z * z * z / kN;
            beyond_2 += (std::abs(z) > 2.0 ? 1.0 : 0.0) / kN;
        }
    }
    CHECK(std::abs(m1) < 4.0 * std::sqrt(1 / kN));
    CHECK(std::abs(m2 - 1.0) < 4.0 * std::sqrt(2 / kN));
    CHECK(std::abs(m3) < 4.0 * std::sqrt(15 / kN));
    CHECK(std::abs(m4 - 3.0) < 4.0 * std::sqrt(96 / kN));
    const double p = std::erfc(std::sqrt(2.0));
    CHECK(std::abs(beyond_2 - p) < 4.0 * std::sqrt(p * (1 - p) / kN));
}
