// SPDX-License-Identifier: Apache-2.0
#include "analysis/audit/sources.hpp"

#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace offramp;
using namespace offramp::testing;
using Marks = std::vector<std::string>;

TEST_CASE("a comment's marks hold for its line, and for those below up to the next") {
    const TemporaryDirectory folder;
    const std::filesystem::path file = folder.path() / "s.yaml";
    write_text(file,
               "# The head [general], over\n"
               "# two lines [MID].\n"
               "tension: {initial: 0.4, mean: 0.3}\n"
               "title: \"a # [form] in a text\"\n"
               "actors:\n"
               "  us:\n"
               "    rationality: 2      # [judgement] range [0, 1]\n"
               "    discount: 0.1/y\n"
               "    pickup: {base: 0.5, effects: {trust.us: 1}}  # nothing is said\n"
               "ladder:                # [form]\n"
               "  - {name: calm, cost: 1/day}\n");
    Sources sources(file);
    CHECK(sources.of("tension.mean") == Marks{"MID", "general"});
    CHECK(sources.of("actors.us.rationality") == Marks{"judgement"});
    CHECK(sources.of("actors.us.discount") == Marks{"judgement"});
    CHECK(sources.of("actors.us.pickup.effects.trust.us").empty());
    CHECK(sources.of("ladder.calm.cost") == Marks{"form"});
    CHECK(sources.of("ladder.calm.cost.us") == Marks{"form"});  // one value for both
    CHECK(sources.of("actors.cn.rationality").empty());
    CHECK(sources.has("ladder.0.cost"));
    CHECK(sources.has("actors.us.discount.base"));
    CHECK_FALSE(sources.has("actors.us.types"));
    CHECK(is_sourced({"judgement", "MID"}));
    CHECK_FALSE(is_sourced({"judgement", "form"}));
    CHECK_FALSE(is_sourced({}));
}
