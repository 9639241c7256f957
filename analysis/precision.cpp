// SPDX-License-Identifier: Apache-2.0
#include "analysis/precision.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"

namespace offramp {
namespace {

/// Above what the variance asks for, so that a second stage mostly suffices.
constexpr double kMargin = 1.03;

/// A stage is at most so many times what was simulated before: the variance of a rare event is known too
/// badly after the first stage for more.
constexpr double kGrowth = 2.0;

/// A stage has at least so many campaigns, lest the interval is looked at again and again near the end.
constexpr std::uint64_t kSmallestStage = 250;

}  // namespace

PrecisionRun run_to_precision(double wanted, std::uint64_t cap,
                              const std::function<double(std::uint64_t count)>& simulate) {
    ensure(wanted > 0.0, "an interval without width is never reached");
    PrecisionRun run;
    std::uint64_t count = std::min(kPilotCampaigns, cap);
    while (count > 0) {
        const double half_width = simulate(count);
        if (half_width < 0.0) return run;
        run.campaigns += count;
        run.half_width = half_width;
        ++run.stages;
        run.reached = half_width <= wanted;
        if (run.reached) return run;
        const double done = static_cast<double>(run.campaigns);
        const double shrink = half_width / wanted;  // widths fall with the root of the number
        const double missing = std::min(done * shrink * shrink * kMargin - done, kGrowth * done);
        count = std::min(std::max(static_cast<std::uint64_t>(std::ceil(missing)), kSmallestStage),
                         cap - run.campaigns);
    }
    return run;
}

}  // namespace offramp
