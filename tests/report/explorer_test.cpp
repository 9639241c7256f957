// SPDX-License-Identifier: Apache-2.0
#include "analysis/report/explorer.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/trajectory/event.hpp"
#include "tests/catch.hpp"
#include "tests/report/sampled.hpp"

using namespace offramp;
using offramp::testing::Sampled;

TEST_CASE("the campaigns picked first are the worst, the median and those that a policy changes most") {
    const Sampled s(120);
    const std::vector<PickedCampaign> picked = pick_campaigns(s.sample, s.models, 12);
    REQUIRE(picked.size() == 12);
    std::set<std::size_t> distinct;
    for (const PickedCampaign& pick : picked) {
        distinct.insert(pick.position);
        CHECK_FALSE(pick.reasons.empty());
    }
    CHECK(distinct.size() == picked.size());
    const auto rung = [&](std::size_t policy, std::size_t position) {
        return s.sample.courses[policy][position].summary.highest_rung;
    };
    const auto with_reason = [&](const std::string& reason) {
        return std::find_if(picked.begin(), picked.end(), [&](const PickedCampaign& pick) {
            return std::find(pick.reasons.begin(), pick.reasons.end(), reason) != pick.reasons.end();
        });
    };
    int worst = 0;
    int greatest_fall = 0;
    std::size_t below_median = 0;
    const auto median = with_reason("median under noisy");
    REQUIRE(median != picked.end());
    for (std::size_t c = 0; c < s.sample.courses[0].size(); ++c) {
        worst = std::max(worst, rung(0, c));
        greatest_fall = std::max(greatest_fall, rung(0, c) - rung(1, c));
        below_median += rung(0, c) < rung(0, median->position) ? 1U : 0U;
    }
    CHECK(picked.front().reasons.front() == "worst under noisy");
    CHECK(rung(0, picked.front().position) == worst);
    CHECK(below_median <= s.sample.courses[0].size() / 2);
    int fall = 0;  // a campaign that is picked for something else may also be one of those that fall
    for (const PickedCampaign& pick : picked) {
        if (std::ranges::find(pick.reasons, "climbs less high under steady") != pick.reasons.end())
            fall = std::max(fall, rung(0, pick.position) - rung(1, pick.position));
    }
    CHECK(fall == greatest_fall);
}

TEST_CASE("an explorer holds whole campaigns as they replay, within its bytes") {
    const Sampled s(40);
    const nlohmann::ordered_json all =
        explorer_json(s.sample, s.models, s.runners, {.at_most = 5, .bytes = 10'000'000});
    REQUIRE(all["campaigns"].size() == 5);
    CHECK(all["sampled"] == 40);
    const auto& item = all["campaigns"][0];
    for (std::size_t p = 0; p < 2; ++p) {
        const Trajectory record = replay(*s.models[p], 7, item["campaign"].get<std::uint64_t>());
        const auto& events = item["policies"][p]["events"];
        REQUIRE(events.size() == record.events.size());
        for (std::size_t k = 0; k < record.events.size(); ++k) {
            const Event& event = record.events[k];
            CHECK(all["kinds"][events[k][1].get<std::size_t>()] == to_string(event.kind));
            CHECK(events[k][6] == event.rungs[0]);
            if (event.kind != EventKind::kAction) continue;
            REQUIRE(events[k].size() == 18);
            CHECK(events[k][16] == event.label);
            double sum = 0.0;
            for (const auto& option : events[k][17]) sum += option[1].get<double>();
            CHECK(sum == Approx(1.0).margin(0.02));  // each is rounded to three digits
        }
    }
    const nlohmann::ordered_json few =
        explorer_json(s.sample, s.models, s.runners, {.at_most = 5, .bytes = 1});
    CHECK(few["campaigns"].size() == 1);
    CHECK(few["campaigns"][0] == all["campaigns"][0]);
}
