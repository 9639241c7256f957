// SPDX-License-Identifier: Apache-2.0
#include "cli/play_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/ladder_plot.hpp"
#include "analysis/narration.hpp"
#include "analysis/play/move_text.hpp"
#include "analysis/play/seat_events.hpp"
#include "analysis/text_layout.hpp"
#include "cli/text_table.hpp"
#include "engine/trajectory/calendar.hpp"

namespace offramp::cli {

namespace {

std::string minute_of(const Model& m, double hours) {
    const CalendarTime time = calendar_time(m.names.start, hours);
    return fmt::format("{} {:02}:{:02}", iso_date(time), time.hour, time.minute);
}

std::string rung_text(const Model& m, int rung) {
    return fmt::format("{} ({})", rung, m.titles.rungs[at(rung)]);
}

/// Whose campaign it is told as, once nobody is asked.
int side_of(const PlaySession& session) {
    const auto& question = session.question();
    if (question) return question->view.side;
    return session.setup().outside[0] ? 0 : 1;
}

std::size_t known_events(const PlaySession& session) {
    const auto& question = session.question();
    return question ? question->view.known_events : session.record().events.size();
}

std::string event_lines(const PlaySession& session, std::size_t first, StoryStyle style) {
    const Model& m = session.model();
    std::string text;
    for (const Event& event : seen_by(m, session.record(), side_of(session), first, known_events(session))) {
        const Sentence sentence = narrate(event, {}, m.titles);
        if (sentence.text.empty()) continue;
        const std::string when = "  " + minute_of(m, event.hours) + "  ";
        const std::string lines = wrapped(when, sentence.text, style.width);
        text += inked(when, Ink::kFaint, style.colour) +
                inked(std::string_view(lines).substr(when.size(), lines.size() - when.size() - 1),
                      sentence.ink, style.colour) +
                '\n';
    }
    return text;
}

/// The rungs on which both stood when the side was asked in this crisis, as it took them to be.
std::string ladder(const PlaySession& session, const SeatQuestion& question, StoryStyle style) {
    std::vector<Event> rounds;
    const auto add = [&](const SeatView& view) {
        if (view.side != question.view.side || view.crisis != question.view.crisis) return;
        const CrisisState& s = view.state;
        rounds.push_back(
            {.kind = EventKind::kAction,
             .round = s.round,
             .rungs = {static_cast<std::int8_t>(s.rungs[0]), static_cast<std::int8_t>(s.rungs[1])}});
    };
    for (const SeatQuestion& before : session.answered()) add(before.view);
    add(question.view);
    return ladder_plot(rounds, session.model().titles, {style.width, style.unicode});
}

std::string believed(const Model& m, const SeatView& view, int actor) {
    std::string text;
    for (int t = 0; t < m.actors[at(actor)].types; ++t) {
        text +=
            fmt::format("{}{} {:.0f} %", text.empty() ? "" : ", ", spoken(m.names.types[at(actor)][at(t)]),
                        100.0 * view.state.belief[at(actor)][at(t)]);
    }
    return title_of(actor, m.titles) + ": " + text;
}

std::string listed(std::uint32_t bits, const std::vector<std::string>& titles) {
    std::string text;
    for (std::size_t k = 0; k < titles.size(); ++k) {
        if ((bits >> k & 1U) != 0) text += (text.empty() ? "" : ", ") + titles[k];
    }
    return text.empty() ? "none" : text;
}

std::string knowledge(const Model& m, const SeatView& view, int width) {
    const int i = view.side;
    const int rival = other(i);
    const CrisisState& s = view.state;
    std::string text = wrapped(
        "  ",
        fmt::format("You govern {} ({}) and stand on rung {}; {} stands on rung {}, as far as you can see.",
                    title_of(i, m.titles), spoken(m.names.types[at(i)][at(view.type)]),
                    rung_text(m, s.rungs[at(i)]), title_of(rival, m.titles),
                    rung_text(m, s.rungs[at(rival)])),
        width);
    text += wrapped("  ",
                    fmt::format("Tension {:.2f}. Your trust in the other side {:.2f}, its in you {:.2f}.",
                                view.tension, view.trust[at(i)], view.trust[at(rival)]),
                    width);
    text += wrapped("  ", "Believed of " + believed(m, view, i) + '.', width);
    text += wrapped("  ", "Believed of " + believed(m, view, rival) + '.', width);
    text += wrapped(
        "  ",
        fmt::format("Channels open: {}. Guardrails in force: {}.", listed(s.channels_open, m.titles.channels),
                    listed(view.guardrails, m.titles.guardrails)),
        width);
    return text;
}

std::string heading(const Model& m, const SeatView& view, StoryStyle style) {
    const std::string_view dash = style.unicode ? "─" : "-";
    std::string line = fmt::format("{0}{0} Crisis {1}: {2}, round {3} of {4}, {5} ", dash, view.crisis + 1,
                                   m.titles.incidents[at(view.context.incident_index)], view.state.round + 1,
                                   view.context.incident->rounds, minute_of(m, view.hours));
    for (int column = display_width(line); column < style.width; ++column) line += dash;
    return '\n' + inked(line, Ink::kBold, style.colour) + '\n';
}

std::string options_text(const Model& m, const SeatQuestion& question, StoryStyle style) {
    std::string text = "\n";
    if (question.talk) {
        const Talk& talk = *question.talk;
        text += wrapped("  ",
                        fmt::format("{} is on the line ({}) and offers {}.", title_of(talk.caller, m.titles),
                                    m.titles.channels[at(talk.move[at(talk.caller)].channel)],
                                    terms_text(talk.move[at(talk.caller)].terms, talk.caller, m.titles)),
                        style.width);
    }
    for (std::size_t a = 0; a < question.answers.size(); ++a) {
        text += wrapped(fmt::format("  {:>3}  ", a + 1), answer_text(m, question, static_cast<int>(a)),
                        style.width);
    }
    return text;
}

std::string ending_text(const PlaySession& session) {
    const CampaignSummary& end = session.summary();
    return fmt::format("\nThe campaign is over: {}, {} {}, highest rung {}.\n",
                       !end.war              ? "no war"
                       : end.war_by_accident ? "WAR, by accident"
                                             : "WAR, by choice",
                       end.crises, end.crises == 1 ? "crisis" : "crises",
                       rung_text(session.model(), end.highest_rung));
}

}  // namespace

std::string welcome_text(const PlaySession& session, int width) {
    const Model& m = session.model();
    std::string who;
    for (int i = 0; i < kActors; ++i) {
        if (!session.setup().outside[at(i)]) continue;
        who += (who.empty() ? "" : " and ") + title_of(i, m.titles);
    }
    return wrapped(
        "",
        fmt::format("You play {} in {}, {} to {}: campaign {} of seed {}. You are asked whenever there "
                    "is a crisis. ? tells what can be typed.",
                    who, m.scenario_title.empty() ? m.scenario_name : m.scenario_title,
                    iso_date(calendar_time(m.names.start, 0.0)),
                    iso_date(calendar_time(m.names.start, m.horizon_hours)), session.setup().campaign,
                    session.setup().seed),
        width);
}

std::string situation_text(const PlaySession& session, StoryStyle style) {
    const Model& m = session.model();
    std::size_t first = 0;
    for (const SeatQuestion& before : session.answered()) {
        if (before.view.side == side_of(session)) first = before.view.known_events;
    }
    const auto& asked = session.question();
    if (!asked) return '\n' + event_lines(session, first, style) + ending_text(session);
    const SeatQuestion& question = *asked;
    return heading(m, question.view, style) + event_lines(session, first, style) + '\n' +
           ladder(session, question, style) + '\n' + knowledge(m, question.view, style.width) +
           options_text(m, question, style);
}

std::string history_text(const PlaySession& session, StoryStyle style) {
    return '\n' + event_lines(session, 0, style);
}

std::string odds_text(const Model& model, const SeatQuestion& question, const std::vector<MoveWorth>& worth,
                      int rung, bool colour) {
    const std::vector<TableColumn> columns = {{"answer"},
                                              {"solved game", true},
                                              {"worth", true},
                                              {"agreed", true},
                                              {"war now", true},
                                              {"war ahead", true},
                                              {fmt::format("rung {}+ ahead", rung), true}};
    std::vector<TableRow> rows;
    const auto odds = [](double p) { return fmt::format("{:.3f}", p); };
    for (std::size_t a = 0; a < worth.size(); ++a) {
        const MoveWorth& w = worth[a];
        rows.push_back(
            {fmt::format("{} {}", a + 1, shortened(answer_text(model, question, static_cast<int>(a)), 40)),
             odds(w.solved), fmt::format("{:+.3f}", w.value), odds(w.agreed), fmt::format("{:.2g}", w.war),
             fmt::format("{:.2g}", w.war_ahead), odds(w.high_ahead)});
    }
    return '\n' + text_table(columns, rows, colour) +
           fmt::format(
               "\n  solved game: how often it answers so. worth: to you, of the rest of the crisis, in "
               "stakes of "
               "a\n  typical incident. agreed, war now: in this round. ahead: in this round or later, rung "
               "{} or "
               "higher.\n",
               rung);
}

std::string review_text(const Model& model, const ReviewShown& review, int rung, int width) {
    if (review.decisions == 0) return "\nNothing was decided so far.\n";
    std::string text =
        fmt::format("{} {} so far", review.decisions, review.decisions == 1 ? "decision" : "decisions");
    if (review.costly == 0) {
        text += "; none gave up anything against what the solved game would most likely have done.";
    } else {
        text += fmt::format("; {} gave something up against what the solved game would most likely have done",
                            review.costly);
        text += review.dearest.size() < review.costly
                    ? fmt::format(". The {} dearest:", review.dearest.size())
                    : std::string(":");
    }
    text = '\n' + wrapped("", text, width);
    for (const ReviewedDecision& d : review.dearest) {
        const MoveWorth& did = d.worth[at(d.done)];
        const MoveWorth& solved = d.worth[at(d.solved)];
        const SeatView& view = d.question.view;
        text += wrapped(
            "- ",
            fmt::format(
                "{}, crisis {}, round {}: you chose: {}. Here the solved game would most likely have "
                "answered: {}. That was worth {:.3f} more; P(rung {} or higher) ahead went from {:.2f} "
                "to {:.2f}, P(war) from {:.2g} to {:.2g}.",
                minute_of(model, view.hours), view.crisis + 1, view.state.round + 1,
                answer_text(model, d.question, d.done), answer_text(model, d.question, d.solved),
                d.given_up(), rung, solved.high_ahead, did.high_ahead, solved.war_ahead, did.war_ahead),
            width);
    }
    return text;
}

}  // namespace offramp::cli
