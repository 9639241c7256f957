// SPDX-License-Identifier: Apache-2.0
// What several threads need and one of them makes.
#pragma once

#include <exception>
#include <mutex>

namespace offramp {

/// As std::once_flag, but for what `make` throws, which all who ask get. Through std::call_once no exception
/// may pass where memory is out: the C library then loads its unwinder, and aborts where it cannot.
class Once {
  public:
    template <class Make>
    void call(Make make) {
        std::call_once(is_made_, [&] {
            try {
                make();
            } catch (...) {
                failure_ = std::current_exception();
            }
        });
        if (failure_) std::rethrow_exception(failure_);
    }

  private:
    std::once_flag is_made_;
    std::exception_ptr failure_;
};

}  // namespace offramp
