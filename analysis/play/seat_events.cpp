// SPDX-License-Identifier: Apache-2.0
#include "analysis/play/seat_events.hpp"

#include <limits>
#include <optional>
#include <span>

namespace offramp {

namespace {

/// The rung that an action was read as expressing.
int read_rung(const Model& model, const Event& action, std::span<const Event> later) {
    for (const Event& event : later) {
        if (event.crisis != action.crisis || event.round != action.round) break;
        if (event.kind == EventKind::kSignal && event.actor == action.actor)
            return static_cast<int>(event.amount);
    }
    const int signal = model.actions[at(action.label)].signal;
    return signal >= 0 ? signal : static_cast<int>(action.amount);
}

std::optional<Event> as_seen(const Model& model, const Event& event, int side, std::span<const Event> later) {
    const bool own = event.actor == side;
    Event seen = event;
    seen.rungs = {-1, -1};
    seen.probability = std::numeric_limits<double>::quiet_NaN();
    seen.first_option = seen.option_count = 0;
    switch (event.kind) {
        case EventKind::kState:
        case EventKind::kMisreading:
        case EventKind::kSignal:
            return std::nullopt;
        case EventKind::kCall:
            if (event.detail == Detail::kUnanswered && !own) return std::nullopt;
            return seen;
        case EventKind::kAction:
            if (own) return seen;
            seen.label = -1;
            seen.amount = read_rung(model, event, later);
            return seen;
        case EventKind::kIncident:
            if (event.detail == Detail::kAccidental && !own) seen.detail = Detail::kIntended;
            return seen;
        default:
            return seen;
    }
}

}  // namespace

std::vector<Event> seen_by(const Model& model, const Trajectory& record, int side, std::size_t first,
                           std::size_t known) {
    const std::span<const Event> events = std::span(record.events).first(known);
    std::vector<Event> seen;
    for (std::size_t k = first; k < events.size(); ++k) {
        if (const auto event = as_seen(model, events[k], side, events.subspan(k + 1))) seen.push_back(*event);
    }
    return seen;
}

}  // namespace offramp
