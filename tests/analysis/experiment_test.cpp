// SPDX-License-Identifier: Apache-2.0
#include "analysis/experiment.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>
#include <string_view>
#include <type_traits>
#include <variant>

#include "analysis/campaign_table.hpp"
#include "analysis/run_directory.hpp"
#include "engine/base/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

const std::string kScenario = OFFRAMP_SOURCE_DIR "/tests/cli/strait.yaml";
const std::vector<std::string> kPolicies = {"steady", "noisy"};

}  // namespace

TEST_CASE("simulators on several threads share a model and give what one gives") {
    const Experiment experiment = load_experiment(kScenario, kPolicies);
    const RunRecord one = run_experiment(experiment, {.seed = 5, .campaigns = 300, .threads = 1});
    const RunRecord four = run_experiment(experiment, {.seed = 5, .campaigns = 300, .threads = 4});
    CHECK(one.complete);
    CHECK(one.policies.at(0).campaigns_failed == 0);
    CHECK(to_json(one).dump() == to_json(four).dump());
    CHECK(to_json(one).dump() != to_json(run_experiment(experiment, {.seed = 6, .campaigns = 300})).dump());
}

TEST_CASE("what a run left replays") {
    const TemporaryDirectory directory;
    const Experiment experiment = load_experiment(kScenario, kPolicies);
    RunDirectory run(directory.path() / "run", false);
    const RunOutput output{.directory = &run, .format = "jsonl", .trajectories = 20};
    run_experiment(experiment, {.seed = 5, .campaigns = 30, .threads = 4, .output = output});
    for (const std::string& policy : kPolicies) {
        const RecordedCase recorded = load_recorded_case(run.path(), policy);
        std::string replayed;
        for (std::uint64_t campaign = 0; campaign < 20; ++campaign) {
            const Model& model = recorded.policy_case.model;
            append_trajectory(replayed, "jsonl", replay(model, recorded.record.seed, campaign), model.names);
        }
        CHECK(replayed == file_text(trajectories_path(run.path(), policy, "jsonl")));
    }
    CHECK_THROWS_WITH(load_recorded_case(run.path(), ""), contains("name one"));
}

TEST_CASE("progress runs over all policies, and an interrupt leaves the rest undone") {
    const Experiment experiment = load_experiment(kScenario, kPolicies);
    std::stop_source stop;
    std::uint64_t last = 0;
    RunOptions options{.seed = 5, .campaigns = 1000, .threads = 2, .cancel = stop.get_token()};
    options.progress = [&](std::uint64_t done) {
        last = done;
        if (done > 1000) stop.request_stop();
    };
    const RunRecord record = run_experiment(experiment, options);
    CHECK_FALSE(record.complete);
    CHECK(record.policies.at(0).campaigns_done == 1000);
    CHECK(record.policies.at(1).campaigns_done == last - 1000);
    CHECK(record.policies.at(1).campaigns_done < 1000);
}

TEST_CASE("a policy given twice is refused") {
    const std::vector<std::string> twice = {"steady", "steady"};
    CHECK_THROWS_WITH(load_experiment(kScenario, twice), contains("two policies named 'steady'"));
}

TEST_CASE("a table has a row for each campaign of a run, whatever the threads") {
    const Experiment experiment = load_experiment(kScenario, kPolicies);
    const CampaignTable one = campaign_table(experiment, {.seed = 5, .campaigns = 200, .threads = 1});
    const CampaignTable four = campaign_table(experiment, {.seed = 5, .campaigns = 200, .threads = 4});
    const RunRecord run = run_experiment(experiment, {.seed = 5, .campaigns = 200});
    REQUIRE(one.complete);
    REQUIRE(one.columns.size() == 2 + campaign_column_names(experiment.cases[0].model.names).size());
    CHECK(std::get<Categories>(one.columns[0].values).names == kPolicies);
    for (std::size_t c = 2; c < one.columns.size(); ++c) {
        INFO(one.columns[c].name);
        CHECK(one.columns[c].name == four.columns[c].name);
        const auto same = [&](const auto& values) {
            using Values = std::decay_t<decltype(values)>;
            if constexpr (std::is_same_v<Values, Categories>) {
                return false;  // of numbers
            } else {
                return values.size() == 400 && values == std::get<Values>(four.columns[c].values);
            }
        };
        CHECK(std::visit(same, one.columns[c].values));
    }
    const auto column = [&](std::string_view name) {
        const auto found = std::ranges::find(one.columns, name, &Column::name);
        REQUIRE(found != one.columns.end());
        return found->values;
    };
    const auto wars = std::get<std::vector<Truth>>(column("war"));
    const auto values = std::get<std::vector<double>>(column("value_cn"));
    const auto campaigns = std::get<std::vector<std::uint64_t>>(column("campaign"));
    for (std::size_t p = 0; p < 2; ++p) {
        double war = 0.0;
        double value = 0.0;
        for (std::size_t k = 0; k < 200; ++k) {
            CHECK(campaigns[200 * p + k] == k);
            war += wars[200 * p + k] == Truth::kTrue ? 1.0 : 0.0;
            value += values[200 * p + k];
        }
        const auto estimate = [&](std::string_view name) {
            const auto& outcomes = run.policies[p].outcomes;
            return std::ranges::find(outcomes, name, &Outcome::name)->estimate.value.value();
        };
        CHECK(war / 200 == Approx(estimate("p_war")));
        CHECK(value / 200 == Approx(estimate("value_cn")).epsilon(1e-7));
    }
}

TEST_CASE("a table has the columns that are asked for, and none that there is not") {
    const Experiment experiment = load_experiment(kScenario, {});
    const RunOptions few{.seed = 5, .campaigns = 3};
    const CampaignTable table = campaign_table(experiment, few, {"value_us", "payoff_war_cn"});
    REQUIRE(table.columns.size() == 4);
    CHECK(table.columns[2].name == "value_us");
    CHECK(table.columns[3].name == "payoff_war_cn");
    CHECK_THROWS_WITH(campaign_table(experiment, few, {"value_su"}), contains("did you mean 'value_us'"));
}

TEST_CASE("values are laid over every policy") {
    const Override dearer{.path = "incidents.intercept.stakes", .value = "3", .where = {"values"}};
    const Experiment plain = load_experiment(kScenario, kPolicies);
    const Experiment changed = load_experiment(kScenario, kPolicies, 1, {}, std::span(&dearer, 1));
    CHECK(changed.hash != plain.hash);
    for (std::size_t p = 0; p < 2; ++p) {
        CHECK(changed.cases[p].model.hash != plain.cases[p].model.hash);
        CHECK_THAT(changed.cases[p].canonical_text, contains("stakes: 3"));
    }
    const Override unfit{.path = "incidents.intercept.stakes", .value = "many", .where = {"values"}};
    CHECK_THROWS_WITH(load_experiment(kScenario, kPolicies, 1, {}, std::span(&unfit, 1)), contains("values"));
}
