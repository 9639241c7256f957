// SPDX-License-Identifier: Apache-2.0
#include "engine/scenario/config_node.hpp"

#include "engine/base/error.hpp"
#include "tests/catch.hpp"
#include "tests/scenario/small_scenario.hpp"

using namespace offramp;

namespace {

ConfigNode parse(std::string_view text) {
    ReadingBudget budget;
    return parse_config(text, "f.yaml", budget);
}

std::string problem(std::string_view text) {
    try {
        parse(text);
        return "";
    } catch (const InputError& error) {
        return error.what();
    }
}

std::string repeated(std::string_view text, std::size_t times) {
    std::string result;
    for (std::size_t i = 0; i < times; ++i) result += text;
    return result;
}

}  // namespace

TEST_CASE("every node and key knows where it was written, in characters") {
    const ConfigNode root = parse("a: 1\nb:\n  - x\n  - {c: \"y\"}\nd: {ä: 1, e: 2}\n");
    CHECK(root.find("a")->where == Location{"f.yaml", 1, 1});
    CHECK(root.find("a")->value.where == Location{"f.yaml", 1, 4});
    const ConfigNode& list = root.find("b")->value;
    REQUIRE(list.items.size() == 2);
    CHECK(list.items[0].where == Location{"f.yaml", 3, 5});
    CHECK(list.items[1].find("c")->value.scalar == "y");
    CHECK(root.find("d")->value.find("e")->where == Location{"f.yaml", 5, 11});
    CHECK(root.find("zz") == nullptr);
}

TEST_CASE("text is kept as text, and only a bare null is null") {
    const ConfigNode root = parse("a: ~\nb: \"~\"\nc:\nd: yes\ne: |\n  two\n  lines\nf: 'it''s'\n");
    CHECK(root.find("a")->value.is_null());
    CHECK(root.find("b")->value.scalar == "~");
    CHECK(root.find("c")->value.is_null());
    CHECK(root.find("d")->value.scalar == "yes");
    CHECK(root.find("e")->value.scalar == "two\nlines\n");
    CHECK(root.find("f")->value.scalar == "it's");
}

TEST_CASE("a byte order mark and Windows line ends are accepted") {
    const ConfigNode root = parse(
        "\xEF\xBB\xBF"
        "a: 1\r\nb: 2\r\n");
    CHECK(root.find("a")->value.scalar == "1");
    CHECK(root.find("b")->where == Location{"f.yaml", 2, 1});
}

TEST_CASE("broken text is refused where it is broken") {
    CHECK(problem("a: 1\nb: \xff\n") ==
          "f.yaml:2:4: not UTF-8 text (byte 8 of the file) (save the file as UTF-8)");
    CHECK_THAT(problem("a: \xC0\x80\n"), contains("f.yaml:1:4: not UTF-8"));
    CHECK_THAT(problem("a: \xED\xA0\x80\n"), contains("f.yaml:1:4: not UTF-8"));  // a surrogate
    CHECK_THAT(problem("a: \xE2\x82"), contains("f.yaml:1:4: not UTF-8"));        // cut short
    CHECK_THAT(problem(std::string_view("\xFF\xFE"
                                        "a\0:\0",
                                        6)),
               contains("f.yaml:1:1: not UTF-8"));
    CHECK_THAT(problem(std::string_view("a: \0", 4)), contains("f.yaml:1:4: control character 0x00"));
    CHECK_THAT(problem("a: x\xC2\x9B"), contains("f.yaml:1:5: control character 0x9b"));
    CHECK_THAT(problem("a: \"\\u009b\""), contains("f.yaml:1:4: control character 0x9b"));
    CHECK_THAT(problem("a: \"\\e]0;X\\a\""), contains("f.yaml:1:4: control character 0x1b"));
    CHECK_THAT(problem("\"\\N\": 1"), contains("f.yaml:1:1: an escape that is not UTF-8 text"));
    CHECK_THAT(problem("a:\n\tb: 1\n"), contains("f.yaml:2:1: a tab is used as indentation"));
    CHECK_THAT(problem("a: [1\nb: 2\n"), contains("f.yaml:2:2: broken YAML"));
    CHECK_THAT(
        problem("a: b: c\n"),
        contains("f.yaml:1:5: broken YAML: illegal map value (a value that contains ': ' needs quotes)"));
    CHECK(problem("a: 1\nb: \"x\nc: 2\n") == "f.yaml:2:4: the quote that opens here is never closed");
    CHECK(problem("a: 'x''\n") == "f.yaml:1:4: the quote that opens here is never closed");
}

TEST_CASE("a document that is not one map is refused") {
    CHECK_THAT(problem(""), contains("f.yaml: the file is empty"));
    CHECK_THAT(problem("# only a comment\n"), contains("f.yaml: the file is empty"));
    CHECK_THAT(problem("~\n"), contains("the file is empty"));
    CHECK(problem("- a\n") == "f.yaml:1:1: a map of keys and values is expected, not a list");
    CHECK(problem("text\n") == "f.yaml:1:1: a map of keys and values is expected, not a single value");
    CHECK_THAT(problem("a: 1\n---\nb: 2\n"), contains("f.yaml:2:1: a second document starts here"));
    CHECK_THAT(problem("[a]: 1\n"), contains("f.yaml:1:1: a key must be a name"));
    CHECK_THAT(problem("~: 1\n"), contains("f.yaml:1:1: a key is missing, or is null"));
}

TEST_CASE("what YAML has beyond plain trees is refused") {
    CHECK_THAT(problem("a: &x 1\n"), contains("f.yaml:1:4: anchors and aliases"));
    CHECK_THAT(problem("a: &x [1]\nb: *x\n"), contains("anchors and aliases"));
    CHECK_THAT(problem("a: {<<: {b: 1}}\n"), contains("f.yaml:1:5: merge keys"));
    CHECK_THAT(problem("a: !!int 1\n"), contains("f.yaml:1:4: the tag"));
}

TEST_CASE("every duplicate key is reported, at any depth") {
    CHECK(problem("a: 1\nb: {c: 1, c: 2}\na: {d: 3}\n") ==
          "f.yaml:2:11: the key 'c' is given twice (first on line 2)\n"
          "f.yaml:3:1: the key 'a' is given twice (first on line 1)");
}

TEST_CASE("no input exhausts the machine") {
    CHECK_THAT(problem("a: " + repeated("[", 100'000)), contains("f.yaml:1:"));
    CHECK_THAT(problem("a: " + repeated("[", 100'000) + repeated("]", 100'000)),
               contains("nested more than 64 levels deep"));
    CHECK_THAT(problem(repeated("{a: ", 100'000)), contains("f.yaml:1:1: a key must be a name"));
    CHECK_THAT(problem(repeated("- ", 100'000)), contains("nested more than 64 levels deep"));
    CHECK_THAT(problem(repeated("? ", 100'000)), contains("f.yaml:1:3: a key must be a name"));
    CHECK_THAT(problem("a: [" + repeated("x,", 300'000) + "x]"), contains("at most 200000 values"));
    CHECK_THAT(problem("a: " + repeated("[", 900'000)),
               contains("f.yaml:1:800003: more than 800000 brackets, commas, colons and quotes"));
    CHECK_THAT(problem("a: " + std::string(9 << 20, 'x')), contains("at most 8 MiB"));
    std::string deep = "a: 1\n";
    for (int i = 0; i < 62; ++i) deep = "k: {" + deep + "}";
    CHECK(problem(deep).empty());
}

TEST_CASE("files that cannot be read say why") {
    const auto problem_of = [](const std::filesystem::path& file) {
        try {
            read_text_file(file);
            return std::string();
        } catch (const InputError& error) {
            return std::string(error.what());
        }
    };
    const TemporaryFolder folder;
    CHECK_THAT(problem_of(folder / "none.yaml"),
               contains("none.yaml: cannot be read: there is no such file"));
    CHECK_THAT(problem_of(std::filesystem::temp_directory_path()), contains("is a directory"));
    CHECK_THAT(problem_of("/dev/zero"), contains("is neither a regular file nor a pipe"));
    CHECK_THAT(problem_of(folder.write("large.yaml", std::string(9 << 20, ' '))),
               contains("is larger than 8 MiB"));
    CHECK(problem_of(folder.write("fine.yaml", "a: 1\n")).empty());
}
