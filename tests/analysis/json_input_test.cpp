// SPDX-License-Identifier: Apache-2.0
#include "analysis/json_input.hpp"

#include "engine/base/error.hpp"
#include "tests/catch.hpp"

using namespace offramp;
using Json = nlohmann::ordered_json;

namespace {

std::string complaint_of(const std::string& text, const Json& shape) {
    try {
        require_shape(parse_json(text, "a.json"), shape, text, "a.json");
    } catch (const InputError& error) {
        return to_string(error.diagnostics());
    }
    return "";
}

const Json kShape = {{"name", ""},
                     {"list", Json::array({{{"number", 1}, {"maybe", 0}, {"deep", {{"flag", true}}}}})}};

}  // namespace

TEST_CASE("what fits its shape is taken, with whatever else it has") {
    CHECK(complaint_of(R"({"more": [1], "name": "x", "list": []})", kShape).empty());
    CHECK(complaint_of(R"({"name": "x", "list": [{"number": 2.5, "maybe": null, "deep": {"flag": false}},
                          {"number": 0, "maybe": 3, "deep": {"flag": true, "other": {}}}]})",
                       kShape)
              .empty());
}

TEST_CASE("what does not fit is located, whatever stands before it") {
    CHECK(complaint_of("[1]", kShape) == "a.json:1:1: an object is expected here, not a list");
    CHECK(complaint_of("\n  {\"list\": []}", kShape) == "a.json:2:3: the key 'name' is missing here");
    CHECK(complaint_of("{\"é\": 0, \"name\": 7, \"list\": []}", kShape) ==
          "a.json:1:18: a text is expected here, not a number (at /name)");
    const std::string start =
        "{\"other\": {\"list\": [[1, 2], {\"a\": 3}]}, \"name\": \"[,:{\\\"\",\n\"list\": [\n";
    const std::string sound = "{\"deep\": {\"flag\": true}, \"maybe\": 1, \"number\": 1},\n";
    CHECK(
        complaint_of(start + sound + "{\"number\": 1, \"maybe\": 2, \"deep\": {\"flag\": null}}]}", kShape) ==
        "a.json:4:44: true or false is expected here, not null (at /list/1/deep/flag)");
    CHECK(complaint_of(start + sound + "{\"number\": null, \"maybe\": 2, \"deep\": {\"flag\": true}}]}",
                       kShape) == "a.json:4:12: a number is expected here, not null (at /list/1/number)");
    CHECK(complaint_of(start + sound + sound + " 5]}", kShape) ==
          "a.json:5:2: an object is expected here, not a number (at /list/2)");
}

TEST_CASE("broken JSON, and such as is nested without end, is refused where it breaks") {
    CHECK_THAT(complaint_of("{\"a\": 1,\n  \"b\": ?}", kShape), contains("a.json:2:8: broken JSON"));
    CHECK_THAT(complaint_of("", kShape), contains("broken JSON"));
    CHECK_THAT(complaint_of("\"\xff\"", kShape), contains("broken JSON"));
    CHECK_THAT(complaint_of(std::string(100'000, '['), kShape),
               contains("a.json:1:101: is nested more than 100 deep"));
    CHECK(complaint_of(std::string(100, '[') + std::string(100, ']'), kShape) ==
          "a.json:1:1: an object is expected here, not a list");
    CHECK(complaint_of("\"" + std::string(200, '[') + "\"", kShape) ==
          "a.json:1:1: an object is expected here, not a text");
}
