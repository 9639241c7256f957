// SPDX-License-Identifier: Apache-2.0
// One thing that happened in a campaign, with the state of the world right after it.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace offramp {

/// What each says stands in event_table.hpp.
enum class EventKind : std::uint8_t {
    kState,  ///< regular record of the slow state, once every tick
    kPosture,
    kGuardrail,
    kConcession,
    kShock,
    kIncident,
    kCrisisOpened,
    kComplication,  ///< an incident fell into a running crisis
    kAction,
    kSignal,  ///< was misread
    kCall,
    kMisreading,  ///< a stand was taken for one rung higher
    kTerms,       ///< were heard in a talk
    kAccident,
    kCrisisEnded,
    kContact,
    kReadout,
    kChannel,
    kTrack,
    kCampaignEnded,  ///< the horizon, or the hour of war
};

enum class Detail : std::uint8_t {
    kNone,
    kAdopted,
    kRebuffed,
    kIntended,    ///< the provoker meant it
    kAccidental,  ///< an accident that the other side takes for intended
    kRecognised,  ///< an accident that the other side sees as one
    kMisperceived,
    kAnswered,
    kUnanswered,
    kAccepted,
    kRefused,
    kHarm,
    kOffRamp,     ///< settled over a channel
    kStoodDown,   ///< both sides stepped down to the bottom
    kBackedDown,  ///< one side stepped down to the bottom while the other stood
    kFaded,       ///< stalemate after the last round
    kWarByChoice,
    kWarByAccident,
    kCensored,  ///< the horizon came first
    kHeld,
    kNotHeld,
    kCancelled,  ///< by an action
    kConstructive,
    kMeasured,
    kBlaming,
    kFrozen,
    kThawed,
    kCut,
    kOpened,
    kSuspended,
    kEnded,  ///< by a date of the timeline, or with its term
};

std::string_view to_string(EventKind kind);  ///< snake_case, for example "crisis_opened"
std::string_view to_string(Detail detail);   ///< snake_case, "" for kNone

struct Event {
    double hours = 0.0;  ///< since the start of the campaign
    EventKind kind = EventKind::kState;
    Detail detail = Detail::kNone;
    std::int8_t actor = -1;    ///< 0 or 1; -1: none
    std::int16_t label = -1;   ///< position in the list of Names that belongs to the kind; -1: none
    std::int32_t crisis = -1;  ///< number of the crisis in the campaign, from 0; -1: outside crises
    std::int32_t round = -1;   ///< of the crisis, from 0
    std::array<std::int8_t, 2> rungs{};
    double tension = 0.0;             ///< [0, 1]
    std::array<double, 2> trust{};    ///< [0, 1]
    std::array<double, 2> belief{};   ///< public belief that each actor is of its most resolute type, [0, 1]
    std::uint32_t channels_open = 0;  ///< bit k: channel k is open
    double probability = 1.0;         ///< that the actor's strategy gave to this action
    double amount = 0.0;
    double amount2 = 0.0;
    std::uint32_t first_option = 0;  ///< kAction: its strategy stands in Trajectory::options from here on
    std::uint32_t option_count = 0;

    friend bool operator==(const Event&, const Event&) = default;
};

/// An action that was available, and the probability that the actor's strategy gave to it.
struct Option {
    std::int16_t action = 0;
    double probability = 0.0;

    friend bool operator==(const Option&, const Option&) = default;
};

/// A campaign's events in the order in which they happened.
struct Trajectory {
    std::uint64_t campaign = 0;
    std::vector<Event> events;
    std::vector<Option> options;

    std::span<const Option> options_of(const Event& event) const {
        return std::span(options).subspan(event.first_option, event.option_count);
    }
    void clear() {
        events.clear();
        options.clear();
    }

    friend bool operator==(const Trajectory&, const Trajectory&) = default;
};

}  // namespace offramp
