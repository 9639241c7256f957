// SPDX-License-Identifier: Apache-2.0
// Measures how often the intervals of all outcomes hold the truth, by the number of campaigns, and prints the
// tables of docs/verification.md.
#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "tests/analysis/coverage.hpp"

namespace {

using namespace offramp::testing;

const std::vector<std::uint64_t> kSizes = {10, 20, 50, 200, 1000};

/// Coverage, and for which share of the batches there is no interval.
std::string cell(const Coverage& coverage) {
    if (coverage.none == coverage.batches) return "none";
    const double none = 100.0 * static_cast<double>(coverage.none) / static_cast<double>(coverage.batches);
    const std::string share = fmt::format("{:.3f}", coverage.share());
    return none < 0.5 ? share : share + fmt::format(" ({:.0f})", none);
}

/// Of both policies, the one that is covered less.
const Coverage& worse(const OutcomeCoverage& outcome) {
    return outcome.baseline.missed >= outcome.policy.missed ? outcome.baseline : outcome.policy;
}

template <class Of>
void print_table(const char* title, const std::vector<PoolCoverage>& measured, Of of) {
    fmt::print("\n| {} |", title);
    for (const std::uint64_t size : kSizes) fmt::print(" {} |", size);
    fmt::print("\n| --- |{}\n", [] {
        std::string rule;
        for (std::size_t k = 0; k < kSizes.size(); ++k) rule += " --- |";
        return rule;
    }());
    for (std::size_t k = 0; k < measured.front().outcomes.size(); ++k) {
        fmt::print("| `{}` |", measured.front().outcomes[k].name);
        for (const PoolCoverage& one : measured) fmt::print(" {} |", cell(of(one.outcomes[k])));
        fmt::print("\n");
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 7) {
        fmt::print(stderr, "usage: {} SCENARIO BASELINE POLICY POOL BATCHES THREADS\n", argv[0]);
        return 2;
    }
    try {
        const int threads = std::atoi(argv[6]);
        const auto number = [&](int k) { return std::strtoull(argv[k], nullptr, 10); };
        const CampaignPool pool = simulate_pool(argv[1], {argv[2], argv[3]}, number(4), threads);
        std::vector<PoolCoverage> measured;
        for (const std::uint64_t size : kSizes)
            measured.push_back(coverage_in(pool, size, number(5), threads));
        print_table("Level", measured, [](const OutcomeCoverage& o) -> const Coverage& { return worse(o); });
        print_table("Difference", measured,
                    [](const OutcomeCoverage& o) -> const Coverage& { return o.difference; });
        fmt::print("| all together |");
        for (const PoolCoverage& one : measured) fmt::print(" {} |", cell(one.together));
        fmt::print("\n");
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
}
