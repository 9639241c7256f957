// SPDX-License-Identifier: Apache-2.0
#include "analysis/calibration/emulator.hpp"

#include <cmath>

#include "engine/random/draws.hpp"
#include "tests/catch.hpp"

using namespace offramp;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

/// Standard normal inputs, a row for each point.
MatrixXd scattered_inputs(Index points, Index dimensions, std::uint64_t seed) {
    MatrixXd inputs(points, dimensions);
    for (Index p = 0; p < points; ++p) {
        for (Index k = 0; k < dimensions; ++k) {
            inputs(p, k) = Draws(seed, static_cast<std::uint64_t>(p))
                               .normals(Stream::kDesign, 1, static_cast<std::uint64_t>(k))[0];
        }
    }
    return inputs;
}

double quadratic(const VectorXd& x) {
    return 3.0 + 2.0 * x(0) - x(1) + 0.5 * x(0) * x(2) + 0.3 * x(1) * x(1);
}

double quadratic_of_two(const VectorXd& x) {
    return 1.0 + x(0) + 0.5 * x(1) * x(1);
}

double wave(const VectorXd& x) {
    return std::sin(2.0 * x(0)) + 0.2 * x(1);
}

template <class F>
MatrixXd values_of(const MatrixXd& inputs, F function) {
    MatrixXd values(inputs.rows(), 1);
    for (Index p = 0; p < inputs.rows(); ++p) values(p, 0) = function(inputs.row(p).transpose());
    return values;
}

}  // namespace

TEST_CASE("a quadratic function is learned from little more points than it has coefficients") {
    const MatrixXd inputs = scattered_inputs(24, 4, 1);  // 15 coefficients
    const Emulator emulator(inputs, values_of(inputs, quadratic));
    const MatrixXd others = scattered_inputs(50, 4, 2);
    for (Index p = 0; p < others.rows(); ++p) {
        const VectorXd at = others.row(p).transpose();
        CHECK(emulator.at(at).mean(0) == Approx(quadratic(at)).margin(0.05));
    }
}

TEST_CASE("an emulator says how far it may be wrong") {
    const MatrixXd inputs = scattered_inputs(60, 2, 3);
    const Emulator emulator(inputs, values_of(inputs, wave));
    const MatrixXd others = scattered_inputs(200, 2, 4);
    double squares = 0.0;
    double error = 0.0;
    for (Index p = 0; p < others.rows(); ++p) {
        const VectorXd at = others.row(p).transpose();
        const EmulatedValues values = emulator.at(at);
        squares += std::pow(values.mean(0) - wave(at), 2) / (values.variance(0) + 1e-6) / 200.0;
        error += std::abs(values.mean(0) - wave(at)) / 200.0;
    }
    CHECK(error < 0.05);   // of a function between -1.6 and 1.6
    CHECK(squares < 3.0);  // its own variance, within the reach of 200 dependent errors
    VectorXd far(2);
    far << 6.0, 0.0;
    CHECK(std::sqrt(emulator.at(far).variance(0)) > 10.0 * error);
    CHECK(std::sqrt(emulator.at(inputs.row(0).transpose()).variance(0)) < 0.05);
}

TEST_CASE("roughness is not taken for the function") {
    const MatrixXd inputs = scattered_inputs(80, 2, 5);
    MatrixXd values = values_of(inputs, quadratic_of_two);
    for (Index p = 0; p < values.rows(); ++p)
        values(p, 0) += 0.5 * Draws(6, static_cast<std::uint64_t>(p)).normals(Stream::kDesign, 1)[0];
    const Emulator emulator(inputs, values);
    const EmulatedValues middle = emulator.at(VectorXd::Zero(2));
    CHECK(middle.mean(0) == Approx(1.0).margin(0.4));
    // A new value is as rough as the others, with a standard deviation of 0.5.
    CHECK(std::sqrt(middle.variance(0)) == Approx(0.5).margin(0.2));
}

TEST_CASE("functions that never change are known") {
    const MatrixXd inputs = scattered_inputs(10, 3, 7);
    const Emulator emulator(inputs, MatrixXd::Constant(10, 2, 0.25));
    const EmulatedValues values = emulator.at(VectorXd::Ones(3));
    CHECK(values.mean(1) == Approx(0.25).margin(1e-9));
    CHECK(values.variance(1) < 0.1);
}
