// SPDX-License-Identifier: Apache-2.0
// How far long work is, how fast, and how long it will still take, on standard error.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

namespace offramp::cli {

/// "50 %  12,000/s  4 s left": `done` of `total` after `seconds`; "4 s so far" where no total is known.
std::string progress_figures(std::uint64_t done, std::uint64_t total, double seconds);

/// The figures behind a bar: "[#####.....]  50 %  12,000/s  4 s left".
std::string progress_line(std::uint64_t done, std::uint64_t total, double seconds);

/// Where progress is shown.
struct ProgressDisplay {
    bool redraws =
        false;  ///< a terminal, on which one line is drawn anew; otherwise there is a line each time
    std::chrono::milliseconds every{0};
    std::function<void(std::string_view)> write;
};

/// Standard error: ten times a second on a terminal, twice a minute elsewhere, as in a log.
ProgressDisplay usual_progress_display();

/// Shows progress from its own thread, and so even where the work itself reports nothing for long.
class Progress {
  public:
    /// `total` 0: not known. Work that is over before it is time for a line leaves none.
    explicit Progress(std::uint64_t total, ProgressDisplay display = usual_progress_display());
    ~Progress();  ///< takes the line away from a terminal
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    Progress(Progress&&) = delete;
    Progress& operator=(Progress&&) = delete;

    /// `note` stands behind the figures.
    void update(std::uint64_t done, const std::string& note = "") { update(done, total_, note); }
    /// Where the total is not known beforehand.
    void update(std::uint64_t done, std::uint64_t total, const std::string& note = "");

  private:
    using Clock = std::chrono::steady_clock;

    void show_now_and_then(const std::stop_token& end);
    void show() const;

    std::uint64_t total_;
    ProgressDisplay display_;
    Clock::time_point start_ = Clock::now();
    std::mutex mutex_;  // of what follows
    std::condition_variable_any ended_;
    std::uint64_t done_ = 0;
    std::uint64_t expected_;
    std::string note_;
    std::jthread shower_;
};

}  // namespace offramp::cli
