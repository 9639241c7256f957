// SPDX-License-Identifier: Apache-2.0
#include "analysis/store/event_lines.hpp"
#include "tests/catch.hpp"

using namespace offramp;

namespace {

bool takes(EventLines& lines, std::string_view text) {
    return lines.each(text, [](std::string_view, const nlohmann::ordered_json&) {});
}

}  // namespace

TEST_CASE("kept trajectories are lines of events, all with the same columns") {
    EventLines lines;
    std::vector<std::string> kinds;
    CHECK(
        lines.each("{\"kind\":\"state\",\"round\":null,\"channels\":[\"hotline\"]}\n"
                   "{\"kind\":\"action\",\"round\":0,\"channels\":[],\"options\":{\"hold\":1}}\n",
                   [&](std::string_view line, const nlohmann::ordered_json& event) {
                       CHECK(nlohmann::ordered_json::parse(line) == event);
                       kinds.push_back(event.at("kind"));
                   }));
    CHECK(kinds == std::vector<std::string>{"state", "action"});
    CHECK(takes(lines, "{\"kind\":\"state\",\"round\":1.5,\"channels\":[]}"));
    for (const char* other :
         {"", "\n", "no JSON", "[]", "{}", "{\"kind\":\"state\"", "{\"kind\":\"state\"}\n",
          " {\"kind\":\"state\",\"round\":1,\"channels\":[]}",
          "{\"kind\":\"state\",\"channels\":[],\"round\":1}\n", "{\"kind\":{},\"round\":1,\"channels\":[]}\n",
          "{\"kind\":\"state\",\"round\":1e999,\"channels\":[]}\n",
          "{\"kind\":\"state\",\"round\":1,\"channels\":[1]}\n"}) {
        INFO(other);
        CHECK_FALSE(takes(lines, other));
    }
}
