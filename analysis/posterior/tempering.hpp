// SPDX-License-Identifier: Apache-2.0
// Sequential Monte Carlo from a standard normal prior to a posterior, by powers of the likelihood that rise
// from 0 to 1 (Del Moral, Doucet, Jasra 2006).
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <stop_token>

namespace offramp {

struct TemperingOptions {
    std::uint64_t seed = 0;
    Eigen::Index particles = 500;
    int moves = 20;  ///< Metropolis steps of every particle after each rise
    std::stop_token cancel = {};
};

/// Particles that are draws from the posterior, equally likely: a column for each, of so many standard normal
/// numbers as `dimensions` says. Each rise leaves half of the particles effective (Kish 1965). The same input
/// gives the same output. When cancelled, they are of no use.
/// @param log_likelihood  of a place; finite, or minus infinity
Eigen::MatrixXd sample_posterior(Eigen::Index dimensions,
                                 const std::function<double(const Eigen::VectorXd& at)>& log_likelihood,
                                 const TemperingOptions& options);

}  // namespace offramp
