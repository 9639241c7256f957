// SPDX-License-Identifier: Apache-2.0
#include "analysis/run_directory.hpp"

#include <memory>
#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace offramp;
using namespace offramp::testing;
namespace fs = std::filesystem;

namespace {

RunRecord sample_record() {
    RunRecord record;
    record.scenario = "strait";
    record.hash = "00";
    record.seed = 0xFFFFFFFFFFFFFFFFULL;
    record.campaigns = 10;
    record.format = "csv";
    record.trajectories = 10;
    PolicyRecord policy;
    policy.name = "base";
    policy.hash = "11";
    record.policies.push_back(policy);
    return record;
}

std::unique_ptr<RunDirectory> begun(const fs::path& path, bool replace) {
    auto run = std::make_unique<RunDirectory>(path, replace);
    run->begin(sample_record());
    return run;
}

}  // namespace

TEST_CASE("a file appears under its name only when it is committed") {
    const TemporaryDirectory directory;
    const fs::path path = directory.path() / "a.csv";
    {
        AtomicFile file(path);
        file.write("half");
        CHECK_FALSE(fs::exists(path));
    }
    CHECK(fs::is_empty(directory.path()));
    AtomicFile file(path);
    file.write("whole");
    file.write(" text");
    file.commit();
    CHECK(file_text(path) == "whole text");
    CHECK_FALSE(fs::exists(directory.path() / "a.csv.partial"));
}

TEST_CASE("a full disk is a failure with the file's name") {
    const TemporaryDirectory directory;
    fs::create_symlink("/dev/full", directory.path() / "a.csv.partial");
    AtomicFile file(directory.path() / "a.csv");
    CHECK_THROWS_WITH(file.write("x"), contains("a.csv: cannot be written: No space left on device"));
}

TEST_CASE("a run directory is not complete until it is finished") {
    const TemporaryDirectory parent;
    const fs::path directory = parent.path() / "deep" / "run";
    RunRecord record = sample_record();
    {
        RunDirectory run(directory, false);
        run.begin(record);
        run.write_scenario("base", "name: strait\n");
        AtomicFile trajectories = run.open_trajectories("base", "csv");
        trajectories.write("row\n");
        CHECK_FALSE(read_run_record(directory).complete);
        trajectories.commit();
        record.complete = true;
        record.policies[0].campaigns_done = 10;
        run.finish(record);
    }
    const RunRecord read = read_run_record(directory);
    CHECK(read.complete);
    CHECK(read.seed == record.seed);
    CHECK(read.policies.at(0).hash == "11");
    CHECK(read.policies.at(0).campaigns_done == 10);
    CHECK(file_text(scenario_path(directory, "base")) == "name: strait\n");
    CHECK(file_text(trajectories_path(directory, "base", "csv")) == "row\n");
}

TEST_CASE("what is not ours is left alone") {
    const TemporaryDirectory directory;
    write_text(directory.path() / "thesis.tex", "years of work");
    CHECK_THROWS_WITH(RunDirectory(directory.path(), true), contains("left alone"));
    write_text(directory.path() / "run.json", "{\"marathon\": 42}");
    CHECK_THROWS_AS(RunDirectory(directory.path(), true), InputError);
    CHECK(file_text(directory.path() / "thesis.tex") == "years of work");
    CHECK_THROWS_AS(RunDirectory(directory.path() / "thesis.tex", true), InputError);
}

TEST_CASE("an earlier run is replaced only when asked, and nothing beside it") {
    const TemporaryDirectory directory;
    const fs::path path = directory.path() / "run";
    begun(path, false)->write_scenario("base", "old");
    write_text(path / "base" / "notes.txt", "mine");
    write_text(trajectories_path(path, "base", "csv") += ".partial", "killed here");
    CHECK_THROWS_WITH(RunDirectory(path, false), contains("--force"));
    CHECK(file_text(scenario_path(path, "base")) == "old");
    RunDirectory(path, true);  // does not begin
    CHECK(file_text(scenario_path(path, "base")) == "old");
    begun(path, true);
    CHECK_FALSE(fs::exists(scenario_path(path, "base")));
    CHECK_FALSE(fs::exists(trajectories_path(path, "base", "csv") += ".partial"));
    CHECK(file_text(path / "base" / "notes.txt") == "mine");
}

TEST_CASE("an output has one writer, and makes the folders that it needs") {
    const TemporaryDirectory directory;
    const fs::path path = directory.path() / "deep" / "er" / "run";
    {
        const auto run = begun(path, false);
        CHECK_THROWS_WITH(RunDirectory(path, true), path.string() + ": another process is writing to it");
        fs::create_directory_symlink(path, directory.path() / "link");
        CHECK_THROWS_WITH(RunDirectory(directory.path() / "link", true), contains("another process"));
        AtomicFile file(path / "page.html");
        file.write("first");
        CHECK_THROWS_WITH(AtomicFile(path / "page.html"), contains("another process is writing to it"));
        file.commit();
    }
    CHECK(file_text(path / "page.html") == "first");
    CHECK_FALSE(fs::exists(path / "run.json.lock"));
    // What a killed process left locks nobody out, and nothing of it stays.
    write_text(path / "run.json.lock", "");
    write_text(path / "page.html.partial", "a longer text of a killed process");
    RunDirectory(path, true);
    AtomicFile again(path / "page.html");
    again.write("second");
    again.commit();
    CHECK(file_text(path / "page.html") == "second");
}

TEST_CASE("folders that were made for nothing are taken away again") {
    const TemporaryDirectory directory;
    { const AtomicFile file(directory.path() / "a" / "b" / "c.html"); }
    { const RunDirectory run(directory.path() / "d" / "e", false); }
    CHECK(fs::is_empty(directory.path()));
    CHECK_THROWS_WITH(AtomicFile(directory.path() / "folder" / ""), contains("Is a directory"));
    CHECK(fs::is_empty(directory.path()));
}

TEST_CASE("a policy cannot write outside the directory") {
    const TemporaryDirectory directory;
    for (const char* name : {"../up", "..", "", "run.json"}) {
        RunRecord record = sample_record();
        record.policies[0].name = name;
        CHECK_THROWS_AS(RunDirectory(directory.path() / "run", false).begin(record), InputError);
    }
    CHECK(fs::is_empty(directory.path()));
}

TEST_CASE("the record has the outcomes of a single policy at the top level too") {
    RunRecord record = sample_record();
    record.policies[0].outcomes = {{"p_war", "wars", "", Estimate{0.5, 0.25, 0.75, 4}}};
    const auto one = to_json(record);
    CHECK(one["outcomes"] == one["policies"][0]["outcomes"]);
    CHECK(one["outcomes"][0]["estimate"] == 0.5);
    CHECK(one["seed"] == 0xFFFFFFFFFFFFFFFFULL);
    record.policies.push_back(record.policies[0]);
    CHECK_FALSE(to_json(record).contains("outcomes"));
}
