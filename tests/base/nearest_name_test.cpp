// SPDX-License-Identifier: Apache-2.0
#include "engine/base/nearest_name.hpp"

#include <vector>

#include "tests/catch.hpp"

using namespace offramp;

TEST_CASE("the nearest name is the one with the fewest edits, and none when all are far") {
    const std::vector<std::string> known = {"tension", "trust.us", "trust.cn", "presence.us"};
    CHECK(nearest_name("tensoin", known) == "tension");
    CHECK(nearest_name("trust_us", known) == "trust.us");
    CHECK(nearest_name("zzzzzzzz", known).empty());
    CHECK(nearest_name("x", {}).empty());
}

TEST_CASE("the hint falls back to the known names") {
    const std::vector<std::string> known = {"air", "sea"};
    CHECK(name_hint("aire", known) == "did you mean 'air'?");
    CHECK(name_hint("qqqqqqq", known) == "known here: air, sea");
    CHECK(name_hint("air", {}).empty());
}
