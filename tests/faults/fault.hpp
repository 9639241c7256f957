// SPDX-License-Identifier: Apache-2.0
// One call of the program to the system that fails, and what the program makes of it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "tests/cli/program.hpp"

namespace offramp::testing {

/// What tests/faults/inject.cpp is told.
struct Fault {
    std::string kind = "write";  ///< write, read or memory
    int error = 0;               ///< errno; 0: a write that is cut short, then a full disk
    std::string under = "/";     ///< only files in this folder
    bool lasts = false;          ///< every later call fails as well
    std::uint64_t at = 0;        ///< number of the call, from 1; 0: none
};

struct FaultedRun {
    ProgramResult result;
    std::uint64_t calls = 0;   ///< of that kind
    std::uint64_t failed = 0;  ///< of them
};

/// Runs "offramp ARGUMENTS" for at most a minute (exit status 137), solved crises kept in `cache`.
FaultedRun run_with(const Fault& fault, const std::string& arguments, const std::string& cache);

/// Whether every fault is to be tried, or only a sample.
bool tries_all();

/// Calls `attempt` with the fault at one call after the other, until it returns that none failed any more; in
/// the sample, at some of `calls`. Says on standard output how many were tried.
void for_each_fault(const std::string& what, Fault fault, std::uint64_t calls,
                    const std::function<std::uint64_t(const Fault&)>& attempt);

/// The same for so many calls that not all can be tried: the first ones and some drawn at random.
void for_some_faults(const std::string& what, Fault fault, std::uint64_t calls,
                     const std::function<std::uint64_t(const Fault&)>& attempt);

}  // namespace offramp::testing
