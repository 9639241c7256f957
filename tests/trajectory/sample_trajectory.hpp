// SPDX-License-Identifier: Apache-2.0
// A small campaign written by hand, used wherever a trajectory is written out or told.
#pragma once

#include "engine/trajectory/event.hpp"
#include "engine/trajectory/names.hpp"

namespace offramp::testing {

inline Names sample_names() {
    Names names;
    names.actors = {"us", "cn"};
    names.actor_titles = {"United States", "China"};
    names.rungs = {"peace", "alert", "show of force", "war"};
    names.actions = {"hold", "climb", "step_down", "call"};
    names.incidents = {"unsafe_intercept"};
    names.channels = {"hotline", "attaches, \"mil\""};
    names.guardrails = {"cues"};
    names.contacts = {"summit"};
    names.tracks = {"climate"};
    names.shocks = {"election"};
    names.start = Date{20454.0 * 24.0};  // 2026-01-01
    return names;
}

inline Trajectory sample_trajectory() {
    Trajectory t;
    t.campaign = 7;
    const auto add = [&](Event event) { t.events.push_back(event); };
    const Event world{.tension = 0.25, .trust = {0.3, 0.4}, .belief = {0.5, 0.1}, .channels_open = 3};
    const auto event = [&](double hours, EventKind kind, Detail detail, int actor, int label) {
        Event e = world;
        e.hours = hours;
        e.kind = kind;
        e.detail = detail;
        e.actor = static_cast<std::int8_t>(actor);
        e.label = static_cast<std::int16_t>(label);
        return e;
    };
    const auto in_crisis = [](Event e, int round, int us, int cn) {
        e.crisis = 0;
        e.round = round;
        e.rungs = {static_cast<std::int8_t>(us), static_cast<std::int8_t>(cn)};
        return e;
    };
    const auto action = [&](Event e, std::initializer_list<Option> options) {
        e.first_option = static_cast<std::uint32_t>(t.options.size());
        e.option_count = static_cast<std::uint32_t>(options.size());
        t.options.insert(t.options.end(), options);
        for (const Option& option : options) {
            if (option.action == e.label) e.probability = option.probability;
        }
        e.amount = e.rungs[static_cast<std::size_t>(e.actor)] + (e.label == 1 ? 1 : 0);
        return e;
    };
    add(event(0, EventKind::kGuardrail, Detail::kAdopted, -1, 0));
    add(event(0, EventKind::kState, Detail::kNone, -1, -1));
    add(event(1000.25, EventKind::kIncident, Detail::kAccidental, 1, 0));
    add(in_crisis(event(1000.25, EventKind::kCrisisOpened, Detail::kNone, 1, 0), 0, 0, 1));
    add(action(in_crisis(event(1004.5, EventKind::kAction, Detail::kNone, 0, 1), 0, 0, 1),
               {{0, 0.375}, {1, 0.5}, {3, 0.125}}));
    add(action(in_crisis(event(1004.5, EventKind::kAction, Detail::kNone, 1, 0), 0, 0, 1),
               {{0, 0.25}, {1, 0.75}}));
    Event accident = in_crisis(event(1004.5, EventKind::kAccident, Detail::kHarm, -1, 0), 0, 2, 2);
    accident.amount = 1;
    accident.tension = 0.5;
    add(accident);
    Event misread = in_crisis(event(1004.5, EventKind::kSignal, Detail::kMisperceived, 0, 1), 0, 2, 2);
    misread.amount = 2;
    add(misread);
    Event mistaken = in_crisis(event(1008.75, EventKind::kMisreading, Detail::kNone, 1, -1), 1, 2, 2);
    mistaken.amount = 3;
    add(mistaken);
    add(action(in_crisis(event(1008.75, EventKind::kAction, Detail::kNone, 0, 3), 1, 2, 2), {{3, 1.0}}));
    Event call = in_crisis(event(1008.75, EventKind::kCall, Detail::kAnswered, 0, 0), 1, 2, 2);
    call.amount = 1.5;
    add(call);
    Event terms = in_crisis(event(1008.75, EventKind::kTerms, Detail::kAccepted, 0, 0), 1, 2, 2);
    terms.amount = -0.125;
    terms.probability = 0.75;
    add(terms);
    add(in_crisis(event(1008.75, EventKind::kCrisisEnded, Detail::kOffRamp, 0, 0), 1, 2, 2));
    add(event(1500, EventKind::kContact, Detail::kHeld, -1, 0));
    add(event(1500, EventKind::kReadout, Detail::kBlaming, 1, 0));
    Event frozen = event(1600, EventKind::kChannel, Detail::kFrozen, 1, 0);
    frozen.channels_open = 2;
    add(frozen);
    add(event(2000, EventKind::kCampaignEnded, Detail::kNone, -1, -1));
    return t;
}

}  // namespace offramp::testing
