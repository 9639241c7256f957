// SPDX-License-Identifier: Apache-2.0
#include "analysis/calibration/emulated_moments.hpp"

#include <set>

namespace offramp {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

EmulatedMoments::EmulatedMoments(std::span<const SearchCoordinate> coordinates,
                                 std::span<const SimulatedPoint> points)
    : coordinates_(coordinates), emulator_(learned(points)) {}

VectorXd EmulatedMoments::standardised(std::span<const double> place) const {
    VectorXd input(static_cast<Index>(place.size()));
    for (std::size_t k = 0; k < place.size(); ++k) {
        const SearchCoordinate& c = coordinates_[k];
        input(static_cast<Index>(k)) = (place[k] - c.prior_mean()) / c.prior_sd();
    }
    return input;
}

Emulator EmulatedMoments::learned(std::span<const SimulatedPoint> points) const {
    MatrixXd inputs(static_cast<Index>(points.size()), static_cast<Index>(coordinates_.size()));
    MatrixXd values(inputs.rows(), points.front().moments.value.size());
    for (Index p = 0; p < inputs.rows(); ++p) {
        const SimulatedPoint& point = points[static_cast<std::size_t>(p)];
        inputs.row(p) = standardised(point.at).transpose();
        values.row(p) = point.moments.value.transpose();
    }
    return {std::move(inputs), values};
}

std::vector<SimulatedPoint> at_different_places(std::span<const SimulatedPoint> points) {
    std::set<std::vector<double>> places;
    std::vector<SimulatedPoint> different;
    for (const SimulatedPoint& point : points) {
        if (places.insert(point.at).second) different.push_back(point);
    }
    return different;
}

}  // namespace offramp
