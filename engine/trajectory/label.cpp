#include "engine/trajectory/label.hpp"

#include "engine/base/error.hpp"

namespace offramp {
namespace {

const std::vector<std::string>* axis_of(EventKind kind, const Names& names) {
    switch (kind) {
        case EventKind::kGuardrail:
            return &names.guardrails;
        case EventKind::kShock:
            return &names.shocks;
        case EventKind::kIncident:
        case EventKind::kCrisisOpened:
        case EventKind::kComplication:
        case EventKind::kAccident:
        case EventKind::kCrisisEnded:
            return &names.incidents;
        case EventKind::kAction:
        case EventKind::kSignal:
            return &names.actions;
        case EventKind::kCall:
        case EventKind::kChannel:
            return &names.channels;
        case EventKind::kContact:
        case EventKind::kReadout:
            return &names.contacts;
        case EventKind::kTrack:
            return &names.tracks;
        case EventKind::kState:
        case EventKind::kPosture:
        case EventKind::kCampaignEnded:
            return nullptr;
    }
    return nullptr;
}

}  // namespace

std::string_view label_of(const Event& event, const Names& names) {
    const auto* axis = axis_of(event.kind, names);
    if (axis == nullptr || event.label < 0) return {};
    const auto position = static_cast<std::size_t>(event.label);
    ensure(position < axis->size(), "the label of an event is a position on its axis");
    return (*axis)[position];
}

}  // namespace offramp
