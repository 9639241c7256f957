// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "tests/catch.hpp"
#include "tests/cli/program.hpp"

using namespace offramp::testing;
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

const std::string kRun = "run " + test_file("strait.yaml") + " --seed 1 ";

std::vector<std::string> lines_of(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

}  // namespace

TEST_CASE("a run in which campaigns fail shows them, prints no interval, and fails") {
    const std::string arguments =
        "run " + test_file("crowded.yaml") + " --policy crowded-plain --seed 1 -n 12";
    const ProgramResult result = run_offramp(arguments);
    CHECK(result.code == 1);
    CHECK_THAT(result.out, contains("\ncampaigns that failed ") && contains(" of 12"));
    CHECK_THAT(result.err, contains("campaigns of policy crowded-plain failed") && contains("(seed 1): "));
    const nlohmann::json record = nlohmann::json::parse(run_offramp(arguments + " --json").out);
    CHECK(record["policies"][0]["campaigns_failed"].get<int>() > 0);
    for (const nlohmann::json& outcome : record["outcomes"]) CHECK(outcome["low"].is_null());
}

TEST_CASE("run prints a table of outcomes, one column for each policy") {
    const ProgramResult plain = run_offramp(kRun + "--campaigns 200");
    CHECK(plain.code == 0);
    CHECK(plain.err.empty());  // no progress where there is no terminal
    CHECK_THAT(plain.out, contains("A narrow strait: 200 campaigns, seed 1, 95 % intervals\n"));
    CHECK_THAT(plain.out, contains("\np_war "));
    CHECK(plain.out.find('\x1b') == std::string::npos);
    const ProgramResult two =
        run_offramp(kRun + "--campaigns 200 -p steady -p " + test_file("policies/noisy.yaml"));
    CHECK(two.code == 0);
    CHECK_THAT(lines_of(two.out).at(2), contains("steady") && contains("noisy"));
}

TEST_CASE("the JSON object has the outcomes that are promised") {
    const json one = json::parse(run_offramp(kRun + "--campaigns 200 --json").out);
    CHECK(one["offramp"].is_string());
    CHECK(one["scenario"]["name"] == "strait");
    CHECK(one["scenario"]["hash"].get<std::string>().size() == 32);
    CHECK(one["seed"] == 1);
    CHECK(one["campaigns"] == 200);
    CHECK(one["complete"] == true);
    std::set<std::string> names;
    for (const json& outcome : one["outcomes"]) {
        names.insert(outcome["name"].get<std::string>());
        for (const char* key : {"estimate", "low", "high"}) CHECK(outcome.contains(key));
    }
    for (const char* name : {"p_war", "p_max_rung_ge_1", "p_max_rung_ge_2", "p_max_rung_ge_3",
                             "crises_per_year", "days_with_frozen_channel_per_year", "cooperation_kept",
                             "value_us", "value_cn", "accident_share_of_wars"}) {
        CHECK(names.count(name) == 1);
    }
    const json two = json::parse(
        run_offramp(kRun + "--campaigns 200 -p steady -p " + test_file("policies/noisy.yaml") + " --json")
            .out);
    CHECK(two["policies"].size() == 2);
    CHECK(two["policies"][0]["name"] == "steady");
    CHECK(two["policies"][1]["outcomes"].size() == one["outcomes"].size());
    CHECK(two["scenario"]["hash"] == one["scenario"]["hash"]);
}

TEST_CASE("the number of threads changes no byte, neither of the table nor of the trajectories") {
    for (const std::string format : {"csv", "jsonl"}) {
        const TemporaryDirectory directory;
        const std::string a = directory.path() / "a";
        const std::string b = directory.path() / "b";
        const std::string arguments = kRun + "--campaigns 300 --json --format " + format;
        const ProgramResult one = run_offramp(arguments + " -j 1 -o " + a);
        const ProgramResult eight = run_offramp(arguments + " -j 8 -o " + b);
        CHECK(one.code == 0);
        CHECK(one.out == eight.out);
        const std::string file = "/base/trajectories." + format;
        CHECK(file_text(a + file).size() > 10'000);
        CHECK(file_text(a + file) == file_text(b + file));
        CHECK(file_text(a + "/run.json") == one.out);
    }
}

TEST_CASE("show replays a campaign of a run byte for byte") {
    for (const std::string format : {"csv", "jsonl"}) {
        const TemporaryDirectory directory;
        const std::string run = directory.path() / "run";
        REQUIRE(run_offramp(kRun + "--campaigns 40 -p steady --format " + format + " -o " + run).code == 0);
        std::string expected;
        const std::string mark = format == "csv" ? "37," : "{\"campaign\":37,";
        for (const std::string& line : lines_of(file_text(run + "/steady/trajectories." + format))) {
            if (line.rfind(mark, 0) == 0 || line.rfind("campaign,", 0) == 0) expected += line + '\n';
        }
        CHECK(expected.size() > 1000);
        CHECK(run_offramp("show " + run + " --campaign 37 --format " + format).out == expected);
        CHECK(run_offramp("show " + test_file("strait.yaml") + " -p steady --seed 1 --campaign 37 --format " +
                          format)
                  .out == expected);
    }
}

TEST_CASE("show tells a campaign of a run as a story") {
    const TemporaryDirectory directory;
    const std::string run = directory.path() / "run";
    REQUIRE(run_offramp(kRun + "--campaigns 5 --trajectories 0 -o " + run).code == 0);
    CHECK_FALSE(fs::exists(run + "/base/trajectories.csv"));
    const ProgramResult story = run_offramp("show " + run + " --campaign 4");
    CHECK(story.code == 0);
    CHECK_THAT(story.out, contains("campaign 4, seed 1, 2026-01-01 to "));
    CHECK_THAT(story.out, contains("Crisis 1: Unsafe intercept"));
    CHECK_THAT(run_offramp("show " + run + " --campaign 5").err, contains("numbered from 0 to 4"));
    CHECK_THAT(run_offramp("show " + run + " --campaign 4 --seed 2").err, contains("leave out --seed"));
    CHECK_THAT(run_offramp("show " + run + " --campaign 4 --policy bass").err,
               contains("did you mean 'base'?"));
    write_text(run + "/base/scenario.yaml",
               file_text(run + "/base/scenario.yaml") + "description: changed\n");
    CHECK(run_offramp("show " + run + " --campaign 4").code == 2);
}

TEST_CASE("a directory in use is refused, and replaced with --force") {
    const TemporaryDirectory directory;
    const std::string run = directory.path() / "run";
    REQUIRE(run_offramp(kRun + "--campaigns 5 -o " + run).code == 0);
    const std::string before = file_text(run + "/run.json");
    const ProgramResult again = run_offramp(kRun + "--campaigns 6 -o " + run);
    CHECK(again.code == 2);
    CHECK_THAT(again.err, contains("--force"));
    CHECK(file_text(run + "/run.json") == before);
    CHECK(run_offramp(kRun + "--campaigns 6 --force -o " + run).code == 0);
    CHECK(json::parse(file_text(run + "/run.json"))["campaigns"] == 6);
    const std::string foreign = directory.path() / "foreign";
    write_text(foreign + "/notes.txt", "mine");
    CHECK(run_offramp(kRun + "--campaigns 5 --force -o " + foreign).code == 2);
    CHECK(file_text(foreign + "/notes.txt") == "mine");
}

TEST_CASE("a disk that fills up leaves nothing that looks complete") {
    const TemporaryDirectory directory;
    const std::string run = directory.path() / "run";
    // A limit on the size of files (in blocks of 512 bytes or of 1024) stands for a full disk.
    const ProgramResult result =
        run_offramp(kRun + "--campaigns 2000 -o " + run, "trap '' XFSZ; ulimit -f 100;");
    CHECK(result.code == 1);
    CHECK_THAT(result.err, contains("trajectories.csv: cannot be written"));
    CHECK_FALSE(fs::exists(run + "/base/trajectories.csv"));
    CHECK(json::parse(file_text(run + "/run.json"))["complete"] == false);
    CHECK(run_offramp(kRun + "--campaigns 5 --force -o " + run).code == 0);
}

TEST_CASE("an interrupt keeps what was done and exits with 130") {
    const TemporaryDirectory directory;
    const std::string run = directory.path() / "run";
    const ProgramResult result =
        run_offramp(kRun + "--campaigns 100000000 --trajectories 100 -p steady -o " + run,
                    "timeout --signal=INT --preserve-status 1");
    CHECK(result.code == 130);
    CHECK_THAT(result.err, contains("interrupted: "));
    CHECK_THAT(result.out, contains("stopped early"));
    const json record = json::parse(file_text(run + "/run.json"));
    CHECK(record["complete"] == false);
    const auto done = record["policies"][0]["campaigns_done"].get<std::uint64_t>();
    CHECK(done > 0);
    // What is reported is what these campaigns come to.
    const json same =
        json::parse(run_offramp(kRun + "-p steady --json --campaigns " + std::to_string(done)).out);
    CHECK(same["outcomes"] == record["policies"][0]["outcomes"]);
    CHECK_FALSE(file_text(run + "/steady/trajectories.csv").empty());
}
