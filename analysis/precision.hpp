// SPDX-License-Identifier: Apache-2.0
// How many campaigns to simulate until an interval is narrow enough.
#pragma once

#include <cstdint>
#include <functional>

namespace offramp {

struct PrecisionRun {
    std::uint64_t campaigns = 0;  ///< simulated
    int stages = 0;
    double half_width = 0.0;  ///< of the 95 % interval, at the end
    bool reached = false;     ///< false: the cap or an interrupt came first
};

/// Campaigns of the first stage: enough for an estimate of the variance.
inline constexpr std::uint64_t kPilotCampaigns = 1000;

/// Simulates in stages until the half-width is at most `wanted` (> 0) or `cap` campaigns are done. A first
/// stage estimates the variance and with it the number that is needed (Stein 1945); where that falls short,
/// further stages add what is still missing. Only the width decides when to stop, never where the interval
/// lies or whether it holds 0, which is what keeps a fixed-width interval valid under a random sample size
/// (Chow, Robbins 1965).
/// @param simulate  (count) simulates that many more campaigns and gives the half-width over all of them
/// (infinite:
///                  nothing is known yet), or a negative number to end the run
PrecisionRun run_to_precision(double wanted, std::uint64_t cap,
                              const std::function<double(std::uint64_t count)>& simulate);

}  // namespace offramp
