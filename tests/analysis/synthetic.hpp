// SPDX-License-Identifier: Apache-2.0
// Campaign summaries that need no simulator: pure functions of the campaign's number.
#pragma once

#include <cmath>
#include <cstdint>

#include "engine/trajectory/names.hpp"
#include "engine/trajectory/summary.hpp"

namespace offramp::testing {

/// SplitMix64 (Steele, Lea, Flood 2014) as a hash of its argument.
inline std::uint64_t mixed(std::uint64_t x) {
    x += 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
}

/// Uniform in (0, 1), one for each (campaign, draw).
inline double uniform(std::uint64_t campaign, std::uint64_t draw) {
    return (static_cast<double>(mixed(mixed(campaign) + draw) >> 12) + 0.5) * 0x1p-52;
}

inline constexpr int kSyntheticWarRung = 4;

inline CampaignSummary synthetic_summary(std::uint64_t campaign) {
    const auto u = [&](std::uint64_t draw) { return uniform(campaign, draw); };
    CampaignSummary s;
    s.planned_hours = 13149.0;
    s.war = u(0) < 0.1;
    s.war_by_accident = s.war && u(1) < 0.3;
    s.observed_hours = s.war ? s.planned_hours * u(2) : s.planned_hours;
    s.highest_rung = s.war ? kSyntheticWarRung : static_cast<std::int32_t>(4 * u(3));
    s.incidents = static_cast<std::int32_t>(30 * u(4));
    s.crises = static_cast<std::int32_t>(10 * u(5));
    s.crises_ended = s.crises;
    s.settled = static_cast<std::int32_t>(s.crises * u(6));
    s.faded = s.crises - s.settled;
    s.crisis_hours = s.crises * 40.0 * u(7);
    s.calls = s.crises;
    s.calls_answered = static_cast<std::int32_t>(s.calls * u(8));
    s.frozen_hours = 1000.0 * u(9);
    s.cooperation_kept = u(10);
    s.mean_tension = u(11);
    s.mean_presence = {u(12), 2 * u(13)};
    s.value = {10.0 * std::log(u(14)), -5.0 + u(15)};
    s.residual = 1e-9 * u(16);
    return s;
}

inline Names synthetic_names() {
    Names names;
    names.actors = {"us", "cn"};
    names.rungs = {"peace", "alert", "shadowing", "clash", "war"};
    return names;
}

}  // namespace offramp::testing
