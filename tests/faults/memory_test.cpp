// SPDX-License-Identifier: Apache-2.0
// The n-th allocation fails, and all later ones: the first ones, and others drawn at random.
#include <cerrno>
#include <regex>

#include "tests/catch.hpp"
#include "tests/faults/fault.hpp"
#include "tests/faults/workplace.hpp"

using namespace offramp::testing;

namespace {

/// Without what differs from run to run: how long it took, and with how many threads.
[[maybe_unused]] std::string steady_part(const std::string& text) {
    return std::regex_replace(text, std::regex("\"seconds\": [-0-9.e]+|in [-0-9.e]+ s"), "");
}

void try_memory(const Workplace& place, const std::string& name, const std::string& arguments) {
#ifdef OFFRAMP_SANITIZED
    static_cast<void>(place), static_cast<void>(name), static_cast<void>(arguments);
    OFFRAMP_SKIP("a sanitizer's own allocations must not fail");
#else
    const std::string command = place.command(arguments);
    place.clear();
    Fault fault{.kind = "memory", .error = ENOMEM};
    const FaultedRun whole = run_with(fault, command, place.cache());
    INFO(whole.result.err);
    REQUIRE(whole.result.code == 0);
    const auto outputs = place.outputs();
    for (const bool lasts : {false, true}) {
        fault.lasts = lasts;
        for_some_faults(name, fault, whole.calls, [&](const Fault& now) {
            place.clear();
            const auto [result, calls, failed] = run_with(now, command, place.cache());
            INFO(arguments << ", allocation " << now.at << (lasts ? " and all later" : "") << ": exit "
                           << result.code << ", " << result.err);
            CHECK((result.code == 0 || result.code == 1));
            if (result.code == 0) {
                CHECK(steady_part(result.out) == steady_part(whole.result.out));
                CHECK(place.outputs() == outputs);
            } else {
                CHECK_THAT(result.err, contains("memory") || contains("the system does not give"));
                CHECK_THAT(result.err, !contains("campaigns failed"));
            }
            return failed;
        });
    }
#endif
}

}  // namespace

TEST_CASE("memory that is out is a sentence: validate and run") {
    const Workplace place;
    try_memory(place, "validate", "validate IN/strait.yaml");
    try_memory(place, "run", "run IN/strait.yaml -n 5 -j 2 --seed 1 -o OUT/run");
}

TEST_CASE("memory that is out is a sentence: compare") {
    const Workplace place;
    try_memory(place, "compare", "compare IN/strait.yaml -p steady,noisy -n 5 -j 2 --seed 1 --json");
}

TEST_CASE("memory that is out is a sentence: sweep and what reads its store") {
    const Workplace place;
    try_memory(place, "sweep", "sweep IN/sweep.yaml -j 2 -o OUT/s.sqlite");
    place.run("sweep IN/sweep.yaml -j 1 -o IN/s.sqlite");
    try_memory(place, "export", "export IN/s.sqlite");
    try_memory(place, "merge", "merge IN/s.sqlite -o OUT/s.sqlite");
    try_memory(place, "verify", "verify IN/s.sqlite --points 1 -j 1");
    try_memory(place, "robust", "robust IN/s.sqlite --outcomes p_war --json");
}

TEST_CASE("memory that is out is a sentence: sensitivity and report") {
    const Workplace place;
    place.run("sweep IN/sweep.yaml -j 1 -o IN/s.sqlite");
    place.run("sweep IN/screening.yaml -j 1 -o IN/screening.sqlite");
    try_memory(place, "sensitivity", "sensitivity IN/screening.sqlite --outcome crises_per_year");
    try_memory(place, "report", "report IN/s.sqlite -n 5 -j 2 -o OUT/r.html");
}

TEST_CASE("memory that is out is a sentence: games") {
    const Workplace place;
    try_memory(place, "solve a crisis", "solve IN/strait.yaml crisis --play 10 --json -j 2");
    try_memory(place, "solve the guardrails",
               "solve IN/guarded.yaml guardrails --seed 1 -n 4 --first-pass 4 -j 2");
    try_memory(place, "solve a game", "solve IN/battle.nfg --json");
    try_memory(place, "export a game", "export IN/strait.yaml --game crisis --format efg");
}
