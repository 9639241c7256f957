// SPDX-License-Identifier: Apache-2.0
#include "analysis/narration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include "engine/trajectory/label.hpp"

namespace offramp {
namespace {

std::string percent(double probability) {
    if (probability > 0.0 && probability < 0.005) return "<1%";
    return fmt::format("{:.0f}%", 100.0 * probability);
}

std::string rung_name(int rung, const Names& names) {
    if (rung < 0 || rung >= static_cast<int>(names.rungs.size())) return fmt::format("rung {}", rung);
    return fmt::format("rung {} ({})", rung, names.rungs[static_cast<std::size_t>(rung)]);
}

/// The actor of an event as the subject of a sentence; "Both sides" where it has none.
std::string subject(const Event& event, const Names& names) {
    return event.actor < 0 ? "Both sides" : title_of(event.actor, names);
}

/// "provoked by X" and what was behind it.
std::string provocation(const Event& event, const Names& names) {
    std::string by = event.actor < 0 ? "" : ", provoked by " + title_of(event.actor, names);
    switch (event.detail) {
        case Detail::kIntended:
            return by + " on purpose";
        case Detail::kAccidental:
            return by + " by accident, but taken for intended";
        case Detail::kRecognised:
            return by + " by accident, and seen as one";
        default:
            return by;
    }
}

/// What else the actor might have done: the likeliest by name, the rest as a sum.
std::string alternatives(const Event& event, const Trajectory& record, const Names& names) {
    constexpr std::size_t kNamed = 3;
    constexpr double kWorthNaming = 0.03;
    std::vector<Option> others;
    for (const Option& option : record.options_of(event)) {
        if (option.action != event.label) others.push_back(option);
    }
    std::ranges::stable_sort(others, {}, [](const Option& option) { return -option.probability; });
    std::string text;
    double rest = 0.0;
    for (std::size_t i = 0; i < others.size(); ++i) {
        if (i >= kNamed || others[i].probability < kWorthNaming) {
            rest += others[i].probability;
            continue;
        }
        text += text.empty() ? "; else " : ", ";
        text += fmt::format("{} {}", names.actions.at(static_cast<std::size_t>(others[i].action)),
                            percent(others[i].probability));
    }
    if (rest > 0.0) text += fmt::format("{}other {}", text.empty() ? "; " : ", ", percent(rest));
    return text;
}

Sentence action_sentence(const Event& event, const Trajectory& record, const Names& names) {
    if (event.label < 0) {
        return {fmt::format("{} is seen to answer from {}.", subject(event, names),
                            rung_name(static_cast<int>(event.amount), names))};
    }
    if (std::isnan(event.probability))
        return {fmt::format("{}: {}.", subject(event, names), label_of(event, names))};
    return {fmt::format("{}: {} ({}{}).", subject(event, names), label_of(event, names),
                        percent(event.probability), alternatives(event, record, names))};
}

Sentence signal_sentence(const Event& event, const Names& names) {
    return {fmt::format("{} misreads {} as {}.", title_of(1 - event.actor, names), label_of(event, names),
                        rung_name(static_cast<int>(event.amount), names)),
            Ink::kYellow};
}

Sentence call_sentence(const Event& event, const Names& names) {
    const std::string_view channel = label_of(event, names);
    if (event.detail == Detail::kAnswered) {
        return {fmt::format("The call over {} is answered after {:.1f} hours.", channel, event.amount),
                Ink::kCyan};
    }
    return {fmt::format("The call over {} goes unanswered.", channel), Ink::kYellow};
}

Sentence terms_sentence(const Event& event, const Names& names) {
    const bool accepted = event.detail == Detail::kAccepted;
    const double p = accepted ? event.probability : 1.0 - event.probability;
    return {
        fmt::format("{} offers {}; {} {}{}.", title_of(event.actor, names),
                    terms_text(event.amount, event.actor, names), title_of(1 - event.actor, names),
                    accepted ? "accepts" : "does not accept", std::isnan(p) ? "" : " (" + percent(p) + ")"),
        accepted ? Ink::kGreen : Ink::kYellow};
}

Sentence accident_sentence(const Event& event) {
    const std::string harm = event.detail == Detail::kHarm ? ", with harm done" : "";
    if (event.amount <= 0.0) return {"Accident" + harm + ".", Ink::kRed};
    return {fmt::format("Accident{}: both sides are carried up {:.0f} rung{}.", harm, event.amount,
                        event.amount > 1.0 ? "s" : ""),
            Ink::kRed};
}

Sentence crisis_end_sentence(const Event& event, const Names& names) {
    switch (event.detail) {
        case Detail::kOffRamp:
            return {"Settled on these terms.", Ink::kGreen};
        case Detail::kStoodDown:
            return {"Settled: both sides stand down.", Ink::kGreen};
        case Detail::kBackedDown:
            return {
                fmt::format("{} backs down.", event.actor < 0 ? "One side" : title_of(event.actor, names)),
                Ink::kGreen};
        case Detail::kFaded:
            return {"Stalemate: the crisis fades.", Ink::kYellow};
        case Detail::kWarByChoice:
            return {"WAR, by choice.", Ink::kRed};
        case Detail::kWarByAccident:
            return {"WAR, by accident: no one chose it.", Ink::kRed};
        case Detail::kCensored:
            return {"The campaign ends with the crisis still open.", Ink::kYellow};
        default:
            return {"The crisis ends."};
    }
}

Sentence contact_sentence(const Event& event, const Names& names) {
    const std::string_view contact = label_of(event, names);
    switch (event.detail) {
        case Detail::kNotHeld:
            return {fmt::format("Contact not held: {}.", contact), Ink::kFaint};
        case Detail::kCancelled:
            return {fmt::format("Contact cancelled: {}.", contact), Ink::kYellow};
        default:
            return {fmt::format("Contact held: {}.", contact), Ink::kCyan};
    }
}

Sentence channel_sentence(const Event& event, const Names& names) {
    const std::string_view channel = label_of(event, names);
    const char* state = event.detail == Detail::kThawed ? "open again"
                        : event.detail == Detail::kCut  ? "cut"
                                                        : "frozen";
    const std::string by = event.actor < 0 ? "" : " by " + title_of(event.actor, names);
    const std::string since = event.amount > 0.0 ? fmt::format(" for {:.0f} days", event.amount / 24.0) : "";
    return {fmt::format("Channel {} {}{}{}.", channel, state, by, since),
            event.detail == Detail::kThawed ? Ink::kGreen : Ink::kYellow};
}

}  // namespace

std::string title_of(int actor, const Names& names) {
    const auto index = static_cast<std::size_t>(actor);
    return names.actor_titles.at(index).empty() ? names.actors.at(index) : names.actor_titles.at(index);
}

std::string terms_text(double terms, int caller, const Names& names) {
    if (terms == 0.0) return "a stand-still";
    return fmt::format("terms that move {:.3g} % of the stakes to {}", 100.0 * std::abs(terms),
                       title_of(terms > 0.0 ? caller : 1 - caller, names));
}

Sentence narrate(const Event& event, const Trajectory& record, const Names& names) {
    const std::string_view label = label_of(event, names);
    switch (event.kind) {
        case EventKind::kState:
            return {};
        case EventKind::kPosture:
            return {fmt::format("{} chooses presence {:g} and unpredictability {:g}.", subject(event, names),
                                event.amount, event.amount2),
                    Ink::kFaint};
        case EventKind::kGuardrail:
            if (event.detail == Detail::kAdopted)
                return {fmt::format("Guardrail in force: {}.", label), Ink::kGreen};
            if (event.detail == Detail::kEnded)
                return {fmt::format("No longer in force: {}.", label), Ink::kYellow};
            return {fmt::format("{} rebuff{} the guardrail: {}.", subject(event, names),
                                event.actor < 0 ? "" : "s", label),
                    Ink::kYellow};
        case EventKind::kConcession:
            return {fmt::format("Its term is over: {}, by {}.", label, subject(event, names)), Ink::kYellow};
        case EventKind::kShock:
            return {fmt::format("Event: {}.", label), Ink::kBold};
        case EventKind::kIncident:
            return {fmt::format("Incident: {}{}.", label, provocation(event, names))};
        case EventKind::kCrisisOpened:
            return {"It opens a crisis."};
        case EventKind::kComplication:
            return {"It complicates the crisis.", Ink::kYellow};
        case EventKind::kAction:
            return action_sentence(event, record, names);
        case EventKind::kSignal:
            return signal_sentence(event, names);
        case EventKind::kCall:
            return call_sentence(event, names);
        case EventKind::kMisreading:
            return {
                fmt::format("{} takes the stand of {} for {}.", title_of(1 - event.actor, names),
                            title_of(event.actor, names), rung_name(static_cast<int>(event.amount), names)),
                Ink::kYellow};
        case EventKind::kTerms:
            return terms_sentence(event, names);
        case EventKind::kAccident:
            return accident_sentence(event);
        case EventKind::kCrisisEnded:
            return crisis_end_sentence(event, names);
        case EventKind::kContact:
            return contact_sentence(event, names);
        case EventKind::kReadout:
            return {fmt::format("Readout of {} by {}: {}.", label, subject(event, names),
                                to_string(event.detail)),
                    event.detail == Detail::kBlaming ? Ink::kYellow : Ink::kPlain};
        case EventKind::kChannel:
            return channel_sentence(event, names);
        case EventKind::kTrack:
            return {fmt::format("Cooperation {}: {}.",
                                event.detail == Detail::kSuspended ? "suspended" : "opened", label),
                    event.detail == Detail::kSuspended ? Ink::kYellow : Ink::kGreen};
        case EventKind::kCampaignEnded:
            return {"The campaign ends."};
    }
    return {};
}

}  // namespace offramp
