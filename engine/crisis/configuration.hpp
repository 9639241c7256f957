// SPDX-License-Identifier: Apache-2.0
// What of the public state of a crisis, besides round, rungs and beliefs, decides how it can go on.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/model/crisis.hpp"

namespace offramp {

/// Channels that some action of the incident calls, a bit each.
std::uint32_t callable_channels(const CrisisContext& context);

struct Configuration {
    std::uint32_t channels = 0;   ///< open ones that can be called in this incident, a bit each
    Pair<std::uint32_t> taken{};  ///< tracked actions that were taken, a bit each
    int harms = 0;                ///< up to the number that is tracked
    bool incident_over = false;
    double answered = 0.0;  ///< share of the affront

    void put_into(CrisisState& state) const {
        state.channels_open = channels;
        state.taken = taken;
        state.harms = harms;
        state.incident_over = incident_over;
        state.answered = answered;
    }

    friend bool operator==(const Configuration&, const Configuration&) = default;
};

/// The configurations that a crisis can come to which opens with some channels open.
///
/// An action that can be taken once doubles their number. Actions that end the incident need no tracking,
/// since they can only be taken while it persists. Of the others as many are tracked, the cheapest first, as
/// keep the number of configurations within a limit; the rest count as if they could be taken again. Harm is
/// tracked up to a number, from which on more makes no difference; where harm changes no odds it is not
/// tracked.
class ConfigurationSpace {
  public:
    ConfigurationSpace(const CrisisContext& context, std::uint32_t channels_open, int harms, int limit);

    int size() const { return static_cast<int>(all_.size()); }
    const Configuration& operator[](int k) const { return all_[at(k)]; }

    /// The configuration of a state. Where channels have thawed since it opened, that with the most of them
    /// open.
    int find(const CrisisState& state) const;

    /// What an action that is open to an actor makes of a configuration (without an accident's harm).
    int after(int configuration, int actor, int action) const {
        return after_[at((configuration * kActors + actor) * kMaxActions + action)];
    }
    int harmed(int configuration) const { return harmed_[at(configuration)]; }  ///< by one more accident
    int most_harms() const { return most_harms_; }
    std::uint32_t callable() const { return callable_; }  ///< channels that are told apart

    /// Actions of the incident that can be taken once and are not tracked, a bit each.
    std::uint32_t untracked() const { return untracked_; }

  private:
    struct Hash {
        std::size_t operator()(const Configuration& c) const;
    };

    Configuration reduced(const CrisisState& state) const;
    Configuration made_of(const Configuration& from, int actor, int action) const;
    int find_exactly(const Configuration& configuration) const;  // -1: it cannot be come to
    void enumerate(std::uint32_t channels_open, std::uint32_t tracked, int limit);
    void add(const Configuration& configuration);
    void link();
    const CrisisContext* context_;
    std::uint32_t callable_ = 0;
    std::uint32_t tracked_ = 0;
    std::uint32_t untracked_ = 0;
    int most_harms_ = 0;
    std::vector<Configuration> all_;
    std::unordered_map<Configuration, int, Hash> place_;
    std::vector<int> after_;  // by configuration, actor and action; -1: it is not open
    std::vector<int> harmed_;
};

}  // namespace offramp
