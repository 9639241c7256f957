// SPDX-License-Identifier: Apache-2.0
#include "analysis/experiment.hpp"

#include <nlohmann/json.hpp>

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
