// SPDX-License-Identifier: Apache-2.0
// No input, however large, takes a gigabyte or minutes before it is read or refused.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>

#include "analysis/history/catalogue.hpp"
#include "analysis/json_input.hpp"
#include "analysis/run_record.hpp"
#include "engine/base/error.hpp"
#include "engine/game/efg_file.hpp"
#include "engine/game/nfg_file.hpp"
#include "engine/scenario/config_node.hpp"
#include "engine/scenario/read_scenario.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace offramp;

namespace {

constexpr long kGigabyte = 1L << 20;  // in KiB, as getrusage() counts
constexpr double kPatience = 60.0;    // seconds

std::string repeated(std::string_view part, std::size_t bytes) {
    std::string text;
    while (text.size() + part.size() <= bytes) text += part;
    return text;
}

/// What `numbered` gives for 0, 1, ...
std::string sequence(const auto& numbered, std::size_t bytes) {
    std::string text;
    for (int k = 0; text.size() + 64 < bytes; ++k) text += numbered(std::to_string(k));
    return text;
}

constexpr std::size_t kMost = kMaxConfigBytes - 64;

struct LargeText {
    const char* what;
    std::string text;
};

std::vector<LargeText> large_yaml() {
    std::string laughs = "a0: &a0 [x, x]\n";
    for (int k = 1; k < 40; ++k) {
        const std::string before = "*a" + std::to_string(k - 1);
        laughs +=
            "a" + std::to_string(k) + ": &a" + std::to_string(k) + " [" + before + ", " + before + "]\n";
    }
    const auto short_key = [](const std::string& k) { return 'k' + k + ": 1\n"; };
    return {{"a long list in brackets", "a: [" + repeated("1,", kMost) + "1]\n"},
            {"a long list in lines", "a:\n" + repeated(" - 1\n", kMost)},
            {"a long list in a list", "a: [[" + repeated("1,", kMost) + "1]]\n"},
            {"texts in a list in a list", "a: [[" + repeated("'' ", kMost) + "]]\n"},
            {"anchors in a list in a list", "a: [[" + repeated("&a ", kMost) + "]]\n"},
            {"maps in a list in a list", "a: [[" + repeated("? : ", kMost) + "]]\n"},
            {"words in a list in a list", "a: [[" + repeated("x\n", kMost) + "]]\n"},
            {"dashes in a list in a list", "a: [[" + repeated("- ", kMost) + "]]\n"},
            {"empty lists in a list", "a: [" + repeated("[],", kMost) + "1]\n"},
            {"brackets that are never closed", "a: " + repeated("[", kMost)},
            {"braces that are never closed", "a: " + repeated("{a: ", kMost)},
            {"lists within lists", repeated("- ", kMost)},
            {"aliases of aliases", laughs},
            {"one long text", "a: " + repeated("x", kMost)},
            {"one long quoted text", "a: \"" + repeated("x", kMost) + "\"\n"},
            {"quotes that are opened and closed", "a: [" + repeated("'',", kMost) + "1]\n"},
            {"one long block of text", "a: |\n" + repeated(" x\n", kMost)},
            {"short keys", sequence(short_key, kMost)},
            {"short keys in braces",
             "a: {" + sequence([](const std::string& k) { return 'k' + k + ": 1,"; }, kMost) + "}\n"},
            {"one key again and again", repeated("a: 1\n", kMost)},
            {"question marks", repeated("? ", kMost)},
            {"colons", "a: " + repeated(": ", kMost)},
            {"comments", repeated("#\n", kMost)},
            {"empty documents", repeated("---\n", kMost)},
            {"tags", "a: " + repeated("!a ", kMost)},
            {"directives", repeated("%YAML 1.2\n", kMost)},
            {"line breaks", repeated("\n", kMost)}};
}

/// Does something in a process of its own, whose memory is counted. Its InputError is as good as an end.
void in_bounds(const std::string& what, const auto& action) {
    INFO(what);
    const auto begin = std::chrono::steady_clock::now();
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        int code = 0;
        try {
            action();
        } catch (const InputError&) {
            code = 0;
        } catch (...) {
            code = 1;
        }
        ::_exit(code);
    }
    int status = 0;
    struct rusage used {};
    REQUIRE(::wait4(child, &status, 0, &used) == child);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
    CHECK(used.ru_maxrss < kGigabyte);
    CHECK(seconds.count() < kPatience);
}

}  // namespace

TEST_CASE("a scenario of 8 MB is read or refused in less than a gigabyte", "[long]") {
    for (const LargeText& large : large_yaml()) {
        REQUIRE(large.text.size() <= kMaxConfigBytes);
        in_bounds(large.what, [&] { parse_scenario(large.text, "large.yaml"); });
    }
}

TEST_CASE("a game file of any size is read or refused in less than a gigabyte", "[long]") {
    constexpr std::size_t kLargest = std::size_t{64} << 20;
    const std::string head = "NFG 1 R \"t\" {\"a\" \"b\"} ";
    in_bounds("players", [&] { parse_nfg("NFG 1 R \"t\" {" + repeated("\"a\" ", kLargest), "large.nfg"); });
    in_bounds("many payoffs",
              [&] { parse_nfg(head + "{1048576 2} " + repeated("1 ", kLargest), "large.nfg"); });
    in_bounds("long payoffs", [&] { parse_nfg(head + "{2 2} " + repeated("1", kLargest), "large.nfg"); });
    in_bounds("a deep tree", [&] {
        parse_efg("EFG 2 R \"t\" {\"a\"} " + repeated("p \"\" 1 1 \"\" {\"a\"} 0\n", kLargest), "large.efg");
    });
}

TEST_CASE("JSON of any size is read or refused in less than a gigabyte", "[long]") {
    constexpr std::size_t kLargest = std::size_t{64} << 20;
    in_bounds("brackets", [&] { parse_json(repeated("[", kLargest), "large.json"); });
    in_bounds("a long text", [&] { parse_json('"' + repeated("x", kLargest) + '"', "large.json"); });
}

TEST_CASE("a table of 8 MB is read or refused in less than a gigabyte", "[long]") {
    const testing::TemporaryDirectory directory;
    const std::filesystem::path file = directory.path() / "large.csv";
    const std::vector<LargeText> tables = {
        {"commas", repeated(",", kMost)},
        {"many columns", sequence([](const std::string& k) { return k + ','; }, kMost)},
        {"wrong rows", "date,count\n" + repeated("x\n", kMost)},
        {"wrong counts", "date,count\n" + repeated("x,y\n", kMost)},
        {"short rows", "date\n" + repeated("1\n", kMost)},
        {"quotes", repeated("\"", kMost)},
        {"rows of commas", "date,a\n" + repeated(",\n", kMost)}};
    for (const LargeText& table : tables) {
        testing::write_text(file, table.text);
        in_bounds(table.what, [&] { check_history_table(file); });
    }
}
