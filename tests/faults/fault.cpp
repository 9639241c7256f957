// SPDX-License-Identifier: Apache-2.0
#include "tests/faults/fault.hpp"

#include <array>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <random>

namespace offramp::testing {
namespace {

void say(const std::string& what, const Fault& fault, std::uint64_t calls, int tried) {
    std::cout << what << ": " << fault.kind << ", error " << fault.error
              << (fault.lasts ? ", lasting" : ", once") << ": " << tried << " faults in about " << calls
              << " calls" << std::endl;
}

}  // namespace

FaultedRun run_with(const Fault& fault, const std::string& arguments, const std::string& cache) {
    const TemporaryDirectory directory;
    const std::string counter = directory.path() / "counter";
    write_text(counter, std::string(16, '\0'));
    const std::string before =
        "timeout -s KILL 60 env LD_PRELOAD=" OFFRAMP_INJECT " FAULT_KIND=" + fault.kind +
        " FAULT_AT=" + std::to_string(fault.at) + " FAULT_LASTS=" + (fault.lasts ? "1" : "0") +
        " FAULT_ERROR=" + std::to_string(fault.error) + " FAULT_UNDER=" + fault.under +
        " FAULT_COUNTER=" + counter + " OFFRAMP_CACHE=" + cache;
    FaultedRun run{run_offramp(arguments, before)};
    std::array<std::uint64_t, 2> counts{};
    std::ifstream(counter, std::ios::binary).read(reinterpret_cast<char*>(counts.data()), sizeof counts);
    run.calls = counts[0];
    run.failed = counts[1];
    return run;
}

bool tries_all() {
    return std::getenv("OFFRAMP_FAULTS") != nullptr;
}

void for_each_fault(const std::string& what, Fault fault, std::uint64_t calls,
                    const std::function<std::uint64_t(const Fault&)>& attempt) {
    constexpr std::uint64_t kSample = 3;
    const std::uint64_t step = tries_all() ? 1 : calls / kSample + 1;
    int tried = 0;
    for (fault.at = (step + 1) / 2; attempt(fault) > 0; fault.at += step) ++tried;
    say(what, fault, calls, tried);
}

void for_some_faults(const std::string& what, Fault fault, std::uint64_t calls,
                     const std::function<std::uint64_t(const Fault&)>& attempt) {
    const int first = tries_all() ? 200 : 1;
    const int others = tries_all() ? 300 : 4;
    std::mt19937_64 random(calls + (fault.lasts ? 1 : 0));
    int tried = 0;
    for (int k = 1; k <= first + others; ++k) {
        fault.at = k <= first ? static_cast<std::uint64_t>(k) : 1 + random() % calls;
        if (attempt(fault) > 0) ++tried;
    }
    say(what, fault, calls, tried);
}

}  // namespace offramp::testing
