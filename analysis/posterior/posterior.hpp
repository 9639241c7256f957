// SPDX-License-Identifier: Apache-2.0
// What observed moments leave open of parameters: draws from the posterior under a synthetic likelihood (Wood
// 2010), found with an emulator and weighted by what was simulated at them. Knows nothing of what is
// simulated.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "analysis/calibration/simulated_moments.hpp"

namespace offramp {

struct PosteriorProgress {
    int simulated = 0;
    int wanted = 0;          ///< at most
    double effective = 0.0;  ///< draws of the best round so far
};

struct PosteriorOptions {
    int draws = 100;      ///< simulated in each round, 2 or more
    int rounds = 3;       ///< at most, 1 or more
    int particles = 500;  ///< of the emulated posterior that draws are taken from; at least `draws` are used
    double inflation = 1.0;  ///< of the covariance of what moments miss (misfit_inflation())
    std::uint64_t seed = 0;
    std::stop_token cancel = {};
    std::function<void(const PosteriorProgress&)> progress = {};
};

struct PosteriorDraw {
    std::vector<double> at;
    MomentVector moments;  ///< simulated there; empty where that failed
    double weight = 0.0;   ///< of all draws 1
};

struct Posterior {
    std::vector<PosteriorDraw> draws;  ///< of the round that came nearest
    double effective = 0.0;            ///< equally likely draws that they are worth (Kish 1965)
    int rounds = 0;
    std::vector<FailedPoint> failed;  ///< draws of all rounds: they count as impossible
    double inflation = 1.0;
    bool complete = false;  ///< false: cancelled, and there may be no draws
};

/// By how much variances have to be larger for the moments to be missed no more than they may be (Birge
/// 1932): J over its degrees of freedom where J says at 5 % that no parameter mends the misses, otherwise 1.
double misfit_inflation(const MomentFit& fit);

/// Round by round: an emulator of the moments is learned from all points simulated so far, draws are made
/// from the posterior that it gives (sample_posterior()), and each is simulated. Its weight is the
/// likelihood of what was simulated over that of what was emulated, so that an emulator's errors are made
/// good as far as the draws reach; how far they do is `effective`. Ends where half of the draws are.
///
/// The likelihood is that of normal moments; their covariance is that of an observation if the place is true
/// (an observation's own estimate of it goes with its error, and would bias the draws) and of the simulation,
/// times `inflation`. Priors are those of the coordinates, within their ends.
/// @param known  simulated points, two or more: the wider they are spread over the prior the better
Posterior draw_posterior(const MomentProblem& problem, std::span<const SimulatedPoint> known,
                         const PosteriorOptions& options);

/// Draws by their weights, one after another as often as they count (systematic resampling): so many places
/// among the draws, all equally likely.
std::vector<std::size_t> equally_likely(const Posterior& posterior, std::size_t count);

}  // namespace offramp
