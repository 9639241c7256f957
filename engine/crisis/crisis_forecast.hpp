// SPDX-License-Identifier: Apache-2.0
// What a solved crisis is expected to do besides what it pays: how long it lasts and what it leaves behind.
#pragma once

#include <cmath>

#include "engine/model/model.hpp"

namespace offramp {

class CrisisTable;

/// Slow state that crises move: tension, then each side's trust.
inline constexpr int kSlow = 1 + kActors;
inline constexpr int kTension = 0;
inline constexpr int kTrust = 1;  // [2]

/// Steps that are expected, those up and those down; each moves its share of the room that is left.
struct SlowSteps {
    std::array<double, kSlow> up{};
    std::array<double, kSlow> down{};

    void add(int state, double amount) { (amount > 0.0 ? up : down)[at(state)] += std::abs(amount); }
    void add(const SlowSteps& other, double times) {
        for (std::size_t s = 0; s < kSlow; ++s) {
            up[s] += times * other.up[s];
            down[s] += times * other.down[s];
        }
    }
    /// By how much they move a state that stands at x.
    double moves(int state, double x) const { return up[at(state)] * (1.0 - x) - down[at(state)] * x; }
};

/// A step of a side's trust, as it moves it: by what gains and losses count.
inline double trust_step(const TrustModel& trust, double amount) {
    return amount * (amount > 0.0 ? trust.gain : trust.loss);
}

/// Expectations over a crisis between sides of the types that are believed in at first.
struct CrisisForecast {
    double hours = 0.0;
    double harms = 0.0;                          ///< accidents with harm, after its opening
    Pair<double> lost_cooperation{};             ///< counted in its value, and missed while it lasts
    SlowSteps steps;                             ///< by actions and by its aftermath
    std::array<double, kMaxTracks> suspended{};  ///< probability that a track, if open, is suspended
};

/// From plays of the solved strategies with fixed random numbers: expectations within about a twentieth of
/// what they vary by. Accidents and calls are counted by their probabilities, not as they fall.
CrisisForecast forecast_crisis(const CrisisTable& table);

}  // namespace offramp
