// SPDX-License-Identifier: Apache-2.0
// Every call that reads an input fails: the disk breaks.
#include <cerrno>

#include "tests/catch.hpp"
#include "tests/faults/fault.hpp"
#include "tests/faults/workplace.hpp"

using namespace offramp::testing;

TEST_CASE("an input that the machine cannot read is its failure, and says which") {
#ifdef OFFRAMP_SANITIZED
    OFFRAMP_SKIP("a sanitizer's calls to the system cannot be made to fail");
#else
    const Workplace place;
    place.run("sweep IN/sweep.yaml -j 1 -o IN/s.sqlite");
    place.run("compare IN/strait.yaml -p steady,noisy -n 5 -j 1 --seed 1 --json >IN/c.json");
    for (const char* arguments : {"validate IN/strait.yaml", "validate IN/sweep.yaml", "solve IN/battle.nfg",
                                  "run IN/strait.yaml -p steady -n 5 -j 1 --seed 1", "export IN/s.sqlite",
                                  "verify IN/s.sqlite --points 0", "merge IN/s.sqlite -o OUT/m.sqlite",
                                  "sweep IN/sweep.yaml -j 1 -o IN/s.sqlite"}) {
        place.clear();
        const std::string command = place.command(arguments);
        Fault fault{.kind = "read", .error = EIO, .under = place.in()};
        const FaultedRun whole = run_with(fault, command, place.cache());
        REQUIRE(whole.result.code == 0);
        REQUIRE(whole.calls > 0);
        for (const bool lasts : {false, true}) {
            fault.lasts = lasts;
            for_each_fault(arguments, fault, whole.calls, [&](const Fault& now) {
                place.clear();
                const FaultedRun run = run_with(now, command, place.cache());
                INFO(arguments << ", call " << now.at << ": exit " << run.result.code << ", "
                               << run.result.err);
                CHECK((run.result.code == 0 || run.result.code == 1));
                if (run.result.code == 0) {
                    CHECK(run.result.out == whole.result.out);
                } else {
                    CHECK_THAT(run.result.err + run.result.out, contains(place.in()));
                }
                return run.failed;
            });
        }
    }
#endif
}
