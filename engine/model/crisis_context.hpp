// SPDX-License-Identifier: Apache-2.0
// What a crisis is played in: everything that the campaign decides, frozen when the crisis opens.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "engine/model/model.hpp"

namespace offramp {

/// The numbers that the campaign gives to a crisis. All that the rules read of the campaign stands here, and
/// nothing that leaves gaps between members: two crises of one scenario whose bytes are equal are one game
/// (bytes_of).
struct CrisisNumbers {
    int incident_index = 0;
    int provoker = 0;
    std::array<int, kMaxActions> breach_until{};  ///< the rules bind in earlier rounds
    std::array<double, kMaxActions> breach_cost{};
    double accident_exposure = 0.0;  ///< expected accidents in a round at rungs (0, 0)
    double kept_odds = 0.0;          ///< at rungs (0, 0)
    double misperception_odds = 0.0;
    double harm_odds = 0.0;
    Pair<double> calm_value{};
    Pair<double> rationality{};            ///< of each actor, after the noise of its stance
    Pair<RungPayoffs> lost_cooperation{};  ///< of one round in which the higher rung is this one
    std::array<Pair<double>, kMaxChannels> latency_scale{};  ///< hours; by channel and actor called
    std::array<Pair<double>, kMaxChannels> pickup{};         ///< that the actor called answers at all
    std::array<Pair<double>, kMaxChannels> answer{};         ///< and within a round

    friend bool operator==(const CrisisNumbers&, const CrisisNumbers&) = default;
};

struct CrisisContext : CrisisNumbers {
    const Model* model = nullptr;
    const IncidentModel* incident = nullptr;
};

/// The world in which a crisis opens.
struct CrisisSetting {
    const double* features = nullptr;  ///< with rungs and harm at 0
    std::uint32_t guardrails = 0;      ///< in force, a bit each
    std::uint32_t tracks_open = 0;
    Pair<double> unpredictability{};
};

CrisisContext open_context(const Model& model, int incident, int provoker, const CrisisSetting& setting);

/// The numbers as bytes: what, with the scenario's rules, tells one game from another.
std::string bytes_of(const CrisisNumbers& numbers);

}  // namespace offramp
