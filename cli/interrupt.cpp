// SPDX-License-Identifier: Apache-2.0
#include "cli/interrupt.hpp"

#include <unistd.h>

#include <chrono>

#include "cli/exit_code.hpp"

namespace offramp::cli {

Interrupt::Interrupt() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, &before_);
    // A thread that waits for the signals, because next to nothing may be done in a signal handler.
    watcher_ = std::jthread([this, signals](const std::stop_token& end) {
        const timespec patience{0, 50'000'000};
        // Some senders, timeout(1) among them, signal the program and then its whole group: what follows at
        // once is the same request.
        constexpr auto kSameRequest = std::chrono::seconds(1);
        std::chrono::steady_clock::time_point first;
        while (!end.stop_requested()) {
            if (sigtimedwait(&signals, nullptr, &patience) < 0) continue;
            const auto now = std::chrono::steady_clock::now();
            if (!source_.stop_requested()) {
                first = now;
                source_.request_stop();
            } else if (now - first > kSameRequest) {
                _exit(kInterrupted);
            }
        }
    });
}

Interrupt::~Interrupt() {
    watcher_.request_stop();
    watcher_.join();
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace offramp::cli
