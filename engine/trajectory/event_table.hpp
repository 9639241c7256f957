// SPDX-License-Identifier: Apache-2.0
// The table of events: what each kind is called and says, and the names of details. From it come the columns
// of records and their documentation.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/reflection.hpp"
#include "engine/trajectory/event.hpp"
#include "engine/trajectory/names.hpp"

namespace offramp {

struct DetailRow {
    Detail detail = Detail::kNone;
    std::string_view name;  ///< as in records
};

inline constexpr auto kDetails = [] {
    using enum Detail;
    return std::to_array<DetailRow>({
        {kNone, ""},
        {kAdopted, "adopted"},
        {kRebuffed, "rebuffed"},
        {kIntended, "intended"},
        {kAccidental, "accidental"},
        {kRecognised, "recognised"},
        {kMisperceived, "misperceived"},
        {kAnswered, "answered"},
        {kUnanswered, "unanswered"},
        {kAccepted, "accepted"},
        {kRefused, "refused"},
        {kHarm, "harm"},
        {kOffRamp, "off_ramp"},
        {kStoodDown, "stood_down"},
        {kBackedDown, "backed_down"},
        {kFaded, "faded"},
        {kWarByChoice, "war_by_choice"},
        {kWarByAccident, "war_by_accident"},
        {kCensored, "censored"},
        {kHeld, "held"},
        {kNotHeld, "not_held"},
        {kCancelled, "cancelled"},
        {kConstructive, "constructive"},
        {kMeasured, "measured"},
        {kBlaming, "blaming"},
        {kFrozen, "frozen"},
        {kThawed, "thawed"},
        {kCut, "cut"},
        {kOpened, "opened"},
        {kSuspended, "suspended"},
        {kEnded, "ended"},
    });
}();
static_assert(has_each_enumerator(kDetails, &DetailRow::detail), "a detail has no name");

class DetailSet {
  public:
    constexpr DetailSet() = default;  ///< no detail
    constexpr DetailSet(std::initializer_list<Detail> details) : bits_(0) {
        for (const Detail detail : details) bits_ |= bit(detail);
    }
    constexpr bool contains(Detail detail) const { return (bits_ & bit(detail)) != 0; }

  private:
    static constexpr std::uint64_t bit(Detail detail) { return std::uint64_t{1} << static_cast<int>(detail); }
    std::uint64_t bits_ = bit(Detail::kNone);
};

/// What the label of an event names, and the list in which it is a position.
struct LabelAxis {
    std::string_view noun;
    std::vector<std::string> Names::*names = nullptr;
};

/// What an event says; empty where its kind does not say it.
struct EventRow {
    EventKind kind = EventKind::kState;
    std::string_view name;  ///< as in records
    LabelAxis label = {};
    std::string_view actor = {};
    DetailSet details = {};
    std::string_view amount = {};
    std::string_view amount2 = {};
};

inline constexpr auto kEvents = [] {
    using enum EventKind;
    using enum Detail;
    constexpr LabelAxis kOfAction = {"action", &Names::actions};
    constexpr LabelAxis kOfChannel = {"channel", &Names::channels};
    constexpr LabelAxis kOfConcession = {"concession", &Names::concessions};
    constexpr LabelAxis kOfContact = {"contact", &Names::contacts};
    constexpr LabelAxis kOfGuardrail = {"guardrail", &Names::guardrails};
    constexpr LabelAxis kOfIncident = {"incident", &Names::incidents};
    constexpr LabelAxis kOfTimeline = {"entry of the timeline", &Names::shocks};
    constexpr LabelAxis kOfTrack = {"cooperation track", &Names::tracks};
    return std::to_array<EventRow>({
        {kState, "state"},
        {kPosture, "posture", {}, "whose it is for the season", {}, "presence", "unpredictability"},
        {kGuardrail, "guardrail", kOfGuardrail, "who alone rebuffed it", {kAdopted, kRebuffed, kEnded}},
        {kConcession, "concession", kOfConcession, "who gave it", {kEnded}},
        {kShock, "shock", kOfTimeline, "whose doing it is"},
        {kIncident, "incident", kOfIncident, "who provoked it", {kIntended, kAccidental, kRecognised}},
        {kCrisisOpened, "crisis_opened", kOfIncident, "who provoked it"},
        {kComplication, "complication", kOfIncident, "who provoked it"},
        {kAction, "action", kOfAction, "who took it", {}, "the rung it leads to"},
        {kSignal, "signal", kOfAction, "who took the action", {kMisperceived}, "the rung that was seen"},
        {kCall, "call", kOfChannel, "who called", {kAnswered, kUnanswered}, "hours to the answer"},
        {kMisreading, "misreading", {}, "whose stand it was", {}, "the rung it was taken for"},
        {kTerms,
         "terms",
         kOfChannel,
         "whose terms they are",
         {kAccepted, kRefused},
         "share of the stakes that they move to that side"},
        {kAccident, "accident", kOfIncident, "", {kNone, kHarm}, "rungs by which both sides were carried up"},
        {kCrisisEnded,
         "crisis_ended",
         kOfIncident,
         "who backed down, whose terms were agreed on, or who alone chose war",
         {kOffRamp, kStoodDown, kBackedDown, kFaded, kWarByChoice, kWarByAccident, kCensored}},
        {kContact, "contact", kOfContact, "", {kHeld, kNotHeld, kCancelled}},
        {kReadout, "readout", kOfContact, "whose word it is", {kConstructive, kMeasured, kBlaming}},
        {kChannel,
         "channel",
         kOfChannel,
         "who froze or cut it",
         {kFrozen, kThawed, kCut},
         "hours since then"},
        {kTrack, "track", kOfTrack, "", {kOpened, kSuspended}},
        {kCampaignEnded, "campaign_ended"},
    });
}();
static_assert(has_each_enumerator(kEvents, &EventRow::kind), "a kind of event has no row");

constexpr const EventRow& row_of(EventKind kind) {
    return kEvents.at(static_cast<std::size_t>(kind));
}

}  // namespace offramp
