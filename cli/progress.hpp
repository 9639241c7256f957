// SPDX-License-Identifier: Apache-2.0
// A line on standard error that says how far the work is, how fast, and how long it will still take.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace offramp::cli {

/// "[#####.....]  50 %  12,000/s  4 s left". `done` of `total` after `seconds`.
std::string progress_line(std::uint64_t done, std::uint64_t total, double seconds);

/// Redraws the line at most ten times a second, and not at all where standard error is no terminal.
class Progress {
  public:
    explicit Progress(std::uint64_t total);
    ~Progress();  ///< takes the line away
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
    std::uint64_t total_;
    bool shown_;
    Clock::time_point start_ = Clock::now();
    Clock::time_point last_{};
};

}  // namespace offramp::cli
