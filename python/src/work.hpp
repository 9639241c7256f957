// SPDX-License-Identifier: Apache-2.0
// Long work for Python: other threads of Python run meanwhile, Ctrl-C ends it, and progress is told.
#pragma once

#include <nanobind/nanobind.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <utility>

namespace offramp::python {

/// What work is given: when to stop, and whom to tell how far it is (`total` 0: not known).
struct Watch {
    std::stop_token stop;
    std::function<void(std::uint64_t done, std::uint64_t total)> tell;

    /// The same for work that does not know its total.
    auto tell_of(std::uint64_t total) const {
        return [tell = tell, total](std::uint64_t done) { tell(done, total); };
    }
};

/// Does the work on a thread of its own, without the lock of the interpreter. Raises what signals raise
/// (KeyboardInterrupt), or what `progress` does, once the work has stopped; else what the work throws.
/// `progress`: called as (done, total) a few times a second from the calling thread; or None.
void watch(const nanobind::object& progress, const std::function<void(const Watch&)>& work);

/// The same for work that returns something.
template <class Work>
auto watched(const nanobind::object& progress, const Work& work) {
    std::optional<decltype(work(std::declval<const Watch&>()))> result;
    watch(progress, [&](const Watch& how) { result.emplace(work(how)); });
    return std::move(*result);
}

}  // namespace offramp::python
