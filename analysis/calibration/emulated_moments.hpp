// SPDX-License-Identifier: Apache-2.0
// Simulated moments over the parameters, learned from the points that were simulated.
#pragma once

#include <Eigen/Core>
#include <span>
#include <vector>

#include "analysis/calibration/emulator.hpp"
#include "analysis/calibration/simulated_moments.hpp"

namespace offramp {

/// An emulator whose inputs are parameters in standard deviations of their priors.
class EmulatedMoments {
  public:
    /// @param coordinates  of the problem; must outlive it
    /// @param points       two or more, each place once
    EmulatedMoments(std::span<const SearchCoordinate> coordinates, std::span<const SimulatedPoint> points);

    EmulatedValues at(std::span<const double> place) const { return emulator_.at(standardised(place)); }
    Eigen::VectorXd mean(std::span<const double> place) const { return emulator_.mean(standardised(place)); }

  private:
    Eigen::VectorXd standardised(std::span<const double> place) const;
    Emulator learned(std::span<const SimulatedPoint> points) const;

    std::span<const SearchCoordinate> coordinates_;
    Emulator emulator_;
};

/// The first point at each place.
std::vector<SimulatedPoint> at_different_places(std::span<const SimulatedPoint> points);

}  // namespace offramp
