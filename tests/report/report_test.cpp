// SPDX-License-Identifier: Apache-2.0
#include "analysis/report/report.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "analysis/audit/audit.hpp"
#include "analysis/audit/audit_json.hpp"
#include "analysis/comparison_record.hpp"
#include "analysis/report/sensitivity_data.hpp"
#include "analysis/report/sweep_data.hpp"
#include "engine/scenario/read_scenario.hpp"
#include "tests/catch.hpp"
#include "tests/sweep/strait_sweep.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

using Json = nlohmann::ordered_json;

Json report_of(const std::string& store, int threads, std::uint64_t campaigns = 60) {
    Json report = empty_report();
    REQUIRE(add_store(report, StoreReader(store),
                      {.campaigns = campaigns,
                       .sampled = 40,
                       .threads = threads,
                       .cancel = {},
                       .progress = {},
                       .tables = {}}));
    return report;
}

}  // namespace

TEST_CASE("the report of a store has its sweep, and its policies compared with the scenario as it stands") {
    const SweepFolder folder;
    run_into(load_sweep(folder.write(strait_sweep("10"))), folder / "store.sqlite");
    const Json report = report_of(folder / "store.sqlite", 2);
    CHECK(report == report_of(folder / "store.sqlite", 1));
    const Json& sweep = report["sweep"];
    CHECK(sweep["points"].size() == 12 * 2);
    CHECK(sweep["settings"].size() == 3);
    const StoreReader store(folder / "store.sqlite");
    const std::vector<StoredPoint> points = store.points();
    for (std::size_t p = 0; p < 2; ++p) {
        for (std::size_t k = 0; k < points.size(); k += 5) {
            const Estimate& estimate = points[k].estimates[p][0];
            CHECK(sweep["estimates"][p][0][k][0].get<double>() == Approx(*estimate.value).epsilon(1e-3));
            CHECK(sweep["estimates"][p][0][k][2].get<double>() == Approx(*estimate.high).epsilon(1e-3));
        }
    }
    CHECK(sweep["differences"][1][0][3][1].get<double>() ==
          Approx(*store.point(3).differences[1][0]->low).epsilon(1e-3).margin(1e-12));

    // The same as offramp compare would give.
    const std::vector<std::string> policies = {"steady", "noisy"};
    const Json compared =
        to_json(compare_policies(load_experiment(OFFRAMP_SOURCE_DIR "/tests/cli/strait.yaml", policies),
                                 {.seed = 7, .campaigns = 60}));
    CHECK(report["comparison"]["differences"] == compared["differences"]);
    CHECK(report["comparison"]["policies"][0]["name"] == "steady");
    CHECK(report["over_time"]["campaigns"] == 40);
    CHECK(report["explorer"]["campaigns"].size() > 1);

    const Json stored_only = report_of(folder / "store.sqlite", 1, 0);
    CHECK(stored_only.contains("sweep"));
    CHECK_FALSE(stored_only.contains("comparison"));
}

TEST_CASE("a store that is too large for a page is thinned, and the page says so") {
    const SweepFolder folder;
    run_into(load_sweep(folder.write(strait_sweep("3"))), folder / "store.sqlite");
    const StoreReader store(folder / "store.sqlite");
    const Json whole = sweep_data_json(store);
    const Json central = sweep_data_json(store, 1000);
    CHECK(whole["outcomes_left_out"] == 0);
    CHECK(central["outcomes_left_out"].get<std::size_t>() + central["outcomes"].size() ==
          whole["outcomes"].size());
    CHECK(central["points"].size() == 24);
    const Json thin = sweep_data_json(store, 100);
    CHECK(thin["points_finished"] == 24);
    const std::size_t numbers = thin["points"].size() * thin["outcomes"].size() * 2;
    CHECK(numbers <= 100 + 2 * thin["outcomes"].size());
    CHECK(thin["points"][0] == 0);
}

TEST_CASE("the effect of a factor is the mean at its highest level against that at its lowest") {
    const SweepFolder folder;
    run_into(load_sweep(folder.write(strait_sweep("20"))), folder / "store.sqlite");
    const StoreReader store(folder / "store.sqlite");
    const Json data = sensitivity_data_json(store);
    const Json& item = data["effects"][0];
    const auto place = [&](const std::string& name) {
        const auto& list = store.info().outcomes;
        return static_cast<std::size_t>(
            std::find_if(list.begin(), list.end(), [&](const auto& o) { return o.name == name; }) -
            list.begin());
    };
    const std::size_t outcome = place(item["outcome"]);
    CHECK(item["policy"] == "steady");
    const Json& latency = item["factors"][0];
    CHECK(latency["name"] == "latency");
    CHECK(latency["points_low"] == 6);
    double sum = 0.0;
    for (const StoredPoint& point : store.points()) {
        if (point.settings[0].number == 1.0) sum += *point.estimates[0][outcome].value;
    }
    CHECK(latency["low"]["estimate"].get<double>() == Approx(sum / 6).epsilon(1e-3));
    CHECK(latency["low"]["low"] < latency["low"]["estimate"]);
    CHECK(latency["low"]["estimate"] < latency["low"]["high"]);
    CHECK(item["factors"][1]["low_setting"] != item["factors"][1]["high_setting"]);  // of names, too
    CHECK_FALSE(data.contains("why_not"));
    CHECK(data["sensitivity"].size() == data["effects"].size());
}

TEST_CASE("one factor at a time has effects, with the intervals of the store, and no shares of variance") {
    const SweepFolder folder;
    std::string text = strait_sweep("20");
    text.replace(text.find("factorial"), 9, "one_at_a_time");
    run_into(load_sweep(folder.write(text)), folder / "store.sqlite");
    const StoreReader store(folder / "store.sqlite");
    const Json data = sensitivity_data_json(store);
    CHECK(data.contains("why_not"));
    CHECK(data["sensitivity"].empty());
    const Json& low = data["effects"][0]["factors"][0]["low"];
    const Estimate& stored = store.points().at(1).estimates[0][0];  // the point after the scenario itself
    REQUIRE(data["effects"][0]["factors"][0]["points_low"] == 1);
    if (data["effects"][0]["outcome"] == store.info().outcomes[0].name) {
        CHECK(low["estimate"].get<double>() == Approx(*stored.value).epsilon(1e-3));
        CHECK(low["high"].get<double>() == Approx(*stored.high).epsilon(1e-3));
    }
    CHECK(low["low"] < low["high"]);
}

TEST_CASE("the page gets an audit's changes, and where the difference comes to with them") {
    const std::string file = OFFRAMP_SOURCE_DIR "/tests/cli/strait.yaml";
    const std::vector<ValidatedScenario> policies = {load_with_policy(file, "steady"),
                                                     load_with_policy(file, "noisy")};
    const Audit result =
        audit(policies, {}, file,
              {.seed = 5,
               .campaigns = 20,
               .threads = 2,
               .only = {"incidents.intercept.rate", "incidents.intercept.stakes", "actors.us.agent.level"},
               .together = 2,
               .negligible = 1e-6});
    // So little counts as nothing that the rate moves the difference.
    const Json record = audit_json(result, 1e-6);
    Json report = empty_report();
    add_record(report, record, "audit.json");
    const Json& page = report["audit"];
    CHECK(page["outcomes"][2]["bound"] == record["outcomes"][2]["spread"].get<double>() * 1e-6);
    CHECK(page["contrast_titles"].size() == 3);
    const Json& level = record["outcomes"][2]["levels"][2];
    std::size_t moving = 0;
    for (std::size_t k = 0; k < result.numbers.size(); ++k) {
        const Json& number = page["numbers"][k];
        const TrialResult& trial = result.numbers[k].trials.back();
        const Estimate& change = trial.changes[2][2];
        const Json& shown = number["trials"].back();
        CHECK(number["bearing"] == to_string(bearing_of(result, result.numbers[k], 1e-6)));
        CHECK(shown["changes"][2][2][0].get<double>() == Approx(*change.value).epsilon(1e-3));
        CHECK(shown.contains("there") == number["moves"][2]);
        if (!shown.contains("there")) continue;
        ++moving;
        CHECK(shown["there"][2][0].get<double>() ==
              Approx(*change.value + level["estimate"].get<double>()).epsilon(1e-3));
        CHECK(shown["there"][2][1].get<double>() ==
              Approx(*change.low + level["low"].get<double>()).epsilon(1e-3));
    }
    CHECK(moving > 0);
    CHECK(moving < result.numbers.size());
    const Json& together = record["together"];
    REQUIRE(together["numbers"].size() > 1);
    CHECK(page["together"]["groups"] == together["groups"]);
    for (std::size_t k = 0; k < together["numbers"].size(); ++k) {
        const Json& effects = together["numbers"][k]["effects"][2][2];
        const Json& mean = page["together"]["numbers"][k]["effects"][2][2]["mean"];
        CHECK(mean[0].get<double>() == Approx(effects["mean"]["estimate"].get<double>()).epsilon(1e-3));
    }

    Json short_one = record;
    short_one["numbers"][0]["trials"][0]["changes"][1].erase(0);
    CHECK_THAT(complaint([&] {
                   Json another = empty_report();
                   add_record(another, short_one, "a.json");
               }),
               contains("a.json: '" + result.numbers[0].path + "' has not a value by contrast"));
}

TEST_CASE("a record finds its section, once; anything else is refused") {
    const Json comparison = {
        {"policies", Json::array()}, {"differences", Json::array()}, {"verdicts", Json::array()}};
    Json report = empty_report();
    add_record(report, comparison, "a.json");
    CHECK(report.contains("comparison"));
    CHECK_THAT(complaint([&] { add_record(report, comparison, "b.json"); }),
               contains("b.json: is the second record of offramp compare"));
    CHECK_THAT(complaint([&] {
                   add_record(report, {{"rows", 1}}, "c.json");
               }),
               contains("c.json: is no record that a report can show"));
    const SweepFolder folder;
    const std::string text = folder.write("name: not JSON\n");
    CHECK_THAT(complaint([&] { add_record_file(report, text); }),
               contains("is neither a store of a sweep nor JSON"));
    CHECK_THAT(complaint([&] { add_record_file(report, folder / "none.json"); }), contains("cannot be read"));
}
