// SPDX-License-Identifier: Apache-2.0
// Where, in the space of one or two parameters, each side accepts a package.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/guardrail_game.hpp"
#include "analysis/option_study.hpp"
#include "engine/scenario/validated_scenario.hpp"

namespace offramp {

/// Equally spaced values of one parameter of the scenario, both ends included.
struct RegionAxis {
    std::string path;  ///< as in engine/scenario/override.hpp
    double low = 0.0;  ///< durations in hours, rates per hour
    double high = 0.0;
    int points = 2;
};

/// Reads PATH=LOW:HIGH:POINTS. Throws InputError.
RegionAxis parse_axis(std::string_view text);

/// What the paradox hangs on: how much the other side's presence weighs on the actor, and what an accident
/// costs it, from 0 to twice what the scenario has.
std::vector<RegionAxis> default_axes(const ValidatedScenario& scenario, int actor);

struct RegionPoint {
    std::vector<double> values;  ///< of each axis
    Pair<PayoffDifference> difference;
    Pair<bool> accepts{};
};

struct AcceptanceRegion {
    std::uint32_t package = 0;
    std::vector<std::string> names;
    std::vector<RegionAxis> axes;
    std::uint64_t campaigns = 0;      ///< at each point, with and without the package
    std::vector<RegionPoint> points;  ///< the last axis varies fastest
    bool complete = false;            ///< false: interrupted
};

/// Throws InputError for paths that lead nowhere and values that are out of range.
void check_axes(const ValidatedScenario& scenario, const std::vector<RegionAxis>& axes);

/// Simulates the scenario with and without the package at every point, on the same campaigns throughout.
/// Takes one or two axes; throws as check_axes().
AcceptanceRegion acceptance_region(const ValidatedScenario& scenario, std::uint32_t package,
                                   const std::vector<RegionAxis>& axes, const StudyOptions& study);

nlohmann::ordered_json to_json(const AcceptanceRegion& region, const Pair<std::string>& actors);

}  // namespace offramp
