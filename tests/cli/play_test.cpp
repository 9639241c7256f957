// SPDX-License-Identifier: Apache-2.0
// `offramp play`, for another program through its protocol, and for a person through a pseudo-terminal.
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

#include "tests/catch.hpp"
#include "tests/cli/program.hpp"

using namespace offramp::testing;
using Json = nlohmann::ordered_json;

namespace {

const std::string kCompact = OFFRAMP_SOURCE_DIR "/tests/fixtures/compact.yaml";

std::vector<Json> replies_to(const std::vector<std::string>& requests, const std::string& arguments) {
    const TemporaryDirectory folder;
    std::string text;
    for (const std::string& request : requests) text += request + "\n";
    write_text(folder.path() / "requests", text);
    const ProgramResult result = run_offramp("play " + kCompact + " --stdio " + arguments, "",
                                             "< " + (folder.path() / "requests").string());
    CHECK(result.code == 0);
    CHECK(result.err.empty());
    std::vector<Json> replies;
    std::istringstream lines(result.out);
    for (std::string line; std::getline(lines, line);) replies.push_back(Json::parse(line));
    return replies;
}

/// The program at a terminal of its own.
class Terminal {
  public:
    explicit Terminal(const std::string& arguments) {
        winsize size{};
        size.ws_col = 100;
        size.ws_row = 40;
        child_ = ::forkpty(&terminal_, nullptr, nullptr, &size);
        if (child_ != 0) return;
        const std::string command = "TERM=dumb exec " OFFRAMP_PROGRAM " play " + arguments;
        ::execl("/bin/sh", "sh", "-c", command.c_str(), static_cast<char*>(nullptr));
        ::_exit(127);
    }
    ~Terminal() { ::close(terminal_); }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    /// What is shown up to the next prompt (or the end), once `keys` are typed.
    std::string type(const std::string& keys) {
        REQUIRE(::write(terminal_, keys.data(), keys.size()) == static_cast<ssize_t>(keys.size()));
        return shown();
    }

    std::string shown() {
        std::string text;
        while (!text.ends_with("us> ") && !text.ends_with("over> ")) {
            pollfd waiting = {terminal_, POLLIN, 0};
            if (::poll(&waiting, 1, 300'000) <= 0) break;
            std::array<char, 4096> buffer{};
            const ssize_t size = ::read(terminal_, buffer.data(), buffer.size());
            if (size <= 0) break;
            text.append(buffer.data(), static_cast<std::size_t>(size));
        }
        return text;
    }

    int exit_code() {
        int status = 0;
        ::waitpid(child_, &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }

  private:
    int terminal_ = -1;
    pid_t child_ = -1;
};

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("what is played over the protocol by rule is what offramp run writes") {
    const TemporaryDirectory folder;
    const std::string out = (folder.path() / "run").string();
    REQUIRE(run_offramp("run " + kCompact + " -n 10 --seed 3 --format jsonl -o " + out).code == 0);
    std::vector<std::string> requests;
    for (int campaign = 0; campaign < 10; ++campaign) {
        requests.push_back(R"({"do": "start", "campaign": )" + std::to_string(campaign) + "}");
        requests.emplace_back(R"({"do": "step", "until": "end"})");
        requests.emplace_back(R"({"do": "record"})");
    }
    std::string played;
    for (const Json& reply : replies_to(requests, "--seed 3")) {
        if (reply["reply"] == "record") played += reply["jsonl"].get<std::string>();
    }
    std::string file;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(out)) {
        if (entry.path().filename() == "trajectories.jsonl") file = entry.path();
    }
    REQUIRE_FALSE(file.empty());
    CHECK(played == file_text(file));
}

TEST_CASE("a crisis alone begins with its opening and ends with it") {
    const std::vector<Json> replies = replies_to({R"({"do": "state"})", R"({"do": "step", "until": "end"})"},
                                                 "--seed 1 --seats us --incident sale --provoker us");
    REQUIRE(replies.size() == 2);
    CHECK(replies[0]["crisis"]["incident"] == "sale");
    CHECK(replies[0]["crisis"]["provoker"] == "us");
    CHECK(replies[0]["crisis"]["round"] == 0);
    CHECK(replies[1]["over"] == true);
    CHECK(replies[1]["outcome"]["crises"] == 1);
}

TEST_CASE("offramp play says what is wrong with its arguments") {
    const auto refused = [](const std::string& arguments) {
        const ProgramResult result = run_offramp("play " + kCompact + " " + arguments);
        CHECK(result.code == 2);
        CHECK(result.out.empty());
        return result.err;
    };
    CHECK(has(refused("--as us"), "--seed"));
    CHECK(has(refused("--seed 1"), "nobody plays from outside"));
    CHECK(has(refused("--seed 1 --as uss"), "did you mean 'us'?"));
    CHECK(has(refused("--seed 1 --as us --incident brus"), "did you mean 'brush'?"));
    CHECK(has(refused("--seed 1 --as us --rung 9"), "the ladder ends with 5"));
    CHECK(has(refused("--seed 1 --as us --stdio --save x"), "--save"));
    CHECK(has(refused("--seed 1 --as us --save " + kCompact), "is there already"));
    CHECK(has(refused("--resume " + kCompact), "compact.yaml:1:"));

    const TemporaryDirectory folder;
    const std::string saved = (folder.path() / "game.json").string();
    Json play = replies_to({R"({"do": "save"})"}, "--seats us --seed 7 --campaign 3")[0]["play"];
    write_text(saved, play.dump());
    CHECK(has(refused("--as cn --resume " + saved), "is played by us"));
    CHECK(has(refused("--incident brush --resume " + saved), "another world"));
    play["entries"] = {{{"side", "us"}, {"move", "hodl"}}};
    write_text(saved, play.dump());
    CHECK(has(refused("--resume " + saved),
              saved + ": us cannot do 'hodl' here (entry 1) (did you mean 'hold'?)"));
}

TEST_CASE("a person plays at a terminal, and no key ends the game but q") {
    const TemporaryDirectory folder;
    const std::string saved = (folder.path() / "game.json").string();
    const std::string again = (folder.path() / "again.json").string();
    // One crisis alone, which is solved once, coarsely, for what its moves are worth.
    const std::string scenario = (folder.path() / "coarse.yaml").string();
    std::string coarse = file_text(kCompact);
    coarse.insert(coarse.find("issues:\n"), "solver: {beliefs: 2, configurations: 1, harms: 0}\n");
    write_text(scenario, coarse);
    const std::string crisis = scenario + " --incident brush --provoker cn ";
    Terminal game(crisis + "--as us --seed 7 --campaign 3 --ascii --save " + saved);
    const std::string opening = game.shown();
    CHECK(has(opening, "Crisis 1: brush, round 1 of 10"));
    CHECK(has(opening, "It opens a crisis."));
    CHECK(has(opening, "| "));
    CHECK(has(opening, "stand on rung"));
    CHECK(has(opening, "1  hold"));
    for (const char* bad :
         {"\n", "xyz\n", "0\n", "99\n", "-1\n", "1e9\n", "clim\n", "s\n", "\x1b[A\n", "\xff\xfe\n"}) {
        CAPTURE(bad);
        CHECK(has(game.type(bad), "us> "));
    }
    CHECK(has(game.type("clim\n"), "did you mean 'climb'?"));
    CHECK(has(game.type("99\n"), "a number from 1 to "));
    CHECK(has(game.type("s " + saved + "/x\n"), saved + "/x"));  // no folder
    CHECK(has(game.type("\x03"), "q leaves"));                   // Ctrl-C
    game.type("\n");
    CHECK(has(game.type("\x04"), "q leaves"));  // Ctrl-D
    CHECK(has(game.type("?\n"), "takes back"));
    CHECK(has(game.type("w\n"), "war ahead"));
    CHECK(has(game.type("u\n"), "no decision to take back"));
    CHECK(has(game.type("t\n"), "when the campaign is over"));

    const std::string second = game.type("climb_two\n");
    CHECK(has(second, "us: climb two."));
    CHECK(has(second, "cn is seen to answer"));
    CHECK(has(second, "round 2 of 10"));
    CHECK(has(game.type("h\n"), "It opens a crisis."));
    CHECK(has(game.type("u\n"), "round 1 of 10"));
    CHECK(has(game.type("3\n"), "round 2 of 10"));
    CHECK(has(game.type("s " + again + "\n"), "saved"));
    CHECK(file_text(saved) == file_text(again));
    CHECK(Json::parse(file_text(saved))["entries"].size() == 1);
    CHECK(has(game.type("r\n"), "1 decision so far"));
    game.type("q\n");
    CHECK(game.exit_code() == 0);

    Terminal resumed(crisis + "--resume " + saved);
    CHECK(has(resumed.shown(), "round 2 of 10"));
    const std::string text = resumed.type("auto\n");
    CHECK(has(text, "The campaign is over"));
    CHECK(has(text, "solved game"));
    CHECK(has(resumed.type("1\n"), "nothing is asked"));
    CHECK(has(resumed.type("t\n"), "Crisis 1: brush"));
    resumed.type("q\n");
    CHECK(resumed.exit_code() == 0);
}
