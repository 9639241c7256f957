// SPDX-License-Identifier: Apache-2.0
// Ctrl-C as a request to stop, so that what was done is kept.
#pragma once

#include <signal.h>

#include <stop_token>
#include <thread>

namespace offramp::cli {

/// While it lives, SIGINT and SIGTERM stop the token instead of the program; a second one ends the program at
/// once. To be made before the threads that do the work, which inherit that these signals are not theirs.
class Interrupt {
  public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;
    Interrupt(Interrupt&&) = delete;
    Interrupt& operator=(Interrupt&&) = delete;

    std::stop_token token() const { return source_.get_token(); }

  private:
    std::stop_source source_;
    sigset_t before_{};
    std::jthread watcher_;
};

}  // namespace offramp::cli
