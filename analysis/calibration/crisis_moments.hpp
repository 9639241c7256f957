// SPDX-License-Identifier: Apache-2.0
// The moments of a calibration: in the record, and simulated.
#pragma once

#include <stop_token>
#include <vector>

#include "analysis/calibration/calibration.hpp"
#include "analysis/table_cache.hpp"

namespace offramp {

/// Which incidents of the history count.
using IncidentMask = std::vector<bool>;
IncidentMask every_incident(const CalibrationPlan& calibration);

/// Whether the moment holds for an incident of the record: empty where it is not known, or the incident is of
/// another class of triggers. Outcome moments hold for none.
std::optional<bool> observed_in(const CalibrationPlan& calibration, const CalibrationMoment& moment,
                                std::size_t incident);

/// Targets and the covariance of their errors. A share of n incidents has the variance of n + 4 of which two
/// more hold (Agresti and Coull 1998), so that none is certain; shares of the same incidents vary together.
/// A share of no incident at all is 1/2 with the variance of 1/16.
MomentVector observed_moments(const CalibrationPlan& calibration, const IncidentMask& mask);

/// Simulated at one point.
struct SimulatedMoments {
    MomentVector moments;
    /// By moment and incident: the share of simulated crises for which the moment holds; NaN where
    /// observed_in() is empty or the incident does not count.
    std::vector<std::vector<double>> shares;
};

struct MomentSimulation {
    int threads = 1;
    std::stop_token cancel = {};
    TableStore tables = {};
};

/// The same campaigns and crises at every point. The simulation error is that of ten groups of them. Throws
/// RuntimeFailure where a moment is undefined, and for campaigns that fail. When cancelled, the result is of
/// no use.
SimulatedMoments simulate_moments(const CalibrationPlan& calibration, std::span<const double> at,
                                  const IncidentMask& mask, const MomentSimulation& options);

/// What is to be solved: parameters and observed moments of the incidents that count, and their simulation.
/// `calibration` and `mask` must outlive it.
MomentProblem moment_problem(const CalibrationPlan& calibration, const IncidentMask& mask,
                             const MomentSimulation& options);

/// The moments of shares by incident over other incidents: outcome moments stay as they are.
Eigen::VectorXd moments_over(const CalibrationPlan& calibration, const SimulatedMoments& simulated,
                             const IncidentMask& mask);

}  // namespace offramp
