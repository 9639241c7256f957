// SPDX-License-Identifier: Apache-2.0
#include "analysis/ladder_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include "analysis/narration.hpp"
#include "analysis/text_layout.hpp"
#include "engine/trajectory/calendar.hpp"

namespace offramp {
namespace {

using Rungs = std::array<int, 2>;

/// Rungs at the opening, then after each round. Actions tell the rungs on which their round began.
std::vector<Rungs> rungs_by_round(std::span<const Event> crisis) {
    std::vector<Rungs> rungs;
    const auto set = [&](int column, const Rungs& now) {
        rungs.resize(std::max(rungs.size(), static_cast<std::size_t>(std::max(column, 0)) + 1), now);
        rungs[static_cast<std::size_t>(std::max(column, 0))] = now;
    };
    for (const Event& event : crisis) {
        const Rungs now = {event.rungs[0], event.rungs[1]};
        switch (event.kind) {
            case EventKind::kCrisisOpened:
            case EventKind::kComplication:
            case EventKind::kAction:
                set(event.round, now);
                break;
            case EventKind::kCrisisEnded:
                set(event.detail == Detail::kCensored ? event.round : event.round + 1, now);
                break;
            default:
                break;
        }
    }
    return rungs;
}

std::string_view marker(const Rungs& at, int rung, bool unicode) {
    const bool first = at[0] == rung;
    const bool second = at[1] == rung;
    if (first && second) return unicode ? "◉" : "*";
    if (first) return unicode ? "●" : "x";
    if (second) return unicode ? "○" : "o";
    return " ";
}

struct Month {
    int year = 0;
    unsigned month = 1;
    int highest_rung = 0;
    double tension_sum = 0.0;
    int records = 0;

    double tension() const { return records == 0 ? 0.0 : tension_sum / records; }
};

/// Every month from the first event to the last, also those in which nothing happened.
std::vector<Month> months_of(std::span<const Event> events, const Names& names) {
    std::vector<Month> months;
    for (const Event& event : events) {
        const CalendarTime time = calendar_time(names.start, event.hours);
        if (months.empty()) months.push_back({.year = time.year, .month = time.month});
        while (months.back().year != time.year || months.back().month != time.month) {
            const Month& last = months.back();
            Month next{.year = last.year + (last.month == 12 ? 1 : 0), .month = last.month % 12 + 1};
            months.push_back(next);
        }
        Month& month = months.back();
        month.highest_rung = std::max<int>({month.highest_rung, event.rungs[0], event.rungs[1]});
        month.tension_sum += event.tension;
        ++month.records;
    }
    return months;
}

/// A bar of one character for a share in [0, 1]; in ASCII a digit from 0 to 9.
std::string bar(double share, bool unicode) {
    static constexpr std::array<const char*, 9> kBars = {"·", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    const double clamped = std::clamp(share, 0.0, 1.0);
    if (!unicode) return fmt::format("{}", std::min(9, static_cast<int>(clamped * 10.0)));
    const auto level = static_cast<std::size_t>(std::lround(clamped * 8.0));
    return kBars[clamped > 0.0 ? std::max<std::size_t>(level, 1) : 0];
}

}  // namespace

std::string ladder_plot(std::span<const Event> crisis, const Names& names, PlotStyle style) {
    const std::vector<Rungs> rungs = rungs_by_round(crisis);
    if (rungs.empty()) return {};
    int top = 1;
    for (const Rungs& at : rungs) top = std::max({top, at[0], at[1]});
    std::vector<std::string> labels;
    int label_width = 0;
    for (int rung = 0; rung <= top; ++rung) {
        const std::string name =
            rung < static_cast<int>(names.rungs.size()) ? names.rungs[static_cast<std::size_t>(rung)] : "";
        labels.push_back(
            shortened(fmt::format("{:>2} {}", rung, name), std::max(style.width / 3, 4), style.unicode));
        label_width = std::max(label_width, display_width(labels.back()));
    }
    // Columns of three characters, or of one where the crisis is long.
    const int room = std::max(1, style.width - label_width - 6);
    const int step = static_cast<int>(rungs.size()) * 3 <= room ? 3 : 1;
    const auto shown = std::min(rungs.size(), static_cast<std::size_t>(room / step));
    const std::string_view rule = style.unicode ? "│" : "|";
    std::string out;
    for (int rung = top; rung >= 0; --rung) {
        std::string line =
            "    " + padded(labels[static_cast<std::size_t>(rung)], label_width) + ' ' + std::string(rule);
        int blanks = 0;  // held back, so that no line ends in blanks
        for (std::size_t column = 0; column < shown; ++column) {
            const std::string_view mark = marker(rungs[column], rung, style.unicode);
            blanks += step - 1;
            if (mark == " ") {
                ++blanks;
                continue;
            }
            line.append(static_cast<std::size_t>(blanks), ' ').append(mark);
            blanks = 0;
        }
        out += line + '\n';
    }
    const std::string more =
        shown < rungs.size() ? fmt::format(" (first {} of {} rounds)", shown - 1, rungs.size() - 1) : "";
    const std::string legend =
        fmt::format("opening, then after each round{}: {} {}, {} {}, {} both", more,
                    marker({0, 1}, 0, style.unicode), title_of(0, names), marker({1, 0}, 0, style.unicode),
                    title_of(1, names), marker({0, 0}, 0, style.unicode));
    out += wrapped("    ", legend, style.width);
    return out;
}

std::string overview_strip(std::span<const Event> events, const Names& names, PlotStyle style) {
    const std::vector<Month> months = months_of(events, names);
    if (months.empty()) return {};
    static constexpr std::string_view kInitials = "JFMAMJJASOND";
    const double war = std::max(1.0, static_cast<double>(names.rungs.size()) - 1.0);
    const auto per_row = static_cast<std::size_t>(std::max(1, style.width - 16));
    std::string out;
    for (std::size_t begin = 0; begin < months.size(); begin += per_row) {
        std::string initials, rung, tension;
        for (std::size_t m = begin; m < std::min(months.size(), begin + per_row); ++m) {
            initials += kInitials[months[m].month - 1];
            // In ASCII the rung itself says more than a tenth of the ladder.
            rung += style.unicode
                        ? bar(months[m].highest_rung / war, true)
                        : (months[m].highest_rung > 9 ? "+" : fmt::format("{}", months[m].highest_rung));
            tension += bar(months[m].tension(), style.unicode);
        }
        out += fmt::format("  {:<13} {}\n",
                           fmt::format("from {}-{:02}", months[begin].year, months[begin].month), initials);
        out += fmt::format("  {:<13} {}\n", "highest rung", rung);
        out += fmt::format("  {:<13} {}\n", "tension", tension);
    }
    return out;
}

}  // namespace offramp
