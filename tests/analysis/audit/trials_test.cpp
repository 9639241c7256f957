// SPDX-License-Identifier: Apache-2.0
#include "analysis/audit/trials.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "engine/scenario/number_paths.hpp"
#include "engine/scenario/read_scenario.hpp"
#include "tests/catch.hpp"

using namespace offramp;

namespace {

const ValidatedScenario& small() {
    static const ValidatedScenario scenario =
        load_scenario(std::string(OFFRAMP_SOURCE_DIR) + "/tests/extremes/small.yaml");
    return scenario;
}

std::vector<std::string> values(const std::vector<AuditTrial>& trials) {
    std::vector<std::string> values;
    for (const AuditTrial& trial : trials) values.push_back(trial.value);
    return values;
}

std::vector<std::string> usual(const std::string& path) {
    return values(usual_trials(small().scenario(), path));
}

using Values = std::vector<std::string>;

}  // namespace

TEST_CASE("every number of a scenario has a path, and is there") {
    for (const char* file : {"tests/extremes/small.yaml", "scenarios/us-china-2023.yaml"}) {
        const ValidatedScenario scenario = load_scenario(std::string(OFFRAMP_SOURCE_DIR) + "/" + file);
        const std::vector<std::string> paths = number_paths(scenario.scenario());
        CHECK(std::set<std::string>(paths.begin(), paths.end()).size() == paths.size());
        for (const std::string& path : paths) {
            INFO(path);
            CHECK(value_at(scenario.scenario(), path).number.has_value());
        }
    }
    const std::vector<std::string> paths = number_paths(small().scenario());
    const auto has = [&](const std::string& path) { return std::ranges::find(paths, path) != paths.end(); };
    CHECK(has("tension.mean"));
    CHECK(has("ladder.clash.pressure.us"));
    CHECK_FALSE(has("ladder.clash.pressure"));  // not the same for both
    CHECK(has("ladder.clash.cost"));
    CHECK(has("actors.us.types.firm.war_cost"));
    CHECK(has("channels.hotline.pickup.cn.effects.trust.cn"));
    CHECK(has("channels.hotline.latency.shape"));
    CHECK(has("actions.call.terms.2"));
    CHECK_FALSE(has("time.start"));
    CHECK_FALSE(has("actors.us.agent.rule"));
}

TEST_CASE("numbers without a range are tried at half and double, shares at half and double the odds") {
    CHECK(usual("tension.relaxation") == Values{"720h", "2880h"});
    CHECK(usual("actors.us.rationality") == Values{"1", "4"});
    CHECK(usual("channels.hotline.pickup.cn.base") == Values{"0.3333", "0.6667"});  // odds of 1
    CHECK(usual("channels.hotline.pickup.us.base") == Values{"0.8182", "0.9474"});  // odds of 9
    CHECK(usual("channels.hotline.latency.base") == Values{"1h", "4h"});
    CHECK(usual("channels.hotline.thaw.effects.tension") == Values{"-2", "-0.5"});
    CHECK(usual("actions.climb.move") == Values{"0", "2"});
    CHECK(usual("actions.strike.reversible") == Values{"true"});
    CHECK(usual("actions.strike.from_round") == Values{"0", "2"});
    CHECK(usual("actions.hold.tension").empty());  // zero, and no share
    CHECK(usual("channels.hotline.fidelity") == Values{"0.8182", "0.9474"});
    CHECK(usual("actors.cn.types.only.prior").empty());  // nothing to take it from
}

TEST_CASE("what a prior gains the other types lose") {
    const std::vector<AuditTrial> trials = usual_trials(small().scenario(), "actors.us.types.firm.prior");
    REQUIRE(trials.size() == 2);
    for (const AuditTrial& trial : trials) {
        const ValidatedScenario moved = with_overrides(small(), trial.overrides);
        double sum = 0.0;
        for (const ResolveType& type : moved.scenario().actors[0].types) sum += type.prior;
        CHECK(sum == Approx(1.0).margin(1e-12));
    }
    CHECK(trials[0].value == "0.25");    // odds of 2/3, halved
    CHECK(trials[1].value == "0.5714");  // doubled
}

TEST_CASE("a factor states the range of the number that it moves alone") {
    const std::string path = "tension.mean";
    Factor factor;
    factor.paths = {path};
    factor.levels = {"0.5", "0.1", "0.3"};
    REQUIRE(states_range_of(factor, path));
    CHECK(values(stated_trials(small().scenario(), path, factor)) == Values{"0.1", "0.5"});
    factor.distribution = Distribution{.family = DistributionFamily::kUniform, .low = 0.2, .high = 0.6};
    const std::vector<AuditTrial> trials = stated_trials(small().scenario(), path, factor);
    REQUIRE(trials.size() == 2);
    CHECK(std::stod(trials[0].value) == Approx(0.22));  // where 5 % lie below
    CHECK(std::stod(trials[1].value) == Approx(0.58));
    factor.paths.emplace_back("tension.initial");
    CHECK_FALSE(states_range_of(factor, path));
    factor.paths = {path};
    factor.how = Override::How::kScale;
    CHECK_FALSE(states_range_of(factor, path));
}

TEST_CASE("a value that does not do is tried nearer") {
    const std::string path = "tension.relaxation";
    const AuditTrial far = usual_trials(small().scenario(), path).back();
    CHECK(values(nearer(small().scenario(), path, far)) == Values{"2160h"});
    const AuditTrial truth = usual_trials(small().scenario(), "actions.strike.reversible").front();
    CHECK(nearer(small().scenario(), "actions.strike.reversible", truth).empty());
    const AuditTrial one = usual_trials(small().scenario(), "actions.climb.move").back();
    CHECK(nearer(small().scenario(), "actions.climb.move", one).empty());
}
