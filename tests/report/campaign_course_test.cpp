// SPDX-License-Identifier: Apache-2.0
#include "analysis/report/campaign_course.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "analysis/interval.hpp"
#include "analysis/report/over_time.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"
#include "tests/report/sampled.hpp"

using namespace offramp;
using offramp::testing::Sampled;

TEST_CASE("steps cover the horizon, and are never more than asked for") {
    const Model model = model_of("tests/cli/strait.yaml");  // 365 days in ticks of 7
    const StepGrid fine = step_grid(model, 120);
    CHECK(fine.step_hours == Approx(7 * 24.0));
    CHECK(fine.steps == 53);
    const StepGrid coarse = step_grid(model, 20);
    CHECK(coarse.step_hours == Approx(3 * 7 * 24.0));
    CHECK(coarse.steps == 18);
}

TEST_CASE("a course agrees with the summary of its campaign") {
    for (const char* file : {"tests/cli/strait.yaml", "tests/fixtures/compact.yaml"}) {
        const Model model = model_of(file);
        const StepGrid grid = step_grid(model);
        for_each_trajectory(model, 60, [&](const CampaignSummary& summary, const Trajectory& record) {
            const CampaignCourse course = course_of(record, summary, model, grid);
            REQUIRE(course.rung.size() == grid.steps);
            CHECK(*std::max_element(course.rung.begin(), course.rung.end()) == summary.highest_rung);
            CHECK(static_cast<int>(course.crises.size()) == summary.crises);
            CHECK(course.tension.size() == course.channels_open.size());
            const auto observed = static_cast<std::size_t>(summary.observed_hours / grid.step_hours);
            CHECK(course.tension.size() == std::min(observed + 1, grid.steps));
            for (const CrisisPath& crisis : course.crises) CHECK(crisis.peak >= crisis.opening);
            const auto open = std::count_if(course.crises.begin(), course.crises.end(),
                                            [](const CrisisPath& c) { return c.end == Detail::kCensored; });
            CHECK(open == summary.crises - summary.crises_ended);
            if (summary.war) CHECK(course.rung.back() == model.war_rung);
        });
    }
}

TEST_CASE("charts over time count what the courses hold") {
    const Sampled s(80);
    const nlohmann::ordered_json over = over_time_json(s.sample, s.models);
    CHECK(over["campaigns"] == 80);
    const std::size_t steps = s.sample.grid.steps;
    for (std::size_t p = 0; p < 2; ++p) {
        const auto& policy = over["policies"][p];
        const std::vector<CampaignCourse>& courses = s.sample.courses[p];
        CHECK(policy["name"] == s.models[p]->policy_name);
        const std::size_t step = steps / 2;
        const auto hits =
            std::count_if(courses.begin(), courses.end(), [&](const auto& c) { return c.rung[step] >= 2; });
        const Estimate share = wilson(static_cast<std::uint64_t>(hits), courses.size());
        CHECK(policy["reached"][1]["rung"] == 2);
        CHECK(policy["reached"][1]["share"][step].get<double>() == Approx(*share.value).epsilon(1e-3));
        CHECK(policy["reached"][1]["high"][step].get<double>() == Approx(*share.high).epsilon(1e-3));
        std::size_t crises = 0;
        for (const CampaignCourse& course : courses) crises += course.crises.size();
        CHECK(policy["crises"]["count"] == crises);
        std::size_t flows = 0;
        for (const auto& flow : policy["crises"]["flows"]) flows += flow["count"].get<std::size_t>();
        CHECK(flows == crises);
        // Quantiles are in order, and the highest rung so far never falls.
        double last = 0.0;
        for (std::size_t k = 0; k < steps; ++k) {
            const auto& q = policy["highest"];
            CHECK(q["q05"][k] <= q["q25"][k]);
            CHECK(q["q25"][k] <= q["q50"][k]);
            CHECK(q["q50"][k] <= q["q95"][k]);
            CHECK(q["q50_low"][k] <= q["q50"][k]);
            CHECK(q["q50"][k] <= q["q50_high"][k]);
            CHECK(q["q50"][k] >= last);
            last = q["q50"][k].get<double>();
        }
    }
}

TEST_CASE("a sample does not depend on the number of threads") {
    const Sampled one(100, 1);
    const Sampled four(100, 4);
    CHECK(over_time_json(one.sample, one.models) == over_time_json(four.sample, four.models));
}
