// SPDX-License-Identifier: Apache-2.0
#include "analysis/story.hpp"

#include <algorithm>
#include <sstream>

#include "analysis/ladder_plot.hpp"
#include "analysis/narration.hpp"
#include "analysis/text_layout.hpp"
#include "tests/catch.hpp"
#include "tests/trajectory/sample_trajectory.hpp"

using namespace offramp;

namespace {

/// As a model has them: what has no title goes by its name as it is spoken.
Names sample_titles() {
    Names titles = testing::sample_names();
    titles.contacts[0] = "arms-control summit";  // a title: as it is written
    for (auto* names : {&titles.actions, &titles.incidents}) {
        for (std::string& name : *names) name = spoken(name);
    }
    return titles;
}

std::string sample_story(StoryStyle style) {
    return tell_story(testing::sample_trajectory(), sample_titles(), {"Strait", "guardrails", 42}, style);
}

int widest_line(const std::string& text) {
    std::istringstream lines(text);
    int widest = 0;
    for (std::string line; std::getline(lines, line);) widest = std::max(widest, display_width(line));
    return widest;
}

}  // namespace

TEST_CASE("what is over is told as over, and not as refused") {
    Names names = testing::sample_names();
    names.concessions = {"fewer patrols"};
    const auto told = [&](EventKind kind, int actor) {
        Event event;
        event.kind = kind;
        event.detail = Detail::kEnded;
        event.actor = static_cast<std::int8_t>(actor);
        event.label = 0;
        return narrate(event, {}, names).text;
    };
    CHECK(told(EventKind::kGuardrail, -1) == "No longer in force: cues.");
    CHECK(told(EventKind::kConcession, 0) == "Its term is over: fewer patrols, by United States.");
}

TEST_CASE("the story tells what happened, when, and what else might have been") {
    const std::string story = sample_story({.width = 140});
    INFO(story);
    CHECK_THAT(story, contains("Strait, policy guardrails\n"));
    CHECK_THAT(
        story,
        contains("campaign 7, seed 42, 2026-01-01 to 2026-03-25: 1 crisis, highest rung 2 of 3 (show of "
                 "force), no war\n"));
    CHECK_THAT(story, contains("Guardrail in force: cues."));
    CHECK_THAT(
        story,
        contains("2026-02-11 16:15  Incident: unsafe intercept, provoked by China by accident, but taken "
                 "for intended."));
    CHECK_THAT(story, contains("Crisis 1: unsafe intercept"));
    CHECK_THAT(story, contains("0→1    United States: climb (50%; else hold 38%, call 12%).\n"));
    CHECK_THAT(story, contains("2:2    China misreads climb as rung 2 (show of force)."));
    CHECK_THAT(story, contains("Accident, with harm done: both sides are carried up 1 rung."));
    CHECK_THAT(story, contains("The call over hotline is answered after 1.5 hours."));
    CHECK_THAT(story, contains("United States takes the stand of China for rung 3 (war)."));
    CHECK_THAT(
        story,
        contains("United States offers terms that move 12.5 % of the stakes to China; China accepts (75%)."));
    CHECK_THAT(story, contains("Settled on these terms."));
    CHECK_THAT(story, contains("Readout of arms-control summit by China: blaming."));
    CHECK_THAT(story, contains("Channel hotline frozen by China."));
}

TEST_CASE("the story keeps within the width") {
    for (const int width : {40, 60, 100, 140}) {
        INFO(width);
        CHECK(widest_line(sample_story({.width = width})) <= width);
        CHECK(widest_line(sample_story({.width = width, .unicode = false})) <= width);
    }
}

TEST_CASE("escapes only in colour, other characters only in Unicode") {
    const std::string plain = sample_story({.colour = false, .unicode = false});
    CHECK(
        std::all_of(plain.begin(), plain.end(), [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
    CHECK_THAT(sample_story({.colour = true}), contains("\x1b[31mAccident"));
}

TEST_CASE("the ladder plot shows both sides by round") {
    const Trajectory t = testing::sample_trajectory();
    std::vector<Event> crisis;
    std::copy_if(t.events.begin(), t.events.end(), std::back_inserter(crisis),
                 [](const Event& event) { return event.crisis == 0; });
    const std::string plot = ladder_plot(crisis, testing::sample_names(), {.width = 100, .unicode = false});
    CHECK_THAT(plot, contains("     2 show of force |     *  *\n"
                              "     1 alert         |  o\n"
                              "     0 peace         |  x\n"));
}

TEST_CASE("the overview has every month, also the quiet ones") {
    const Names names = testing::sample_names();
    Event first;
    first.tension = 0.3;
    Event last;
    last.hours = 24.0 * 380.0;
    last.rungs = {1, 3};
    last.tension = 1.0;
    const std::vector<Event> events = {first, last};
    CHECK(overview_strip(events, names, {.width = 100, .unicode = false}) ==
          "  from 2026-01  JFMAMJJASONDJ\n"
          "  highest rung  0000000000003\n"
          "  tension       3000000000009\n");
}

TEST_CASE("text is wrapped at blanks and indented") {
    CHECK(wrapped("a: ", "bb cc dd", 8) == "a: bb cc\n   dd\n");
    CHECK(wrapped("", "unbreakable", 5) == "unbreakable\n");
    CHECK(shortened("überlang", 4) == "übe…");
    CHECK(padded_left("12", 4) == "  12");
    CHECK(display_width("─●") == 2);
}
