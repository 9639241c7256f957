// SPDX-License-Identifier: Apache-2.0
// The two error tiers: a bug in this program, and a problem in what it was given.
#pragma once

#include <source_location>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/base/diagnostic.hpp"

namespace offramp {

/// A bug in offramp itself: a broken promise between two parts of the program. Always says where.
class InternalError : public std::logic_error {
  public:
    explicit InternalError(const std::string& what,
                           std::source_location where = std::source_location::current());
};

/// Throws InternalError unless `holds`. For promises that are cheap to check outside inner loops.
void ensure(bool holds, const char* promise, std::source_location where = std::source_location::current());

/// A problem in the input (a scenario, a game file, an argument): every diagnostic found, located. Exit
/// code 2.
class InputError : public std::runtime_error {
  public:
    explicit InputError(std::vector<Diagnostic> diagnostics);
    explicit InputError(Diagnostic diagnostic) : InputError(std::vector<Diagnostic>{std::move(diagnostic)}) {}
    InputError(Location where, std::string message, std::string hint = {});

    const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

  private:
    std::vector<Diagnostic> diagnostics_;
};

/// The machine or an algorithm failed on good input (disk full, no convergence). Exit code 1.
class RuntimeFailure : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

}  // namespace offramp
