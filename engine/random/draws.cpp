// SPDX-License-Identifier: Apache-2.0
#include "engine/random/draws.hpp"

#include <Random123/philox.h>

#include <cmath>
#include <numbers>

#include "engine/base/elementary.hpp"

namespace offramp {

namespace {

// The second key word of every stream of this program: the letters "offramp".
constexpr std::uint64_t kProgramKey = 0x6f666672616d70;

// 52 bits and a half: the result is exact in a double, and never 0 or 1.
double open_unit(std::uint64_t bits) {
    return (static_cast<double>(bits >> 12) + 0.5) * 0x1p-52;
}

}  // namespace

Uniforms Draws::uniforms(Stream stream, std::uint64_t event, std::uint64_t index) const {
    const r123::Philox4x64::ctr_type counter = {
        {index, event, campaign_, static_cast<std::uint64_t>(stream)}};
    const r123::Philox4x64::key_type key = {{seed_, kProgramKey}};
    const auto block = r123::Philox4x64{}(counter, key);
    return {open_unit(block[0]), open_unit(block[1]), open_unit(block[2]), open_unit(block[3])};
}

std::array<double, 4> Draws::normals(Stream stream, std::uint64_t event, std::uint64_t index) const {
    const Uniforms u = uniforms(stream, event, index);
    const double r1 = std::sqrt(-2.0 * elementary::log(u[0]));
    const double r2 = std::sqrt(-2.0 * elementary::log(u[2]));
    const double a1 = 2.0 * std::numbers::pi * u[1];
    const double a2 = 2.0 * std::numbers::pi * u[3];
    return {r1 * elementary::cos(a1), r1 * elementary::sin(a1), r2 * elementary::cos(a2),
            r2 * elementary::sin(a2)};
}

}  // namespace offramp
