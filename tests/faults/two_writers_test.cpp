// SPDX-License-Identifier: Apache-2.0
// Two processes at the same time on one output.
#include <algorithm>
#include <chrono>
#include <iostream>
#include <thread>
#include <vector>

#include "analysis/report/page.hpp"
#include "tests/catch.hpp"
#include "tests/faults/fault.hpp"
#include "tests/faults/workplace.hpp"

using namespace offramp::testing;

namespace {

/// Whoever comes second waits for nothing: it is told that another is writing, or that the output is there,
/// or comes after the first and makes the same again.
void try_two(const Workplace& place, const std::string& arguments) {
    const std::string command = place.command(arguments);
    place.clear();
    place.run(arguments);
    const auto whole = place.outputs();
    const int rounds = tries_all() ? 50 : 3;
    int refused = 0;
    for (int round = 0; round < rounds; ++round) {
        place.clear();
        std::vector<ProgramResult> results(2);
        {
            std::vector<std::jthread> both;
            for (int k = 0; k < 2; ++k) {
                both.emplace_back([&, k] {
                    std::this_thread::sleep_for(k * round % 8 * std::chrono::milliseconds(3));
                    results[static_cast<std::size_t>(k)] =
                        run_offramp(command, "env OFFRAMP_CACHE=" + place.cache());
                });
            }
        }
        int done = 0;
        for (const ProgramResult& result : results) {
            INFO(arguments << ": exit " << result.code << ", " << result.err);
            CHECK((result.code == 0 || result.code == 1 || result.code == 2));
            if (result.code == 0) ++done;
            if (result.code == 1) CHECK_THAT(result.err, contains("another process"));
            if (result.code == 2)
                CHECK_THAT(result.err, contains("is there already") || contains("holds an earlier run"));
        }
        CHECK(done >= 1);
        refused += 2 - done;
        CHECK(place.outputs() == whole);
    }
    std::cout << arguments << ": " << rounds << " pairs, in " << refused << " one refused" << std::endl;
}

}  // namespace

TEST_CASE("of two processes on one output, each is whole and in order, or refused") {
    const Workplace place;
    try_two(place, "run IN/strait.yaml -n 50 -j 1 --seed 1 -o OUT/run");
    try_two(place, "run IN/strait.yaml -n 50 -j 1 --seed 1 --force -o OUT/run");
    try_two(place, "sweep IN/sweep.yaml -j 1 -o OUT/s.sqlite");
    try_two(place, "calibrate IN/calibration.yaml -j 1 -o OUT/fitted.yaml");
    try_two(place, "calibrate IN/calibration.yaml -j 1 --draws OUT/draws.yaml");
    write_text(place.in("keys"), "1\n1\nq\n");
    try_two(place, "play IN/strait.yaml --as us --seed 1 --save OUT/game.json <IN/keys");
    for (const char* part : {"1", "2"})
        place.run(std::string("sweep IN/sweep.yaml -j 1 -o IN/") + part + ".sqlite --shard " + part + "/2");
    try_two(place, "merge IN/1.sqlite IN/2.sqlite -o OUT/s.sqlite");
    if (!offramp::has_report_page()) return;
    try_two(place, "compare IN/strait.yaml -p steady,noisy -n 5 -j 1 --seed 1 --report OUT/c.html");
    try_two(place, "report IN/1.sqlite -n 10 -j 1 -o OUT/c.html");
    if (!tries_all()) return;
    try_two(place, "sweep IN/sweep.yaml -j 1 -o OUT/s.sqlite --report OUT/c.html");
}

TEST_CASE("two processes that keep the same solved crises get the same") {
    const Workplace place;
    const std::string command = place.command("run IN/strait.yaml -p solved -n 5 -j 1 --seed 1");
    for (int round = 0; round < 3; ++round) {
        place.clear();
        std::vector<ProgramResult> results(2);
        {
            std::vector<std::jthread> both;
            for (ProgramResult& result : results)
                both.emplace_back(
                    [&] { result = run_offramp(command, "env OFFRAMP_CACHE=" + place.out("cache")); });
        }
        CHECK(std::ranges::all_of(results, [](const ProgramResult& result) { return result.code == 0; }));
    }
}
