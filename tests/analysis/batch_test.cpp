// SPDX-License-Identifier: Apache-2.0
#include "analysis/batch.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>

#include "analysis/outcomes.hpp"
#include "engine/base/error.hpp"
#include "tests/analysis/synthetic.hpp"
#include "tests/catch.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

CampaignRunner synthetic_runner() {
    return [](std::uint64_t campaign, Trajectory* record) {
        if (campaign % 211 == 3) throw std::runtime_error("campaign " + std::to_string(campaign) + " broke");
        if (campaign % 17 == 0) std::this_thread::yield();  // unequal work
        if (record != nullptr) record->campaign = campaign;
        return synthetic_summary(campaign);
    };
}

struct Run {
    BatchResult<OutcomeTotals> result;
    std::string text;
};

TrajectoryOutput numbers_into(std::string& text, std::uint64_t count) {
    return {.count = count,
            .format = [](std::string& out, const Trajectory& t) { out += std::to_string(t.campaign) + "\n"; },
            .write = [&text](std::string_view part) { text += part; }};
}

Run run(std::uint64_t first, std::uint64_t count, int threads, std::uint64_t trajectories) {
    std::string text;
    BatchResult result =
        run_batch(synthetic_runner, kSyntheticWarRung, {.first = first, .count = count, .threads = threads},
                  numbers_into(text, trajectories));
    return {std::move(result), std::move(text)};
}

}  // namespace

TEST_CASE("a batch gives the same totals and the same text on any number of threads") {
    const Run one = run(0, 5000, 1, 1000);
    CHECK(one.result.complete);
    CHECK(one.result.done == 5000);
    std::string expected;
    for (int campaign = 0; campaign < 1000; ++campaign) {
        if (campaign % 211 != 3) expected += std::to_string(campaign) + "\n";
    }
    CHECK(one.text == expected);
    for (const int threads : {2, 3, 8}) {
        const Run many = run(0, 5000, threads, 1000);
        CHECK(many.result.totals == one.result.totals);
        CHECK(many.text == one.text);
    }
}

TEST_CASE("shards merge to the whole batch") {
    const Run whole = run(0, 3000, 2, 0);
    BatchResult<OutcomeTotals> merged = run(1234, 1766, 2, 0).result;
    merged.totals.merge(run(0, 1234, 2, 0).result.totals);
    CHECK(merged.totals == whole.result.totals);
}

TEST_CASE("a campaign that breaks is recorded with its number and message") {
    const Run broken = run(0, 300, 2, 0);
    CHECK(broken.result.totals.failed() == 2);
    CHECK(broken.result.totals.campaigns() == 298);
    REQUIRE(broken.result.totals.first_failures().size() == 2);
    CHECK(broken.result.totals.first_failures()[1] == FailedCampaign{214, "campaign 214 broke"});
}

TEST_CASE("a runner that threw is not used again") {
    int made = 0;
    const MakeRunner make = [&made]() -> CampaignRunner {
        return [number = ++made](std::uint64_t campaign, Trajectory*) {
            if (campaign == 1) throw RuntimeFailure("broke");
            CampaignSummary summary;
            summary.rounds = number;
            return summary;
        };
    };
    CampaignWorker worker(make);
    CHECK(worker.run(0, nullptr).rounds == 1);
    CHECK_THROWS_AS(worker.run(1, nullptr), RuntimeFailure);
    CHECK(worker.run(2, nullptr).rounds == 2);
    CHECK(worker.run(3, nullptr).rounds == 2);
}

TEST_CASE("a cancelled batch reports the campaigns it finished, and they are the first") {
    std::stop_source stop;
    std::string text;
    BatchOptions options{.count = 1'000'000, .threads = 4, .cancel = stop.get_token()};
    options.progress = [&](std::uint64_t done) {
        if (done >= 640) stop.request_stop();
    };
    const BatchResult result =
        run_batch(synthetic_runner, kSyntheticWarRung, options, numbers_into(text, options.count));
    CHECK_FALSE(result.complete);
    CHECK(result.done >= 640);
    CHECK(result.done < 10'000);
    const Run same = run(0, result.done, 1, result.done);
    CHECK(result.totals == same.result.totals);
    CHECK(text == same.text);
}

TEST_CASE("a batch cancelled before it starts does nothing") {
    std::stop_source stop;
    stop.request_stop();
    const BatchResult result = run_batch(synthetic_runner, kSyntheticWarRung,
                                         {.count = 100, .threads = 2, .cancel = stop.get_token()});
    CHECK(result.done == 0);
    CHECK_FALSE(result.complete);
}

TEST_CASE("what the writer throws ends the batch") {
    const TrajectoryOutput full = {.count = 10'000,
                                   .format = [](std::string& out, const Trajectory&) { out += "x"; },
                                   .write = [](std::string_view) { throw RuntimeFailure("disk full"); }};
    CHECK_THROWS_AS(run_batch(synthetic_runner, kSyntheticWarRung, {.count = full.count, .threads = 4}, full),
                    RuntimeFailure);
}

TEST_CASE("progress counts up to the end") {
    std::uint64_t last = 0;
    bool rising = true;
    BatchOptions options{.count = 1000, .threads = 3};
    options.progress = [&](std::uint64_t done) {
        rising = rising && done > last;
        last = done;
    };
    run_batch(synthetic_runner, kSyntheticWarRung, options);
    CHECK(rising);
    CHECK(last == 1000);
}
