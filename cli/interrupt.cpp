#include "cli/interrupt.hpp"

#include <unistd.h>

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
        while (!end.stop_requested()) {
            if (sigtimedwait(&signals, nullptr, &patience) < 0) continue;
            if (source_.stop_requested()) _exit(kInterrupted);
            source_.request_stop();
        }
    });
}

Interrupt::~Interrupt() {
    watcher_.request_stop();
    watcher_.join();
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace offramp::cli
