// SPDX-License-Identifier: Apache-2.0
#include "engine/trajectory/csv.hpp"

#include "tests/catch.hpp"
#include "tests/trajectory/sample_trajectory.hpp"

using namespace offramp;

TEST_CASE("a trajectory is written as CSV with one row for each event") {
    Trajectory t = testing::sample_trajectory();
    const Names names = testing::sample_names();
    std::string text = csv_header(names);
    append_csv(text, t, names);
    CHECK(std::count(text.begin(), text.end(), '\n') == static_cast<long>(t.events.size()) + 1);
    const std::string begin =
        "campaign,time,hours,kind,actor,label,detail,crisis,round,rung_us,rung_cn,tension,trust_us,trust_cn,"
        "belief_us,belief_cn,channels,probability,amount,amount2\n"
        "7,2026-01-01T00:00,0,guardrail,,cues,adopted,,,0,0,0.25,0.3,0.4,0.5,0.1,\"hotline|attaches, "
        "\"\"mil\"\"\",1,0,0\n"
        "7,2026-01-01T00:00,0,state,,,,,,0,0,0.25,0.3,0.4,0.5,0.1,\"hotline|attaches, \"\"mil\"\"\",1,0,0\n"
        "7,2026-02-11T16:15,1000.25,incident,cn,unsafe_intercept,accidental,,,0,0,0.25,0.3,0.4,0.5,0.1,"
        "\"hotline|attaches, \"\"mil\"\"\",1,0,0\n";
    CHECK(text.substr(0, begin.size()) == begin);
    CHECK_THAT(text, contains("7,2026-02-11T20:30,1004.5,action,us,climb,,0,0,0,1,0.25,0.3,0.4,0.5,0.1,"
                              "\"hotline|attaches, \"\"mil\"\"\",0.5,1,0\n"));
}

TEST_CASE("the CSV number reads back as the same value") {
    Trajectory t;
    Event event;
    event.tension = 0.1 + 0.2;
    t.events.push_back(event);
    std::string text;
    append_csv(text, t, testing::sample_names());
    CHECK_THAT(text, contains(",0.30000000000000004,"));
}

TEST_CASE("a label that is not on its axis is a bug that is reported") {
    Trajectory t;
    Event event;
    event.kind = EventKind::kAction;
    event.label = 99;
    t.events.push_back(event);
    std::string text;
    CHECK_THROWS_WITH(append_csv(text, t, testing::sample_names()), contains("label"));
}
