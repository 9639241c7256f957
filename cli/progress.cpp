// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

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

double share_of(std::uint64_t done, std::uint64_t total) {
    return total == 0 ? 0.0 : static_cast<double>(done) / static_cast<double>(total);
}

}  // namespace

std::string progress_figures(std::uint64_t done, std::uint64_t total, double seconds) {
    if (total == 0) return spoken_seconds(seconds) + " so far";
    std::string figures = fmt::format("{:3.0f} %", 100.0 * share_of(done, total));
    const double rate = seconds > 0.0 ? static_cast<double>(done) / seconds : 0.0;
    if (rate > 0.0) {
        figures += fmt::format("  {}/s  {} left",
                               rate < 10.0 ? fmt::format("{:.2g}", rate) : fmt::format("{:.0f}", rate),
                               spoken_seconds(static_cast<double>(total - std::min(done, total)) / rate));
    }
    return figures;
}

std::string progress_line(std::uint64_t done, std::uint64_t total, double seconds) {
    constexpr int kCells = 30;
    const int full = std::clamp(static_cast<int>(share_of(done, total) * kCells), 0, kCells);
    return fmt::format("[{:#<{}}{:.<{}}] ", "", full, "", kCells - full) +
           progress_figures(done, total, seconds);
}

ProgressDisplay usual_progress_display() {
    using namespace std::chrono_literals;
    const bool redraws = stderr_has_progress();
    return {redraws, redraws ? std::chrono::milliseconds(100ms) : 30s, complain};
}

Progress::Progress(std::uint64_t total, ProgressDisplay display)
    : total_(total),
      display_(std::move(display)),
      expected_(total),
      shower_([this](const std::stop_token& end) { show_now_and_then(end); }) {}

Progress::~Progress() {
    shower_.request_stop();
    shower_.join();
    if (display_.redraws) display_.write(kBackToEmptyLine);
}

void Progress::update(std::uint64_t done, std::uint64_t total, const std::string& note) {
    const std::lock_guard lock(mutex_);
    done_ = done;
    expected_ = total;
    note_ = note;
}

void Progress::show_now_and_then(const std::stop_token& end) {
    std::unique_lock lock(mutex_);
    while (!ended_.wait_for(lock, end, display_.every, [&] { return end.stop_requested(); })) show();
}

void Progress::show() const {
    const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
    const std::string note = note_.empty() ? "" : "  " + note_;
    if (display_.redraws) {
        const std::string line = progress_line(done_, expected_, seconds) + note;
        display_.write(kBackToEmptyLine + shortened(line, stderr_width(), false));
    } else {
        display_.write("offramp: " + progress_figures(done_, expected_, seconds) + note + '\n');
    }
}

}  // namespace offramp::cli
