// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/text_layout.hpp"
#include "cli/terminal.hpp"

namespace offramp::cli {
namespace {

constexpr const char* kBackToEmptyLine = "\r\x1b[K";

std::string spoken_seconds(double seconds) {
    if (seconds < 90.0) return fmt::format("{:.0f} s", seconds);
    if (seconds < 90.0 * 60.0) return fmt::format("{:.0f} min", seconds / 60.0);
    return fmt::format("{:.1f} h", seconds / 3600.0);
}

}  // namespace

std::string progress_line(std::uint64_t done, std::uint64_t total, double seconds) {
    constexpr int kCells = 30;
    const double share = total == 0 ? 1.0 : static_cast<double>(done) / static_cast<double>(total);
    const int full = std::clamp(static_cast<int>(share * kCells), 0, kCells);
    const double rate = seconds > 0.0 ? static_cast<double>(done) / seconds : 0.0;
    std::string line = fmt::format("[{:#<{}}{:.<{}}] {:3.0f} %", "", full, "", kCells - full, 100.0 * share);
    if (rate > 0.0) {
        line += fmt::format("  {:.0f}/s  {} left", rate,
                            spoken_seconds(static_cast<double>(total - done) / rate));
    }
    return line;
}

Progress::Progress(std::uint64_t total) : total_(total), shown_(stderr_has_progress()) {}

Progress::~Progress() {
    if (shown_) complain(kBackToEmptyLine);
}

void Progress::update(std::uint64_t done, std::uint64_t total, const std::string& note) {
    if (!shown_) return;
    const Clock::time_point now = Clock::now();
    if (now - last_ < std::chrono::milliseconds(100)) return;
    last_ = now;
    const double seconds = std::chrono::duration<double>(now - start_).count();
    const std::string line = progress_line(done, total, seconds) + (note.empty() ? "" : "  " + note);
    complain(kBackToEmptyLine + shortened(line, stderr_width(), false));
}

}  // namespace offramp::cli
