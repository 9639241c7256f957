// SPDX-License-Identifier: Apache-2.0
// Every path that the program takes, given one that cannot be read or written. Root passes permissions over,
// so most of these paths are such as nobody can use.
#include <algorithm>
#include <filesystem>
#include <vector>

#include "analysis/report/page.hpp"
#include "tests/calibration/strait_calibration.hpp"
#include "tests/catch.hpp"
#include "tests/cli/program.hpp"
#include "tests/sweep/strait_sweep.hpp"

using namespace offramp::testing;
namespace fs = std::filesystem;

namespace {

const std::string kStrait = test_file("strait.yaml");
const std::string kHistory = OFFRAMP_SOURCE_DIR "/scenarios/history/us-china.yaml";

/// `arguments` with the path in place of each @.
std::string with_path(std::string arguments, const std::string& path) {
    for (std::size_t at = arguments.find('@'); at != std::string::npos;
         at = arguments.find('@', at + path.size()))
        arguments.replace(at, 1, path);
    return arguments;
}

/// All commands that read a file, with what ends its name.
struct ReadingCommand {
    std::string arguments;
    std::string extension = ".yaml";
    bool takes_directory = false;
};

std::vector<ReadingCommand> reading_commands() {
    return {{"validate @"},
            {"validate @", ".csv"},
            {"run @ --seed 1"},
            {"run " + kStrait + " --seed 1 --policy @"},
            {"compare @ --policies steady,noisy --seed 1"},
            {"compare " + kStrait + " --policies steady,@ --seed 1"},
            {"show @ --campaign 0 --seed 1", ".yaml", true},
            {"show " + kStrait + " --campaign 0 --seed 1 --policy @"},
            {"hindcast @ " + kStrait + " --seed 1"},
            {"hindcast " + kHistory + " @ --seed 1"},
            {"hindcast " + kHistory + " " + kStrait + " --score @", ".json"},
            {"solve @", ".efg"},
            {"solve @ crisis"},
            {"solve @ guardrails --seed 1"},
            {"solve " + kStrait + " crisis --policy @"},
            {"export @", ".sqlite"},
            {"export @ --game crisis"},
            {"sweep @ -o store"},
            {"merge @ -o merged", ".sqlite"},
            {"sensitivity @", ".sqlite"},
            {"sensitivity @ -o store"},
            {"robust @", ".sqlite"},
            {"robust @ -o store"},
            {"arrivals @", ".csv"},
            {"calibrate @"}};
}

/// A folder with a loop of links and what all the commands need.
struct Folder {
    TemporaryDirectory directory;

    Folder() {
        fs::create_symlink("loop", directory.path() / "loop");
        write_text(directory.path() / "file", "text");
    }
    std::string operator/(const std::string& name) const { return directory.path() / name; }
    std::string names() const {
        std::vector<std::string> all;
        for (const auto& entry : fs::recursive_directory_iterator(directory.path()))
            all.push_back(entry.path().string());
        std::sort(all.begin(), all.end());
        std::string text;
        for (const std::string& name : all) text += name + '\n';
        return text;
    }
};

void check_input_refused(const ReadingCommand& command, const std::string& path, const std::string& reason,
                         const std::string& before = "") {
    const ProgramResult result = run_offramp(with_path(command.arguments, path), before);
    INFO(with_path(command.arguments, path));
    CHECK(result.code == 2);
    CHECK(result.out.empty());
    CHECK_THAT(result.err, contains(path) && contains(reason));
    CHECK(result.err.find("filesystem error") == std::string::npos);
}

}  // namespace

TEST_CASE("an input that cannot be read is named with the reason, by every command") {
    const Folder folder;
    for (const ReadingCommand& command : reading_commands()) {
        const std::string loop = folder / ("a" + command.extension);
        std::error_code there_already;
        fs::create_symlink(loop, loop, there_already);
        check_input_refused(command, loop, "Too many levels of symbolic links");
        check_input_refused(command, folder / ("loop/a" + command.extension),
                            "Too many levels of symbolic links");
        check_input_refused(command, folder / (std::string(300, 'n') + command.extension),
                            "File name too long");
        check_input_refused(command, folder / ("file/a" + command.extension), "no such ");
        if (command.takes_directory) continue;
        const std::string directory = folder / ("directory" + command.extension);
        fs::create_directory(directory, there_already);
        check_input_refused(command, directory, "s a directory");
    }
}

TEST_CASE("a folder that may not be looked into is no different") {
    const std::optional<std::string> bound = bound_by_permissions();
    if (!bound) OFFRAMP_SKIP("root cannot give up its rights here");
    const Folder folder;
    fs::create_directory(folder / "closed");
    fs::permissions(folder / "closed", fs::perms::none);
    for (const ReadingCommand& command : reading_commands())
        check_input_refused(command, folder / ("closed/a" + command.extension), "Permission denied", *bound);
    for (const char* arguments : {"run @ -o closed/run --seed 1", "sweep @ -o closed/store"}) {
        const std::string text = std::string(arguments).starts_with("run") ? "" : strait_sweep();
        const std::string input = text.empty() ? kStrait : folder / "sweep.yaml";
        if (!text.empty()) write_text(input, text);
        const ProgramResult result =
            run_offramp(with_path(arguments, input), "cd " + folder.directory.path().string() + ";" + *bound);
        CHECK(result.code == 1);
        CHECK_THAT(result.err, contains("closed/") && contains("Permission denied"));
    }
    fs::permissions(folder / "closed", fs::perms::owner_all);
}

TEST_CASE("a file that another names and that cannot be read is told") {
    const Folder folder;
    const auto refused = [&](const std::string& text, const std::string& arguments) {
        write_text(folder / "a.yaml", text);
        const ProgramResult result = run_offramp(with_path(arguments, folder / "a.yaml"));
        INFO(text);
        CHECK(result.code == 2);
        CHECK_THAT(result.err, contains("Too many levels of symbolic links"));
        CHECK(result.err.find("filesystem error") == std::string::npos);
    };
    refused("include: loop/b.yaml\nname: a\n", "run @ --seed 1");
    refused("for: loop/b.yaml\npolicy: {name: a}\n", "validate @");
    refused("like: loop/b.yaml\nname: a\n", "sweep @ -o store");
    refused("name: a\nscenario: loop/b.yaml\nfactors: {}\n", "validate @");
    refused("scenario: loop/b.yaml\nparameters: {}\nmoments: {}\n", "calibrate @");
    std::string calibration = strait_calibration("40", kTwoOutcomes);
    refused(calibration.insert(calibration.find("seed:"), "history: loop/b.yaml\n"), "calibrate @");
    std::string history = file_text(kHistory);
    const std::size_t table = history.find("incidents.csv");
    REQUIRE(table != std::string::npos);
    refused(history.replace(table, 13, "loop/b.csv"), "hindcast @ " + kStrait + " --seed 1");
}

TEST_CASE("an output that cannot be written is refused before the work, and leaves no trace") {
    const Folder folder;
    write_text(folder / "sweep.yaml", strait_sweep("1000000"));
    write_text(folder / "small.yaml", strait_sweep("2"));
    write_text(folder / "calibration.yaml", strait_calibration("1000000", kTwoOutcomes));
    REQUIRE(run_offramp("sweep " + (folder / "small.yaml") + " -o " + (folder / "small.sqlite")).code == 0);
    fs::create_directory(folder / "directory");
    // The code where the path is an existing directory, and where it is a loop of links: 1 unless what is
    // there is left alone. A run takes any directory.
    struct WritingCommand {
        std::string arguments;
        int directory = 1;
        int loop = 1;
    };
    const std::string many = " --seed 1 --campaigns 1000000000";
    std::vector<WritingCommand> commands = {
        {"run " + kStrait + many + " -o @", 0},
        {"sweep " + (folder / "sweep.yaml") + " -o @"},
        {"sensitivity " + (folder / "sweep.yaml") + " -o @"},
        {"robust " + (folder / "sweep.yaml") + " -o @"},
        {"merge " + (folder / "small.sqlite") + " -o @", 2, 2},
        {"calibrate " + (folder / "calibration.yaml") + " -o @"},
        {"hindcast " + kHistory + " " OFFRAMP_SOURCE_DIR "/scenarios/us-china-2023.yaml" + many +
         " --forecast 2026-02-01 -o @"}};
    if (offramp::has_report_page()) {
        for (const std::string& arguments :
             {"compare " + kStrait + " --policies steady,noisy" + many + " --report @",
              "sweep " + (folder / "sweep.yaml") + " -o " + (folder / "store") + " --report @",
              "hindcast " + kHistory + " " OFFRAMP_SOURCE_DIR "/scenarios/us-china-2023.yaml" + many +
                  " --report @",
              "solve " OFFRAMP_SOURCE_DIR "/tests/fixtures/compact.yaml guardrails" + many + " --report @",
              "report " + (folder / "small.sqlite") + " --campaigns 1000000000 -o @"})
            commands.push_back({arguments, 2});
    }
    const std::string before = folder.names();
    const auto refused = [&](const std::string& arguments, const std::string& path, int code) {
        const ProgramResult result = run_offramp(with_path(arguments, path), "timeout 60");
        INFO(with_path(arguments, path));
        CHECK(result.code == code);
        CHECK(result.out.empty());
        CHECK_THAT(result.err, contains(path));
        CHECK(result.err.find("filesystem error") == std::string::npos);
        CHECK(folder.names() == before);
        return result.err;
    };
    for (const WritingCommand& command : commands) {
        CHECK_THAT(refused(command.arguments, folder / "file/x", 1), contains("Not a directory"));
        CHECK_THAT(refused(command.arguments, folder / "loop/x", 1), contains("Too many levels"));
        CHECK_THAT(refused(command.arguments, folder / std::string(300, 'n'), 1),
                   contains("File name too long"));
        CHECK_THAT(refused(command.arguments, "/proc/offramp/x", 1), contains("No such file or directory"));
        refused(command.arguments, folder / "loop", command.loop);
        if (command.directory != 0) refused(command.arguments, folder / "directory", command.directory);
    }
}

TEST_CASE("a cache that cannot be kept is done without") {
    const Folder folder;
    const std::string rule =
        "{agent: {rule: equilibrium}}";  // one that solves crises, which the cache is for
    write_text(folder / "solved.yaml", "policy: {name: solved, title: Solved}\nfor: " + kStrait +
                                           "\nactors: {us: " + rule + ", cn: " + rule + "}\n");
    const std::string arguments =
        "run " + kStrait + " --seed 1 --campaigns 3 --json --policy " + (folder / "solved.yaml");
    const auto with_cache = [&](const std::string& place) {
        return run_offramp(arguments, "env OFFRAMP_CACHE=" + (folder / place));
    };
    const ProgramResult result = with_cache("cache");
    REQUIRE(result.code == 0);
    REQUIRE_FALSE(fs::is_empty(folder / "cache"));
    for (const char* place : {"cache", "loop", "loop/x", "file", "file/x"}) {
        const ProgramResult same = with_cache(place);
        CHECK(same.code == 0);
        CHECK(same.err == result.err);
        CHECK(same.out == result.out);
    }
}
