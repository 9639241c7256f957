// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "tests/catch.hpp"
#include "tests/cli/program.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace offramp::testing;

TEST_CASE("a mistyped command is answered with the nearest one") {
    const ProgramResult result = run_offramp("rnu scenario.yaml");
    CHECK(result.code == 2);
    CHECK_THAT(result.err, contains("unknown command 'rnu' (did you mean 'run'?)"));
    CHECK_THAT(run_offramp("").err, contains("subcommand"));
    CHECK_THAT(run_offramp("rnu --help").err, contains("did you mean 'run'?"));
    const ProgramResult below = run_offramp("fit gmae a.nfg b.csv");
    CHECK(below.code == 2);
    CHECK(below.err == "offramp: unknown command 'gmae' (did you mean 'game'?)\n");
}

TEST_CASE("unknown options are answered with the nearest ones, all at once") {
    const ProgramResult result = run_offramp("run a.yaml --campagins 5 --sede=1 --zzzzzzzz -y b.yaml");
    CHECK(result.code == 2);
    CHECK(result.out.empty());
    CHECK(result.err ==
          "offramp: unknown option '--campagins' of offramp run (did you mean '--campaigns'?)\n"
          "offramp: unknown option '--sede' of offramp run (did you mean '--seed'?)\n"
          "offramp: unknown option '--zzzzzzzz' of offramp run (offramp run --help lists them)\n"
          "offramp: unknown option '-y' of offramp run (offramp run --help lists them)\n");
    CHECK_THAT(run_offramp("--verson").err,
               contains("unknown option '--verson' of offramp (did you mean '--version'?)"));
    CHECK_THAT(run_offramp("fit game --jsn").err, contains("of offramp fit game (did you mean '--json'?)"));
    CHECK_THAT(run_offramp("run a.yaml b.yaml --seed 1").err,
               contains("'b.yaml' is more than offramp run takes"));
}

TEST_CASE("options that several commands have go by the same names everywhere") {
    const std::string scenario = test_file("strait.yaml") + " --seed 1 --campaigns 20 ";
    const std::string one = run_offramp("run " + scenario + "-p idle --policy noisy -j 1").out;
    CHECK_THAT(one, contains("idle") && contains("noisy"));
    CHECK(run_offramp("run " + scenario + "--policies idle,noisy --jobs 2").out == one);
    const std::string two = run_offramp("compare " + scenario + "-p idle,noisy --threads 1").out;
    CHECK_FALSE(two.empty());
    CHECK(run_offramp("compare " + scenario + "--policy idle -p noisy --jobs 2").out == two);
}

TEST_CASE("rows of tables can be chosen by their outcomes") {
    const std::string scenario = test_file("strait.yaml") + " --seed 1 --campaigns 20 ";
    const std::string run = run_offramp("run " + scenario + "--outcome value_cn,p_war --tables csv").out;
    CHECK_THAT(run, contains("\noutcome,idle,") || contains("\noutcome,"));
    CHECK(run.find("\nvalue_cn (stakes),") < run.find("\np_war,"));
    CHECK_THAT(run, !contains("value_us"));
    const ProgramResult unknown = run_offramp("compare " + scenario + "-p idle,noisy --outcomes p_was");
    CHECK(unknown.code == 2);
    CHECK(unknown.err == "offramp: there is no outcome 'p_was' (did you mean 'p_war'?)\n");
}

TEST_CASE("tables are text, Markdown, CSV or JSON, from one option") {
    const std::string compare = "compare " + test_file("strait.yaml") +
                                " -p idle,noisy --seed 1 --campaigns 20 --outcome p_war --tables ";
    CHECK_THAT(run_offramp(compare + "text").out, contains("\noutcome  "));
    CHECK(nlohmann::json::parse(run_offramp(compare + "json").out).contains("differences"));
    const std::string markdown = run_offramp(compare + "markdown").out;
    CHECK_THAT(markdown, contains("\n\n| outcome | idle | noisy | difference | 95 % interval |") &&
                             contains("|\n| --- | ---: | ---: | ---: | --- |") && contains("\n| p_war |"));
    const std::string csv = run_offramp(compare + "csv").out;
    std::istringstream lines(csv);
    int rows = 0;
    for (std::string line; std::getline(lines, line);) {
        const bool is_row = !line.empty() && line.front() != '#';
        rows += is_row ? 1 : 0;
        CHECK(line.find('\x1e') == std::string::npos);
    }
    CHECK(rows == 5);  // the header and p_war; hours to de-escalate, their header and both policies
    CHECK_THAT(csv, contains("# A narrow strait: 20 campaigns") &&
                        contains("\noutcome,idle,noisy,difference,95 % interval,,ratio,var. red.,\n"));
    CHECK(run_offramp(compare + "xml").code == 2);
}

TEST_CASE("a file of another kind is told in one sentence, with the command that takes it") {
    const std::string root = OFFRAMP_SOURCE_DIR "/scenarios/";
    const std::string scenario = root + "us-china-2023.yaml";
    const std::string sweep = root + "sweeps/pickup-latency.yaml";
    const std::string history = root + "history/us-china.yaml";
    const std::string policy = root + "policies/guardrails.yaml";
    const TemporaryDirectory folder;
    const std::string game = folder.path() / "game.nfg";
    write_text(game, "NFG 1 R \"g\" { \"a\" \"b\" } { 1 1 }\n\n0 0\n");
    const std::string record = folder.path() / "record.json";
    write_text(record, "{\"offramp\": \"0.1.0\"}\n");
    const auto sentence = [](const std::string& arguments) {
        const ProgramResult result = run_offramp(arguments);
        INFO(arguments);
        CHECK(result.code == 2);
        CHECK(result.out.empty());
        CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
        return result.err;
    };
    CHECK(sentence("run " + sweep + " --seed 1") ==
          sweep + ": is a sweep, and offramp run takes a scenario (offramp sweep " + sweep +
              " -o STORE runs it)\n");
    CHECK_THAT(sentence("sweep " + scenario + " -o x.sqlite"),
               contains("is a scenario, and offramp sweep takes a sweep (offramp run "));
    CHECK_THAT(sentence("run " + game + " --seed 1"),
               contains("is a game, and") && contains("offramp solve "));
    CHECK_THAT(sentence("compare " + policy + " -p a,b --seed 1"),
               contains("is a policy, and offramp compare"));
    CHECK_THAT(sentence("run " + scenario + " --seed 1 --policy " + sweep),
               contains("is a sweep, and --policy takes a policy"));
    CHECK_THAT(sentence("hindcast " + scenario + " " + history + " --seed 1"),
               contains("is a scenario, and offramp hindcast takes a history"));
    CHECK_THAT(sentence("solve " + sweep), contains("is a sweep, and offramp solve"));
    CHECK_THAT(sentence("verify " + scenario), contains("takes a store of a sweep"));
    CHECK_THAT(sentence("calibrate " + history), contains("offramp hindcast "));
    CHECK_THAT(sentence("arrivals " + history), contains("takes a table"));
    CHECK_THAT(sentence("run " + record + " --seed 1"), contains("offramp report "));
    CHECK_THAT(sentence("sensitivity " + record), contains("is a result that --json printed"));
    CHECK_THAT(sentence("run " + folder.path().string() + " --seed 1"), contains("is a directory"));
    CHECK_THAT(sentence("validate " + game), contains("is a game, and offramp validate takes a scenario"));
}

TEST_CASE("a new scenario is valid to the letter, does something, and replaces nothing") {
    const TemporaryDirectory folder;
    const std::string at = folder.path().string() + "/my_strait";
    const ProgramResult made = run_offramp("new strait -o " + at);
    CHECK(made.code == 0);
    CHECK_THAT(made.out, contains("offramp compare " + at + "/strait.yaml"));
    const std::string policies = at + "/policies/";
    const ProgramResult valid =
        run_offramp("validate --strict " + at + "/strait.yaml " + policies + "guardrails.yaml " + policies +
                    "no-guardrails.yaml " + at + "/sweeps/strait.yaml");
    CHECK(valid.code == 0);
    CHECK(valid.err.empty());
    CHECK_THAT(file_text(at + "/strait.yaml"), contains("\nname: strait\n") && !contains("%"));
    CHECK_THAT(
        run_offramp("compare " + at + "/strait.yaml -p no-guardrails,guardrails --seed 1 --campaigns 300")
            .out,
        contains("guardrails lowers hours") || contains("share_calls_answered"));
    write_text(at + "/strait.yaml", "mine");
    write_text(policies + "guardrails.yaml", "mine too");
    const ProgramResult again = run_offramp("new strait -o " + at);
    CHECK(again.code == 2);
    CHECK(again.err == policies + "guardrails.yaml: is there already (another name, or -o DIR, keeps it)\n" +
                           at + "/strait.yaml: is there already (another name, or -o DIR, keeps it)\n");
    CHECK(file_text(at + "/strait.yaml") == "mine");
    for (const char* name : {"../x", "2fast", "''", "'a b'"})
        CHECK(run_offramp(std::string("new ") + name).code == 2);
}

TEST_CASE("a guardrail is explained: what it moves, what it costs, how sides answer it") {
    const std::string explain = "explain " OFFRAMP_SOURCE_DIR "/scenarios/theory/paradox.yaml guardrail ";
    const ProgramResult told = run_offramp(explain + "rules");
    CHECK(told.code == 0);
    CHECK_THAT(told.out, contains(".rate") && contains("0.15/day") && contains("0.05/day"));
    CHECK_THAT(told.err, contains("--seed"));
    const nlohmann::json json =
        nlohmann::json::parse(run_offramp(explain + "rules --seed 1 -n 20 --json").out);
    CHECK(json["effects"].size() == 1);
    CHECK(json["comparison"]["policies"][1]["name"] == "rules");
    CHECK_THAT(run_offramp(explain + "rules --seed 1 -n 20").out,
               contains("moral hazard") && contains("mean_presence_"));
    CHECK_THAT(run_offramp(explain + "ruels").err, contains("did you mean 'rules'?"));
}

TEST_CASE("the version comes with how the program was built") {
    const std::string text = run_offramp("--version").out;
    CHECK_THAT(text, contains("offramp ") && contains("\nbuilt with ") && contains("NOTICE"));
}

TEST_CASE("completion knows commands, options and their values") {
    const auto completed = [](const std::string& words, int at) {
        const std::string script = "| bash -c 'source /dev/stdin; COMP_WORDS=(offramp " + words +
                                   "); COMP_CWORD=" + std::to_string(at) +
                                   "; _offramp; echo \"${COMPREPLY[*]}\"'";
        return run_offramp("completion bash", "", script).out;
    };
    CHECK(completed("ru", 1) == "run\n");
    CHECK(completed("fit g", 2) == "game\n");
    CHECK(completed("run --traj", 2) == "--trajectories\n");
    CHECK(completed("run --format j", 3) == "jsonl\n");
    CHECK(completed("fit crisis --thr", 3) == "--threads\n");
    CHECK(completed("completion z", 2) == "zsh\n");
    for (const std::string shell : {"zsh", "fish"}) {
        const std::string script = run_offramp("completion " + shell).out;
        CHECK_THAT(script, contains("trajectories") && contains("csv jsonl"));
    }
    CHECK(run_offramp("completion tcsh").code == 2);
}

TEST_CASE("every command has a manual page") {
    std::istringstream pages(run_offramp("man --list").out);
    int count = 0;
    for (std::string page; std::getline(pages, page); ++count) {
        const std::string text = run_offramp("man " + page).out;
        INFO(page);
        CHECK(text.starts_with(".TH OFFRAMP"));
        for (const char* section : {".SH NAME\n", ".SH SYNOPSIS\n", ".SH \"EXIT STATUS\"\n"})
            CHECK_THAT(text, contains(section));
        CHECK(text.find("\n'") == std::string::npos);  // which troff would take for a request
    }
    CHECK(count > 20);
    CHECK(run_offramp("man fit game").out == run_offramp("man offramp-fit-game").out);
    CHECK_THAT(run_offramp("man run").out, contains(".B \\-p, \\-\\-policy, \\-\\-policies TEXT\n"));
    CHECK_THAT(run_offramp("man rnu").err, contains("did you mean 'offramp-run'?"));
}

TEST_CASE("help and version go to standard output") {
    for (const char* command : {"", "validate", "run", "compare", "show", "hindcast", "schema", "solve",
                                "arrivals", "calibrate", "fit", "completion", "man", "new"}) {
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
