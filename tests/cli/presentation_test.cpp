// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <mutex>
#include <string>
#include <thread>

#include "analysis/text_layout.hpp"
#include "cli/outcome_table.hpp"
#include "cli/progress.hpp"
#include "tests/catch.hpp"

using namespace offramp;
using namespace offramp::cli;

TEST_CASE("the progress line says how far, how fast, how long") {
    CHECK(progress_line(0, 100, 0.0) == "[..............................]   0 %");
    CHECK(progress_line(50, 100, 2.0) == "[###############...............]  50 %  25/s  2 s left");
    CHECK(progress_line(100, 100, 4.0) == "[##############################] 100 %  25/s  0 s left");
    CHECK_THAT(progress_line(1, 1'000'000, 1.0), contains("277.8 h left"));
    CHECK(progress_figures(3, 12, 12.0) == " 25 %  0.25/s  36 s left");
    CHECK(progress_figures(0, 0, 4.0) == "4 s so far");
}

TEST_CASE("progress says now and then how far the work is, even where the work says nothing") {
    std::mutex mutex;
    std::string text;
    const auto seen = [&](const std::string& part) {
        for (int patience = 0; patience < 10'000; ++patience) {
            {
                const std::lock_guard lock(mutex);
                if (text.find(part) != std::string::npos) return true;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        return false;
    };
    const auto write = [&](std::string_view more) {
        const std::lock_guard lock(mutex);
        text += more;
    };
    {
        Progress progress(8, {.redraws = false, .every = std::chrono::milliseconds(1), .write = write});
        CHECK(seen("offramp:   0 %\n"));
        progress.update(4, "points");
        CHECK(seen("offramp:  50 %  "));
        CHECK(seen(" left  points\n"));
        progress.update(3, 4);
        CHECK(seen("offramp:  75 %  "));
    }
    CHECK(text.find('\r') == std::string::npos);
    {
        Progress progress(0, {.redraws = true, .every = std::chrono::milliseconds(1), .write = write});
        CHECK(seen("\r\x1b[K[..............................] 0 s so far"));
    }
    CHECK(text.ends_with("\r\x1b[K"));
    text.clear();
    Progress(8, {.redraws = false, .every = std::chrono::hours(1), .write = write}).update(4);
    CHECK(text.empty());
}

TEST_CASE("the table has a column for each policy, and a dash where nothing is known") {
    RunRecord record;
    PolicyRecord base;
    base.name = "base";
    base.outcomes = {{"p_war", "campaigns that end in war", "", {0.012345, 0.01, 0.0155, 100}},
                     {"value_us", "payoff of us", "stakes", {-1234.5, -1300.0, -1200.0, 100}},
                     {"residual_max", "largest residual", "", {0.5, std::nullopt, std::nullopt, 100}},
                     {"accident_share_of_wars", "wars that no one chose", "", {}}};
    record.policies = {base, base};
    record.policies[1].name = "guardrails";
    record.policies[1].outcomes.pop_back();
    CHECK(outcome_table(record, {}, {.width = 80, .unicode = false}) ==
          "outcome                 base                   guardrails\n"
          "p_war                   0.0123 [0.01, 0.0155]  0.0123 [0.01, 0.0155]\n"
          "value_us (stakes)        -1234 [-1300, -1200]   -1234 [-1300, -1200]\n"
          "residual_max               0.5                    0.5\n"
          "accident_share_of_wars       -                      -\n");
    const std::string wide = outcome_table(record, {}, {.width = 200});
    CHECK_THAT(wide, contains("–") && contains("campaigns that end in war"));
}
