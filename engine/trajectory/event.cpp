#include "engine/trajectory/event.hpp"

#include <array>

namespace offramp {

std::string_view to_string(EventKind kind) {
    static constexpr std::array<std::string_view, 17> kNames = {
        "state",        "posture", "guardrail", "shock", "incident",      "crisis_opened",
        "complication", "action",  "signal",    "call",  "accident",      "crisis_ended",
        "contact",      "readout", "channel",   "track", "campaign_ended"};
    return kNames.at(static_cast<std::size_t>(kind));
}

std::string_view to_string(Detail detail) {
    static constexpr std::array<std::string_view, 28> kNames = {"",
                                                                "adopted",
                                                                "rebuffed",
                                                                "intended",
                                                                "accidental",
                                                                "recognised",
                                                                "misperceived",
                                                                "answered",
                                                                "unanswered",
                                                                "harm",
                                                                "off_ramp",
                                                                "stood_down",
                                                                "backed_down",
                                                                "faded",
                                                                "war_by_choice",
                                                                "war_by_accident",
                                                                "censored",
                                                                "held",
                                                                "not_held",
                                                                "cancelled",
                                                                "constructive",
                                                                "measured",
                                                                "blaming",
                                                                "frozen",
                                                                "thawed",
                                                                "cut",
                                                                "opened",
                                                                "suspended"};
    return kNames.at(static_cast<std::size_t>(detail));
}

}  // namespace offramp
