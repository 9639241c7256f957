// SPDX-License-Identifier: Apache-2.0
#include "python/src/work.hpp"

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

namespace offramp::python {
namespace {

namespace nb = nanobind;

constexpr std::chrono::milliseconds kEvery{50};  // between two looks at signals

struct Progress {
    std::uint64_t done = 0;
    std::uint64_t total = 0;
    friend bool operator==(const Progress&, const Progress&) = default;
};

/// What the working and the waiting thread share.
struct Shared {
    std::mutex mutex;
    std::condition_variable ended;
    Progress progress;
    bool over = false;
    std::exception_ptr failure;  // of the work
};

void work_on(Shared& shared, const std::function<void(const Watch&)>& work, std::stop_token stop) {
    const auto tell = [&shared](std::uint64_t done, std::uint64_t total) {
        const std::lock_guard lock(shared.mutex);
        shared.progress = {done, total};
    };
    std::exception_ptr failure;
    try {
        work({std::move(stop), tell});
    } catch (...) {
        failure = std::current_exception();
    }
    const std::lock_guard lock(shared.mutex);
    shared.failure = failure;
    shared.over = true;
    shared.ended.notify_all();
}

/// What a signal, or whoever is told of the progress, raises; null where nothing is.
std::exception_ptr raised_by_python(const nb::object& progress, const Progress* news) {
    const nb::gil_scoped_acquire lock;
    try {
        if (PyErr_CheckSignals() != 0) nb::raise_python_error();
        if (news != nullptr && !progress.is_none()) progress(news->done, news->total);
    } catch (const nb::python_error&) {
        return std::current_exception();
    }
    return nullptr;
}

}  // namespace

void watch(const nb::object& progress, const std::function<void(const Watch&)>& work) {
    Shared shared;
    std::exception_ptr raised;
    {
        const nb::gil_scoped_release release;
        std::stop_source stop;
        const std::jthread worker([&] { work_on(shared, work, stop.get_token()); });
        Progress told;
        std::unique_lock lock(shared.mutex);
        while (!shared.ended.wait_for(lock, kEvery, [&] { return shared.over; })) {
            if (raised) continue;
            const Progress now = shared.progress;
            const bool is_news = now != told;
            told = now;
            lock.unlock();
            raised = raised_by_python(progress, is_news ? &now : nullptr);
            if (raised) stop.request_stop();
            lock.lock();
        }
    }
    const bool is_told = !shared.failure && shared.progress != Progress{};
    if (!raised) raised = raised_by_python(progress, is_told ? &shared.progress : nullptr);
    if (raised) std::rethrow_exception(raised);
    if (shared.failure) std::rethrow_exception(shared.failure);
}

}  // namespace offramp::python
