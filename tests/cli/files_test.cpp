// SPDX-License-Identifier: Apache-2.0
// Files that come from anywhere, and outputs that must not be lost.
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "analysis/report/page.hpp"
#include "analysis/run_directory.hpp"
#include "tests/catch.hpp"
#include "tests/cli/program.hpp"
#include "tests/support/sanitized.hpp"
#include "tests/sweep/strait_sweep.hpp"

using namespace offramp;
using namespace offramp::testing;
namespace fs = std::filesystem;

namespace {

const std::string kSmall = test_file("strait.yaml");

std::string small_run(const std::string& seed, const std::string& more) {
    return "run " + kSmall + " --campaigns 200 --seed " + seed + " " + more;
}

/// "bash -c" with what a POSIX shell does not know.
std::string in_bash(const std::string& command) {
    return "--version >/dev/null; bash -c '" + command + "'";
}

}  // namespace

TEST_CASE("a report of what is no record says where and why") {
    if (!has_report_page()) OFFRAMP_SKIP("this build has no report page");
    const SweepFolder folder;
    const auto refused = [&](const std::string& text) {
        folder.write(text, "in.json");
        const ProgramResult result =
            run_offramp("report " + (folder / "in.json") + " -o " + (folder / "out.html"));
        CHECK(result.code == 2);
        CHECK_FALSE(fs::exists(folder / "out.html"));
        return result.err;
    };
    CHECK_THAT(refused(std::string(100'000, '[')), contains("in.json:1:101: is nested more than 100 deep"));
    CHECK_THAT(refused(R"({"policies": 5})"), contains("is no record that a report can show"));
    CHECK_THAT(refused("{\"policies\": 5,\n \"campaigns\": 1, \"complete\": true, \"seed\": 1,\n"
                       " \"scenario\": {\"name\": \"a\", \"hash\": \"b\"}}"),
               contains("in.json:1:14: a list is expected here, not a number (at /policies)"));
    CHECK_THAT(refused("{\"a\": 1,\n  \"b\": ?}"), contains("in.json:2:8: broken JSON"));
    CHECK_THAT(refused(""), contains("is neither a store of a sweep nor JSON"));
    const ProgramResult zero = run_offramp("report /dev/zero -o " + (folder / "out.html"), "timeout 20");
    CHECK(zero.code == 2);
    CHECK_THAT(zero.err, contains("/dev/zero: is neither a regular file nor a pipe"));
    REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
    const ProgramResult fifo =
        run_offramp("report " + (folder / "fifo") + " -o " + (folder / "out.html"), "timeout 20");
    CHECK(fifo.code == 2);
    CHECK_THAT(fifo.err, contains("fifo: is a pipe that nothing was written to"));
    CHECK_FALSE(fs::exists(folder / "out.html"));
}

TEST_CASE("records of every kind that a file may hold come through a pipe, too") {
    if (!has_report_page()) OFFRAMP_SKIP("this build has no report page");
    const SweepFolder folder;
    const std::string program = OFFRAMP_PROGRAM;
    const std::string compared =
        program + " compare " + kSmall + " --policies steady,noisy --seed 1 -n 20 --json";
    const ProgramResult result =
        run_offramp(in_bash(program + " report <(" + compared + ") -o " + (folder / "a.html")));
    CHECK(result.err.empty());
    CHECK_THAT(file_text(folder / "a.html"), contains("\"comparison\":{"));
    CHECK(run_offramp(in_bash(program + " run " + kSmall + " --seed 1 -n 20 --json | " + program +
                              " report /dev/stdin -o " + (folder / "b.html")))
              .err.empty());
    CHECK_THAT(file_text(folder / "b.html"), contains("\"run\":{"));
}

TEST_CASE("a scenario that comes through a pipe is read once, by every command") {
    const SweepFolder folder;
    const std::string program = OFFRAMP_PROGRAM;
    for (const std::string& arguments :
         {std::string("run @ --seed 1 --campaigns 5"), std::string("validate @"),
          std::string("solve @ crisis"), std::string("show @ --seed 1 --campaign 0"),
          std::string("export @ --game crisis"),
          "compare @ --policies " + test_file("policies/steady.yaml") + "," +
              test_file("policies/noisy.yaml") + " --seed 1 --campaigns 5"}) {
        std::string piped = arguments;
        piped.replace(piped.find('@'), 1, "<(cat " + kSmall + ")");
        std::string named = arguments;
        named.replace(named.find('@'), 1, kSmall);
        INFO(arguments);
        const ProgramResult through = run_offramp(in_bash(program + " " + piped));
        const ProgramResult direct = run_offramp(named);
        CHECK(direct.code == 0);
        CHECK(through.code == 0);
        if (arguments.starts_with("validate")) {
            CHECK_THAT(through.out, contains(": valid"));
        } else if (!arguments.starts_with("solve")) {  // which says how long it took
            CHECK(through.out == direct.out);
        }
    }
}

TEST_CASE("an output without a name is refused, and folders on its way are made") {
    const SweepFolder folder;
    const std::string sweep = folder.write(strait_sweep("5"));
    for (const std::string& arguments :
         {small_run("1", "-o ''"), "sweep " + sweep + " -o ''", "merge " + sweep + " -o ''",
          "compare " + kSmall + " --policies steady,noisy --seed 1 --report ''",
          std::string("report a.json -o ''"), "sensitivity " + sweep + " -o ''",
          std::string("calibrate a.yaml -o ''")}) {
        const ProgramResult result = run_offramp(arguments);
        INFO(arguments);
        CHECK(result.code == 2);
        CHECK(result.out.empty());
        CHECK_THAT(result.err, contains("'' is no name to write to"));
    }
    CHECK(run_offramp("sweep " + sweep + " -o " + (folder / "out/a/s.sqlite") + " --shard 1/8").code == 0);
    CHECK(run_offramp("merge " + (folder / "out/a/s.sqlite") + " -o " + (folder / "out/b/m.sqlite")).code ==
          0);
    CHECK(run_offramp(small_run("1", "-o " + (folder / "out/c/run"))).code == 0);
    if (has_report_page()) {
        CHECK(run_offramp("compare " + kSmall + " --policies steady,noisy --seed 1 -n 50 --report " +
                          (folder / "out/d/x.html"))
                  .code == 0);
        CHECK(fs::exists(folder / "out/d/x.html"));
    }
    CHECK(fs::exists(folder / "out/b/m.sqlite"));
    CHECK(fs::exists(folder / "out/c/run/run.json"));
    // What comes to nothing leaves nothing.
    CHECK(run_offramp("run missing.yaml --seed 1 -o " + (folder / "none/run")).code == 2);
    CHECK_FALSE(fs::exists(folder / "none"));
}

TEST_CASE("a directory of results has one writer at a time") {
    const SweepFolder folder;
    const std::string directory = folder / "run";
    {
        const RunDirectory held(directory, false);
        const ProgramResult second = run_offramp(small_run("1", "--force -o " + directory));
        CHECK(second.code == 1);
        CHECK(second.out.empty());
        CHECK_THAT(second.err, contains(directory + ": another process is writing to it"));
    }
    for (const char* seed : {"1", "2"})
        REQUIRE(run_offramp(small_run(seed, std::string("-o ") + (folder / seed))).code == 0);
    for (int round = 0; round < (kSanitized ? 3 : 10); ++round) {
        std::vector<int> codes(2);
        {
            std::vector<std::jthread> writers;
            for (std::size_t k = 0; k < 2; ++k) {
                writers.emplace_back([&, k] {
                    codes[k] = run_offramp(small_run(std::to_string(k + 1), "--force -o " + directory)).code;
                });
            }
        }
        CHECK(std::ranges::count(codes, 0) >= 1);
        CHECK(std::ranges::all_of(codes, [](int code) { return code == 0 || code == 1; }));
        const auto record = nlohmann::json::parse(file_text(directory + "/run.json"));
        CHECK(record["complete"] == true);
        const std::string seed = std::to_string(record["seed"].get<int>());
        const std::string policy = record["policies"][0]["name"];
        CHECK(file_text(trajectories_path(directory, policy, "csv")) ==
              file_text(trajectories_path(folder / seed, policy, "csv")));
        CHECK_FALSE(fs::exists(directory + "/run.json.lock"));
    }
}

TEST_CASE("whoever reads no further loses nothing that was asked for on disk") {
    const SweepFolder folder;
    const ProgramResult run = run_offramp(small_run("1", "-o " + (folder / "run")), "", "| true");
    CHECK_THAT(run.err, contains("the run is in"));
    CHECK(read_run_record(folder / "run").complete);
    if (!has_report_page()) return;
    const std::string page = folder / "x.html";
    run_offramp("compare " + kSmall + " --policies steady,noisy --seed 1 -n 50 --report " + page, "",
                "| true");
    CHECK(fs::exists(page));
    const std::string sweep = folder.write(strait_sweep("5"));
    run_offramp("sweep " + sweep + " -o " + (folder / "s") + " --report " + (folder / "y.html"), "",
                "| true");
    CHECK(fs::exists(folder / "y.html"));
}

TEST_CASE("a standard output that takes nothing costs nothing that was asked for on disk") {
    const SweepFolder folder;
    const auto full = [](const std::string& arguments) {
        const ProgramResult result = run_offramp(arguments, "", ">/dev/full");
        INFO(arguments << ": " << result.err);
        CHECK(result.code == 1);
        CHECK_THAT(result.err,
                   contains("offramp: standard output cannot be written: No space left on device\n"));
    };
    full(small_run("1", "-o " + (folder / "run")));
    CHECK(read_run_record(folder / "run").complete);
    if (!has_report_page()) return;
    const std::string page = folder / "x.html";
    full("compare " + kSmall + " --policies steady,noisy --seed 1 -n 50 --report " + page);
    CHECK(fs::exists(page));
    const std::string sweep = folder.write(strait_sweep("5"));
    full("sweep " + sweep + " -o " + (folder / "s") + " --report " + (folder / "y.html"));
    CHECK(fs::exists(folder / "y.html"));
    CHECK(run_offramp("compare " + kSmall + " --policies steady,noisy --seed 1 -n 50").code == 0);
}

TEST_CASE("a system that gives too little is a sentence and a failure, not a crash") {
#ifndef OFFRAMP_SANITIZED  // sanitizers need address space without end
    for (const char* limit : {"60000", "120000", "200000", "400000"}) {
        for (const char* threads : {"2", "1000"}) {
            const ProgramResult result = run_offramp(small_run("1", std::string("-j ") + threads),
                                                     std::string("ulimit -v ") + limit + "; timeout 60");
            INFO(limit << " kB, " << threads << " threads: " << result.err);
            CHECK((result.code == 0 || result.code == 1));
            if (result.code == 1)
                CHECK_THAT(result.err,
                           contains("offramp: ") && contains("memory") || contains("does not give"));
        }
    }
    const ProgramResult few = run_offramp(small_run("1", "-j 1000"), "ulimit -v 2000000;");
    CHECK(few.code == 0);
    CHECK(few.out == run_offramp(small_run("1", "-j 1")).out);
#endif
}

TEST_CASE("where files may grow no further, what was reported as done is there") {
    const SweepFolder folder;
    const std::string sweep =
        folder.write(strait_sweep(kSanitized ? "5" : "20", "trajectories: {first: 4}\n"));
    REQUIRE(run_offramp("sweep " + sweep + " -o " + (folder / "whole")).code == 0);
    const std::string whole = all_exports(folder / "whole");
    const std::uintmax_t blocks = fs::file_size(folder / "whole") / 512;
    for (const std::uintmax_t share : {4U, 2U}) {  // of the whole that there is room for
        const std::string store = folder / ("s" + std::to_string(share));
        const ProgramResult full = run_offramp("sweep " + sweep + " -o " + store,
                                               "ulimit -f " + std::to_string(blocks / share) + ";");
        INFO(full.err);
        CHECK(full.code == 1);
        CHECK_THAT(full.err, contains("points are safe in the store; the same command goes on"));
        const std::uint64_t safe = StoreReader(store).finished().size();
        CHECK_THAT(full.err, contains(std::to_string(safe) + " of 24 points are safe"));
        CHECK(run_offramp("sweep " + sweep + " -o " + store).code == 0);
        CHECK(all_exports(store) == whole);
    }
    const std::string directory = folder / "run";
    const ProgramResult full = run_offramp(small_run("1", "-o " + directory), "ulimit -f 40;");
    CHECK(full.code == 1);
    CHECK_THAT(full.err, contains("trajectories.csv: cannot be written: File too large"));
    CHECK_FALSE(read_run_record(directory).complete);
    CHECK(run_offramp(small_run("1", "--force -o " + directory)).code == 0);
    CHECK(read_run_record(directory).complete);
}

TEST_CASE("verify prints what was checked, and names what is damaged") {
    const SweepFolder folder;
    const std::string sweep = folder.write(strait_sweep("5"));
    const std::string store = folder / "s";
    REQUIRE(run_offramp("sweep " + sweep + " -o " + store).code == 0);
    const ProgramResult sound = run_offramp("verify " + store + " --points 1 --seed 4");
    CHECK(sound.code == 0);
    CHECK(sound.err.empty());
    CHECK_THAT(sound.out, contains("s: 24 of 24 points") && contains("recomputed from the totals") &&
                              contains("simulated again: point "));
    Database(store, Database::Access::kWrite)
        .execute("UPDATE estimate SET estimate = 0.002 WHERE point = 7 AND policy = 1 AND outcome = 1");
    const ProgramResult damaged = run_offramp("verify " + store + " --points 0");
    CHECK(damaged.code == 1);
    CHECK_THAT(damaged.out, contains("1 wrong"));
    for (const std::string& arguments :
         {"verify " + store, "export " + store, "robust " + store, "sensitivity " + store,
          "merge " + store + " -o " + (folder / "m"), "sweep " + sweep + " -o " + store}) {
        const ProgramResult result = run_offramp(arguments);
        INFO(arguments);
        CHECK(result.code == 1);
        CHECK_THAT(result.err, contains("point 7 is damaged"));
    }
    CHECK_THAT(run_offramp("verify --help").out, contains("Example:\n  offramp verify"));
}
