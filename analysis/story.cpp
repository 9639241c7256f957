// SPDX-License-Identifier: Apache-2.0
#include "analysis/story.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "analysis/ladder_plot.hpp"
#include "analysis/narration.hpp"
#include "analysis/text_layout.hpp"
#include "engine/trajectory/calendar.hpp"
#include "engine/trajectory/label.hpp"

namespace offramp {
namespace {

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

class Teller {
  public:
    Teller(const Trajectory& record, const Names& names, StoryStyle style)
        : record_(record), names_(names), style_(style) {
        style_.width = std::max(style_.width, 40);
    }

    std::string tell(const StoryHeading& heading) {
        tell_heading(heading);
        out_ += '\n' + overview_strip(record_.events, names_, {style_.width, style_.unicode}) + '\n';
        for (std::size_t i = 0; i < record_.events.size(); ++i) tell_event(i);
        return std::move(out_);
    }

  private:
    void tell_heading(const StoryHeading& heading) {
        out_ += inked(heading.scenario, Ink::kBold, style_.colour);
        if (!heading.policy.empty()) out_ += ", policy " + inked(heading.policy, Ink::kBold, style_.colour);
        out_ += '\n';
        std::size_t crises = 0;
        int highest = 0;
        bool war = false;
        for (const Event& event : record_.events) {
            crises += event.kind == EventKind::kCrisisOpened ? 1U : 0U;
            highest = std::max<int>({highest, event.rungs[0], event.rungs[1]});
            war = war || event.detail == Detail::kWarByChoice || event.detail == Detail::kWarByAccident;
        }
        std::string text = fmt::format("campaign {}, seed {}", record_.campaign, heading.seed);
        if (!record_.events.empty()) {
            text += fmt::format(", {} to {}", iso_date(time_of(record_.events.front())),
                                iso_date(time_of(record_.events.back())));
        }
        text += fmt::format(": {}, highest rung {}", counted(crises, "crisis", "crises"), highest);
        if (highest < static_cast<int>(names_.rungs.size())) {
            text += fmt::format(" of {} ({})", names_.rungs.size() - 1,
                                names_.rungs[static_cast<std::size_t>(highest)]);
        }
        text += war ? ", war" : ", no war";
        out_ += wrapped("", text, style_.width);
    }

    CalendarTime time_of(const Event& event) const { return calendar_time(names_.start, event.hours); }

    void tell_event(std::size_t position) {
        const Event& event = record_.events[position];
        if (event.kind == EventKind::kCrisisOpened) open_crisis(position);
        const Sentence sentence = narrate(event, record_, names_);
        if (!sentence.text.empty() && event.kind != EventKind::kCrisisOpened) {
            tell_sentence(event, sentence);
        }
        if (event.kind == EventKind::kCrisisEnded) close_crisis(position);
    }

    void tell_sentence(const Event& event, const Sentence& sentence) {
        const CalendarTime time = time_of(event);
        std::string when = fmt::format("{} {:02}:{:02}  ", iso_date(time), time.hour, time.minute);
        if (event.crisis >= 0) when = "  " + when + padded(rungs_of(event), 5) + "  ";
        const std::string lines = wrapped(when, sentence.text, style_.width);
        const std::size_t body = when.size();
        out_ += inked(std::string_view(lines).substr(0, body), Ink::kFaint, style_.colour) +
                inked(std::string_view(lines).substr(body, lines.size() - body - 1), sentence.ink,
                      style_.colour) +
                '\n';
    }

    /// The column beside a sentence: an actor's own move, or where both sides stand.
    std::string rungs_of(const Event& event) const {
        if (event.kind != EventKind::kAction || event.actor < 0) {
            return fmt::format("{}:{}", int{event.rungs[0]}, int{event.rungs[1]});
        }
        return fmt::format("{}{}{:.0f}", int{event.rungs[event.actor == 0 ? 0 : 1]},
                           style_.unicode ? "→" : ">", event.amount);
    }

    void open_crisis(std::size_t position) {
        const Event& event = record_.events[position];
        const std::string title = fmt::format(" Crisis {}: {} ", event.crisis + 1, label_of(event, names_));
        const std::string_view dash = style_.unicode ? "─" : "-";
        std::string line = fmt::format("{}{}", dash, dash) + title;
        for (int column = display_width(line); column < style_.width; ++column) line += dash;
        out_ += '\n' + inked(line, Ink::kBold, style_.colour) + '\n';
        const std::string where =
            fmt::format("{} stands at {}, {} at {} ({}:{}). An actor's own move is shown as from{}to.",
                        title_of(0, names_), int{event.rungs[0]}, title_of(1, names_), int{event.rungs[1]},
                        names_.actors[0], names_.actors[1], style_.unicode ? "→" : ">");
        out_ += wrapped("  ", where, style_.width);
    }

    void close_crisis(std::size_t position) {
        const std::int32_t crisis = record_.events[position].crisis;
        std::vector<Event> events;
        for (const Event& event : std::span(record_.events).first(position + 1)) {
            if (event.crisis == crisis) events.push_back(event);
        }
        out_ += '\n' + ladder_plot(events, names_, {style_.width, style_.unicode}) + '\n';
    }

    const Trajectory& record_;
    const Names& names_;
    StoryStyle style_;
    std::string out_;
};

}  // namespace

std::string tell_story(const Trajectory& record, const Names& names, const StoryHeading& heading,
                       StoryStyle style) {
    return Teller(record, names, style).tell(heading);
}

}  // namespace offramp
