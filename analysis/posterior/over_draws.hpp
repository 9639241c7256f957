// SPDX-License-Identifier: Apache-2.0
// Policies compared at every draw of what the record leaves open: how likely is it that one does better?
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "analysis/interval.hpp"
#include "analysis/sweep/sweep.hpp"

namespace offramp {

/// An outcome under a policy and its baseline, over equally likely draws. Intervals hold 95 % of the draws'
/// estimates, and so are of what is not known and of the noise of simulation together.
struct DrawnDifference {
    std::string policy;
    std::string outcome;
    std::string subject;  ///< the outcome as it is spoken of
    Estimate of_baseline;
    Estimate of_policy;
    Estimate difference;  ///< policy - baseline; the values are means
    /// The mean over the draws of the chance that the difference is below, or above, 0 given the campaigns
    /// there; with Wilson's interval for so many effective draws. The rest is of draws where none was seen.
    Estimate lower;
    Estimate higher;
    double noise = 0.0;       ///< share of the variance of the differences that is noise of simulation
    std::uint64_t draws = 0;  ///< with an interval: the others are left out
};

struct DrawnComparison {
    std::string name;
    std::string title;
    std::string hash;  ///< of the draws' sweep
    std::uint64_t draws = 0;
    double effective = 0.0;  ///< independent draws that they are worth: one may be there more than once
    std::uint64_t done = 0;
    std::uint64_t campaigns = 0;  ///< at each draw, under each policy
    std::uint64_t seed = 0;
    std::uint64_t failed = 0;  ///< draws at which campaigns failed: left out
    bool complete = false;     ///< false: interrupted, and nothing is said of the draws
    std::string baseline;
    std::vector<DrawnDifference> differences;  ///< by policy, then by outcome
};

struct DrawnPolicies {
    std::filesystem::path scenario;
    std::vector<std::string> policies;  ///< two or more: names beside the scenario, or files
    std::string baseline = {};          ///< empty: the first of them
    std::uint64_t seed = 0;
};

/// load_draws() with these policies. Throws InputError also for fewer than two, and for an unknown baseline.
Sweep load_draws_for(const std::filesystem::path& file, const DrawnPolicies& policies);

struct DrawnComparisonOptions {
    int threads = 1;
    std::stop_token cancel = {};
    std::function<void(std::uint64_t done, std::uint64_t wanted)> progress = {};  ///< draws
};

/// The same result on any number of threads.
DrawnComparison compare_over_draws(const Sweep& draws, const DrawnComparisonOptions& options);

/// "guardrails lowers P(highest rung >= 6) in 99 % (93 to 100) of what the record leaves open", or raises it.
std::string sentence_of(const DrawnDifference& difference);

nlohmann::ordered_json to_json(const DrawnComparison& comparison);

}  // namespace offramp
