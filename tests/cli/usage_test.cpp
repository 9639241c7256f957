// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/cli/program.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace offramp::testing;

TEST_CASE("a mistyped command is answered with the nearest one") {
    const ProgramResult result = run_offramp("rnu scenario.yaml");
    CHECK(result.code == 2);
    CHECK_THAT(result.err, contains("unknown command 'rnu' (did you mean 'run'?)"));
    CHECK_THAT(run_offramp("").err, contains("subcommand"));
}

TEST_CASE("help and version go to standard output") {
    for (const char* command : {"", "validate", "run", "compare", "show", "hindcast", "schema", "solve",
                                "arrivals", "calibrate", "fit"}) {
        const ProgramResult help = run_offramp(std::string(command) + " --help");
        INFO(command);
        CHECK(help.code == 0);
        CHECK(help.err.empty());
        CHECK_THAT(help.out, contains(command));
        if (*command != '\0') CHECK_THAT(help.out, contains("Example"));
    }
    const ProgramResult version = run_offramp("--version");
    CHECK(version.code == 0);
    CHECK(version.out.substr(0, 8) == "offramp ");
}

TEST_CASE("arguments that make no sense exit with 2 and a message") {
    const std::string scenario = test_file("strait.yaml");
    const std::string some_run = "run " + scenario + " --seed 1 ";
    for (const std::string& arguments : {std::string(),
                                         std::string("fly"),
                                         std::string("run"),
                                         "run " + scenario,
                                         some_run + "--campaigns 0",
                                         some_run + "--campaigns -5",
                                         some_run + "--campaigns 1e3",
                                         "run " + scenario + " --seed -1",
                                         "run " + scenario + " --seed=-1",
                                         "run " + scenario + " --seed 99999999999999999999",
                                         some_run + "--threads 0",
                                         some_run + "--format csv",
                                         some_run + "--trajectories 5",
                                         some_run + "--force",
                                         some_run + "-o x --format xml",
                                         some_run + "-o x --trajectories many",
                                         some_run + "--policy nobody",
                                         some_run + "--nonsense",
                                         std::string("run missing.yaml --seed 1"),
                                         std::string("validate"),
                                         "show " + scenario,
                                         "show " + scenario + " --campaign 1",
                                         std::string("show /nowhere --campaign 1 --seed 1")}) {
        const ProgramResult result = run_offramp(arguments);
        INFO(arguments);
        CHECK(result.code == 2);
        CHECK(result.out.empty());
        CHECK(result.err.size() > 10);
    }
    CHECK_THAT(run_offramp("run " + scenario).err, contains("--seed 1"));
    CHECK_THAT(run_offramp(some_run + "--policy stedy").err, contains("did you mean 'steady'?"));
}

TEST_CASE("valid files have a line each") {
    const std::string scenario = test_file("strait.yaml");
    const std::string policy = test_file("policies/steady.yaml");
    const ProgramResult result = run_offramp("validate " + scenario + " " + policy);
    CHECK(result.code == 0);
    CHECK(result.out == scenario + ": valid\n" + policy + ": valid\n");
    CHECK(result.err.empty());
}

TEST_CASE("every problem of an invalid file is told with its place") {
    const TemporaryDirectory directory;
    std::string text = file_text(test_file("strait.yaml"));
    text.replace(text.find("tension: {initial: 0.4"), 22, "tension: {initial: 7.4");
    text += "outcomes: [p_war, value_usa]\n";
    const std::string path = directory.path() / "bad.yaml";
    write_text(path, text);
    const ProgramResult range = run_offramp("validate " + path);
    CHECK(range.code == 2);
    CHECK_THAT(range.err, contains(path + ":5:"));
    text.replace(text.find("initial: 7.4"), 12, "initial: 0.4");
    write_text(path, text);
    const ProgramResult outcome = run_offramp("validate " + path + " " + test_file("strait.yaml"));
    CHECK(outcome.code == 2);
    CHECK_THAT(outcome.err, contains("did you mean 'value_us'?"));
    CHECK_THAT(outcome.out, contains("strait.yaml: valid"));
    CHECK_THAT(run_offramp("run " + path + " --seed 1").err, contains("did you mean 'value_us'?"));
    // A policy's own outcomes are checked with the scenario that it is for.
    const std::string policy = directory.path() / "policy.yaml";
    write_text(policy, "for: " + test_file("strait.yaml") + "\npolicy: {name: p}\noutcomes: [p_was]\n");
    CHECK_THAT(run_offramp("validate " + policy).err,
               contains("policy.yaml:3:12: there is no outcome 'p_was'"));
}

TEST_CASE("the schema is JSON, its reference Markdown") {
    const ProgramResult schema = run_offramp("schema");
    CHECK(schema.code == 0);
    CHECK(nlohmann::json::parse(schema.out).contains("$schema"));
    const ProgramResult markdown = run_offramp("schema --markdown");
    CHECK(markdown.code == 0);
    CHECK_THAT(markdown.out, contains("|"));
}

TEST_CASE("standard output that cannot be written is a failure, one that is closed is not") {
    for (const std::string& arguments : {"run " + test_file("strait.yaml") + " --seed 1 --campaigns 10",
                                         std::string("--help"), std::string("schema")}) {
        const ProgramResult full = run_offramp(arguments, "", ">/dev/full");
        INFO(arguments);
        CHECK(full.code == 1);
        CHECK_THAT(full.err, contains("standard output cannot be written"));
    }
    const std::string story = "show " + test_file("strait.yaml") + " --seed 1 --campaign 0";
    const ProgramResult closed = run_offramp(story, "", "| head -n 1");
    CHECK(closed.code == 0);
    CHECK(closed.err.empty());
    CHECK(run_offramp(story, "trap '' PIPE;", "| true").err.empty());
}

TEST_CASE("validate warns of what does nothing, and refuses it only if asked to be strict") {
    const TemporaryDirectory folder;
    const std::string file = (folder.path() / "idle.yaml").string();
    std::ifstream in(test_file("strait.yaml"));
    std::ofstream(file) << in.rdbuf() << "contacts:\n  past: {dates: [2001-01-01]}\n";
    const ProgramResult warned = run_offramp("validate " + file);
    CHECK(warned.code == 0);
    CHECK_THAT(warned.out, contains("idle.yaml: valid"));
    CHECK_THAT(warned.err,
               contains("warning: ") && contains("idle.yaml:38:3: the contact 'past' is never held"));
    const ProgramResult refused = run_offramp("validate --strict " + file);
    CHECK(refused.code == 2);
    CHECK(refused.out.empty());
    CHECK_THAT(refused.err, contains("the contact 'past' is never held") && !contains("warning"));
}
