// SPDX-License-Identifier: Apache-2.0
#include "engine/trajectory/jsonl.hpp"

#include <nlohmann/json.hpp>
#include <sstream>

#include "engine/trajectory/csv.hpp"
#include "tests/catch.hpp"
#include "tests/trajectory/sample_trajectory.hpp"

using namespace offramp;

TEST_CASE("a trajectory is written as JSON lines") {
    const Trajectory t = testing::sample_trajectory();
    const Names names = testing::sample_names();
    std::string text;
    append_jsonl(text, t, names);
    std::istringstream lines(text);
    std::vector<nlohmann::json> events;
    for (std::string line; std::getline(lines, line);) events.push_back(nlohmann::json::parse(line));
    REQUIRE(events.size() == t.events.size());

    const auto& action = events[4];
    CHECK(action["options"] == nlohmann::json{{"hold", 0.375}, {"climb", 0.5}, {"call", 0.125}});
    CHECK(action["probability"] == 0.5);
    CHECK(action["detail"].is_null());
    CHECK(action["rung_us"] == 0);
    CHECK(action["amount"] == 1);
    CHECK(action["channels"] == nlohmann::json{"hotline", "attaches, \"mil\""});
    CHECK(events[1]["actor"].is_null());
    CHECK(events[1]["crisis"].is_null());
    CHECK_FALSE(events[1].contains("options"));
    CHECK(events[7]["kind"] == "signal");
    CHECK(events[7]["label"] == "climb");
    CHECK(events[8]["kind"] == "misreading");
    CHECK(events[8]["label"].is_null());
    CHECK(events[8]["amount"] == 3);
    CHECK(events[11]["kind"] == "terms");
    CHECK(events[11]["detail"] == "accepted");
    CHECK(events[11]["label"] == "hotline");
    CHECK(events[11]["amount"] == -0.125);
    CHECK(events[15]["channels"] == nlohmann::json::array({"attaches, \"mil\""}));

    // The two formats name the same columns.
    std::istringstream header(csv_header(names).substr(0, csv_header(names).size() - 1));
    for (std::string column; std::getline(header, column, ',');) CHECK(events[1].contains(column));
}

TEST_CASE("the first JSON line, byte for byte") {
    Trajectory t = testing::sample_trajectory();
    t.events.resize(1);
    std::string text;
    append_jsonl(text, t, testing::sample_names());
    CHECK(text ==
          "{\"campaign\":7,\"time\":\"2026-01-01T00:00\",\"hours\":0,\"kind\":\"guardrail\",\"actor\":null,"
          "\"label\":\"cues\",\"detail\":\"adopted\",\"crisis\":null,\"round\":null,\"rung_us\":0,\"rung_"
          "cn\":0,"
          "\"tension\":0.25,\"trust_us\":0.3,\"trust_cn\":0.4,\"belief_us\":0.5,\"belief_cn\":0.1,"
          "\"channels\":[\"hotline\",\"attaches, "
          "\\\"mil\\\"\"],\"probability\":1,\"amount\":0,\"amount2\":0}\n");
}

TEST_CASE("JSON strings are escaped") {
    std::string out;
    append_json_string(out, "a\"b\\c\n\x01");
    CHECK(out == "\"a\\\"b\\\\c\\n\\u0001\"");
}
