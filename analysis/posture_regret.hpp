// SPDX-License-Identifier: Apache-2.0
// Regret of posture by simulation: what a side would gain by keeping to another level of presence or stance
// than its season's games choose, with the other side as it plays.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <stop_token>
#include <string>
#include <vector>

#include "analysis/interval.hpp"
#include "engine/crisis/table_library.hpp"
#include "engine/sim/simulator.hpp"

namespace offramp {

/// A level that a side keeps to.
struct PostureDeviation {
    HeldPosture held;
    std::string name;  ///< "presence" or "unpredictability"
    double level = 0.0;
    Estimate gain;  ///< of that side, in discounted stakes of a typical incident, on the same campaigns
};

struct PostureRegret {
    std::uint64_t campaigns = 0;               ///< that did not fail
    bool complete = false;                     ///< false: cancelled
    std::vector<PostureDeviation> deviations;  ///< of both sides; none of one that does not choose

    /// The one that gains a side the most, or loses it the least; null where it does not choose.
    const PostureDeviation* largest(int actor) const;
};

struct RegretOptions {
    std::uint64_t seed = 0;
    std::uint64_t campaigns = 1000;
    int threads = 1;
    int season = -1;  ///< the only one in which a level is kept to; -1: all
    std::stop_token cancel = {};
    TableStore tables = {};
};

PostureRegret posture_regret(const Model& model, const RegretOptions& options);

nlohmann::ordered_json to_json(const PostureRegret& regret, const Names& names);

}  // namespace offramp
