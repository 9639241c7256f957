// SPDX-License-Identifier: Apache-2.0
// What a comparison says, in words that are no stronger than its intervals.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/comparison.hpp"

namespace offramp {

enum class Strength {
    kIdentical,  ///< so was all else that the policies gave in every campaign
    kClear,      ///< the simultaneous interval excludes 0
    kLikely,     ///< only the interval by itself excludes 0
    kOpen,       ///< it holds 0, or there is none
    kTie         ///< the outcome was the same in every campaign
};

struct Verdict {
    std::string policy;
    std::string name;  ///< of the outcome
    Strength strength = Strength::kOpen;
    std::string text;
};

std::string_view to_string(Strength strength);

/// An outcome as it is spoken of, a side by its title: "P(war)", "the payoff of United States".
std::string subject_of(std::string_view outcome, const Names& names);

/// A sentence, without its full stop, for each of `outcomes` and each policy; none where nothing is known, or
/// campaigns failed.
std::vector<Verdict> verdicts_of(const Comparison& comparison, std::span<const std::string> outcomes,
                                 const Names& names);

}  // namespace offramp
