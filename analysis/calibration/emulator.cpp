// SPDX-License-Identifier: Apache-2.0
#include "analysis/calibration/emulator.hpp"

#include <Eigen/Cholesky>
#include <cmath>
#include <limits>
#include <span>

#include "analysis/optimise.hpp"
#include "engine/base/elementary.hpp"
#include "engine/base/error.hpp"

namespace offramp {
namespace {

using Eigen::ArrayXXd;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Of standardised values: the prior variance of a function's level, wide against their own of 1.
constexpr double kLevel = 100.0;

/// Ends of the settings, on their logarithmic scale, and where the search begins.
struct SettingRange {
    double low;
    double high;
    double start;
};
const SettingRange kLinear = {-9.0, 7.0, 0.0};
const SettingRange kQuadratic = {-14.0, 7.0, -2.0};
const SettingRange kSmooth = {-14.0, 5.0, -2.0};
const SettingRange kLength = {-1.6, 2.3, 0.0};
const SettingRange kRoughness = {-16.0, 0.7, -5.0};

}  // namespace

Emulator::Emulator(MatrixXd inputs, const MatrixXd& values)
    : inputs_(std::move(inputs)), squares_(inputs_.rowwise().squaredNorm()) {
    ensure(inputs_.rows() >= 2 && values.rows() == inputs_.rows(),
           "an emulator learns from two points or more");
    const MatrixXd products = inputs_ * inputs_.transpose();
    const auto number = static_cast<double>(inputs_.cols());
    Proximity proximity;
    proximity.products = products.array() / number;
    proximity.distances = ((-2.0 * products).colwise() + squares_).rowwise() + squares_.transpose();
    proximity.distances = proximity.distances.max(0.0) / number;
    for (Index f = 0; f < values.cols(); ++f) functions_.push_back(learn(proximity, values.col(f)));
}

ArrayXXd Emulator::covariance(const Proximity& proximity, const Settings& settings) {
    const double linear = elementary::exp(settings(0));
    const double quadratic = elementary::exp(settings(1));
    const double smooth = elementary::exp(settings(2));
    const double falloff = -0.5 * elementary::exp(-2.0 * settings(3));
    const auto falling = [&](double distance) { return elementary::exp(falloff * distance); };
    return kLevel + linear * proximity.products + quadratic * proximity.products.square() +
           smooth * proximity.distances.unaryExpr(falling);
}

Emulator::Function Emulator::learn(const Proximity& proximity, const VectorXd& values) const {
    Function function;
    function.centre = values.mean();
    const double spread = std::sqrt((values.array() - function.centre).square().mean());
    if (spread > 0.0) function.scale = spread;
    const VectorXd standard = (values.array() - function.centre) / function.scale;
    const auto rough = [&](const Settings& settings) {
        MatrixXd matrix = covariance(proximity, settings).matrix();
        matrix.diagonal().array() += elementary::exp(settings(4));
        return matrix;
    };
    // Minus the logarithm of the values' likelihood (Rasmussen, Williams 2006, equation 2.30).
    const auto unlikelihood = [&](std::span<const double> at) {
        const Eigen::LLT<MatrixXd> root(rough(Eigen::Map<const Settings>(at.data())));
        if (root.info() != Eigen::Success) return std::numeric_limits<double>::infinity();
        double sum = 0.5 * root.matrixL().solve(standard).squaredNorm();
        const MatrixXd& factor = root.matrixLLT();
        for (Index k = 0; k < factor.rows(); ++k) sum += elementary::log(factor(k, k));
        return sum;
    };
    std::vector<double> start;
    std::vector<double> low;
    std::vector<double> high;
    for (const SettingRange& range : {kLinear, kQuadratic, kSmooth, kLength, kRoughness}) {
        start.push_back(range.start);
        low.push_back(range.low);
        high.push_back(range.high);
    }
    const Minimum likeliest =
        minimise(unlikelihood, start, low, high, {.tolerance = 0.01, .evaluations = 150, .first_step = 0.1});
    function.settings = Eigen::Map<const Settings>(likeliest.at.data());
    const Eigen::LLT<MatrixXd> root(rough(function.settings));
    ensure(root.info() == Eigen::Success, "the likeliest covariance of an emulator can be inverted");
    function.precision = root.solve(MatrixXd::Identity(standard.size(), standard.size()));
    function.weights = function.precision * standard;
    return function;
}

Emulator::Proximity Emulator::to_points(const VectorXd& input) const {
    const auto number = static_cast<double>(inputs_.cols());
    const VectorXd products = inputs_ * input;
    Proximity proximity;
    proximity.products = products.array() / number;
    proximity.distances = ((squares_ - 2.0 * products).array() + input.squaredNorm()).max(0.0) / number;
    return proximity;
}

VectorXd Emulator::mean(const VectorXd& input) const {
    const Proximity proximity = to_points(input);
    VectorXd means(static_cast<Index>(functions_.size()));
    for (Index f = 0; f < means.size(); ++f) {
        const Function& function = functions_[static_cast<std::size_t>(f)];
        means(f) =
            function.centre +
            function.scale * covariance(proximity, function.settings).matrix().col(0).dot(function.weights);
    }
    return means;
}

EmulatedValues Emulator::at(const VectorXd& input) const {
    const Proximity proximity = to_points(input);
    const auto number = static_cast<double>(inputs_.cols());
    const Proximity to_itself = {ArrayXXd::Constant(1, 1, input.squaredNorm() / number),
                                 ArrayXXd::Zero(1, 1)};
    const auto count = static_cast<Index>(functions_.size());
    EmulatedValues values{VectorXd(count), VectorXd(count)};
    Index nearest = 0;
    proximity.distances.col(0).minCoeff(&nearest);
    values.nearest = static_cast<std::size_t>(nearest);
    for (Index f = 0; f < count; ++f) {
        const Function& function = functions_[static_cast<std::size_t>(f)];
        const VectorXd covariances = covariance(proximity, function.settings).matrix();
        const double alone =
            covariance(to_itself, function.settings)(0, 0) + elementary::exp(function.settings(4));
        const double known = covariances.dot(function.precision * covariances);
        values.mean(f) = function.centre + function.scale * covariances.dot(function.weights);
        values.variance(f) = function.scale * function.scale * std::max(alone - known, 0.0);
    }
    return values;
}

}  // namespace offramp
