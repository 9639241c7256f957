// SPDX-License-Identifier: Apache-2.0
// The program killed at random moments, with nothing to catch it.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <random>
#include <string>
#include <thread>

#include "analysis/store/merge_stores.hpp"
#include "analysis/store/open_store.hpp"
#include "tests/catch.hpp"
#include "tests/cli/program.hpp"
#include "tests/support/sanitized.hpp"
#include "tests/sweep/strait_sweep.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

// Runs the sweep, and kills it after the given time. True: it was still running then.
bool killed(const std::string& sweep, const std::string& store, std::chrono::duration<double> after) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        const int null = ::open("/dev/null", O_RDWR);
        ::dup2(null, STDOUT_FILENO);
        ::dup2(null, STDERR_FILENO);
        ::execl(OFFRAMP_PROGRAM, OFFRAMP_PROGRAM, "sweep", sweep.c_str(), "-o", store.c_str(), "-j", "2",
                nullptr);
        ::_exit(127);
    }
    std::this_thread::sleep_for(after);
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (!WIFSIGNALED(status)) REQUIRE(WEXITSTATUS(status) == 0);
    return WIFSIGNALED(status);
}

}  // namespace

TEST_CASE(
    "killed at any moment, the same command finishes with the same bytes, and loses nothing committed") {
    const SweepFolder folder;
    const std::string sweep = folder.write(strait_sweep("20", "trajectories: {first: 4}\n"));
    const std::string store = folder / "store";
    // The program is killed at moments spread over the time that the whole sweep takes here: a delay in
    // seconds would come before the first commit on a slow machine, and after the last on a fast one.
    const auto begun = std::chrono::steady_clock::now();
    REQUIRE(run_offramp("sweep " + sweep + " -o " + (folder / "whole") + " -j 2").code == 0);
    const std::chrono::duration<double> span = std::chrono::steady_clock::now() - begun;
    const std::string whole = all_exports(folder / "whole");

    constexpr int kKills = kSanitized ? 4 : 30;
    std::mt19937_64 random(2023);
    std::uniform_real_distribution<double> moment(0, span.count());
    int kills = 0;
    int with_points = 0;  // kills that left a store with some of the points
    std::uint64_t committed = 0;
    while (kills < kKills) {
        if (killed(sweep, store, std::chrono::duration<double>(moment(random)))) {
            ++kills;
            if (find_store(store, Database::Access::kRead)) {
                const std::uint64_t now = StoreReader(store).finished().size();
                REQUIRE(now >= committed);
                committed = now;
                with_points += now > 0 && now < 24 ? 1 : 0;
            }
            continue;
        }
        REQUIRE(all_exports(store) == whole);
        std::filesystem::remove(store);
        committed = 0;
    }
    CHECK(with_points > 0);
    REQUIRE(run_offramp("sweep " + sweep + " -o " + store).code == 0);
    CHECK(all_exports(store) == whole);
}

TEST_CASE("shards that were run by the program merge to the unsharded export") {
    const SweepFolder folder;
    const std::string sweep = folder.write(strait_sweep("20"));
    REQUIRE(run_offramp("sweep " + sweep + " -o " + (folder / "whole")).code == 0);
    std::string parts;
    for (const char* shard : {"3/4", "1/4", "4/4", "2/4"}) {
        const std::string part = folder / (std::string("part") + shard[0]);
        const ProgramResult run = run_offramp("sweep " + sweep + " -o " + part + " --shard " + shard);
        CHECK(run.code == 0);
        CHECK_THAT(run.out, contains("6 of 24 points (shard " + std::string(shard)));
        parts += part + " ";
    }
    const ProgramResult merged = run_offramp("merge " + parts + " -o " + (folder / "merged"));
    CHECK(merged.code == 0);
    CHECK_THAT(merged.err, contains("holds 24 of 24 points"));
    const ProgramResult a = run_offramp("export " + (folder / "merged") + " --format csv");
    CHECK(a.out == run_offramp("export " + (folder / "whole") + " --format csv").out);
    CHECK_THAT(
        a.out,
        contains(
            "point,latency,rule,tension,policy,campaigns,failed,outcome,unit,estimate,low,high,n,note\n"));
    CHECK(a.out == exported(folder / "whole"));
    CHECK_THAT(run_offramp("export " + (folder / "part1")).err, contains("holds 6 of 24 points"));
    CHECK_THAT(run_offramp("sweep " + sweep + " -o x --shard 5/4").err, contains("'5/4' is not a shard"));
}

TEST_CASE("the program ends with a table or one JSON object, and with the code of the trouble") {
    const SweepFolder folder;
    const std::string sweep = folder.write(strait_sweep("20", "trajectories: {first: 1}\n"));
    const ProgramResult table = run_offramp("sweep " + sweep + " -o " + (folder / "s"));
    CHECK(table.code == 0);
    CHECK(table.err.empty());
    CHECK_THAT(table.out,
               contains("strait-sweep: 24 of 24 points, 20 campaigns at each under each policy, seed 7") &&
                   contains("highest at point"));
    const ProgramResult json = run_offramp("sweep " + sweep + " -o " + (folder / "s") + " --json");
    CHECK_THAT(json.out, contains("\"points_finished\": 24") && contains("\"name\": \"strait\""));
    CHECK_THAT(run_offramp("export " + (folder / "s") + " --trajectories --format jsonl").out,
               contains("{\"point\":0,\"policy\":\"steady\",\"campaign\":0,\"time\":"));
    CHECK(run_offramp("sweep " + folder.write("factors: {}\n", "bad.yaml") + " -o " + (folder / "t")).code ==
          2);
    CHECK_FALSE(std::filesystem::exists(folder / "t"));
    write_text(folder / "broken", std::string(9999, 'x'));
    CHECK(run_offramp("export " + (folder / "broken")).code == 1);
    CHECK(run_offramp("sweep " + sweep + " -o " + (folder / "broken")).code == 1);
    CHECK(run_offramp("export " + (folder / "nothing")).code == 2);
    CHECK_THAT(run_offramp("export " + (folder / "nothing") + " 2>&1 >/dev/full").out,
               contains("there is no such store"));
}

TEST_CASE("a store that may not be written is refused, and can be read") {
    const SweepFolder folder;
    const std::string sweep = folder.write(strait_sweep("20"));
    REQUIRE(run_offramp("sweep " + sweep + " -o " + (folder / "s") + " --shard 1/2").code == 0);
    namespace fs = std::filesystem;
    fs::permissions(folder / "s", fs::perms::owner_read | fs::perms::group_read | fs::perms::others_read);
    const std::optional<std::string> bound = bound_by_permissions();
    if (!bound) OFFRAMP_SKIP("root cannot give up its rights here");
    const ProgramResult refused =
        run_offramp("sweep " + sweep + " -o " + (folder / "s") + " --shard 1/2", *bound);
    CHECK(refused.code == 1);
    CHECK_THAT(refused.err, contains("s: may not be written"));
    CHECK(run_offramp("export " + (folder / "s"), *bound).code == 0);
}

TEST_CASE("campaigns that fail stand at their point, leave no interval there, and the sweep fails") {
    const SweepFolder folder;
    const std::string sweep = folder.write(
        "name: crowds\n"
        "scenario: " OFFRAMP_SOURCE_DIR
        "/tests/cli/crowded.yaml\n"
        "policies: [crowded-plain, crowded-restrained]\n"
        "seed: 1\n"
        "campaigns: 10\n"
        "design: factorial\n"
        "factors:\n"
        "  rate: {path: incidents.encounter.rate.base, values: [0.01/h, 58.75/h]}\n"
        "outcomes: [p_war, crises_per_year]\n");
    const ProgramResult result = run_offramp("sweep " + sweep + " -o " + (folder / "store"));
    INFO(result.err);
    CHECK(result.code == 1);
    CHECK_THAT(result.err,
               contains("campaigns failed and are left out") && contains("point 1, policy crowded-plain"));
    const std::string rows = run_offramp("export " + (folder / "store") + " --format csv").out;
    CHECK_THAT(rows, contains("that did not fail\n"));
    for (std::size_t begin = rows.find('\n') + 1; begin < rows.size();) {
        const std::size_t end = rows.find('\n', begin);
        const std::string row = rows.substr(begin, end - begin);
        if (row.starts_with("0,")) CHECK(row.find("that did not fail") == std::string::npos);
        if (row.starts_with("1,")) CHECK_THAT(row, contains(",,,") && contains("that did not fail"));
        begin = end + 1;
    }
}
