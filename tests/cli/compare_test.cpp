// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>
#include <set>

#include "tests/catch.hpp"
#include "tests/cli/program.hpp"

using namespace offramp::testing;
using nlohmann::json;

namespace {

const std::string kCompare = "compare " + test_file("strait.yaml") + " --seed 1 ";

json difference(const json& record, const std::string& policy, const std::string& name) {
    for (const json& entry : record["differences"]) {
        if (entry["policy"] == policy && entry["name"] == name) return entry;
    }
    FAIL(policy + " " + name + " is missing");
    return {};
}

}  // namespace

TEST_CASE("compare prints differences, survival and verdicts") {
    const ProgramResult result = run_offramp(kCompare + "--policies steady,noisy -n 300");
    CHECK(result.code == 0);
    CHECK(result.err.empty());
    CHECK_THAT(result.out, contains("A narrow strait: 300 campaigns under every policy, seed 1\n"));
    CHECK_THAT(result.out, contains("difference") && contains("95 % interval") && contains("var. red."));
    CHECK_THAT(result.out, contains("\nhours to de-escalate") && contains("three quarters"));
    CHECK_THAT(result.out, contains("\n- noisy raises P(war) from ") && contains("; clear."));
    CHECK(result.out.find("\np_max_rung_ge_3 ") < result.out.find("\np_war "));  // the headline first
    CHECK(result.out.find('\x1b') == std::string::npos);
    CHECK(result.out.find("█") == std::string::npos);
    const ProgramResult turned = run_offramp(kCompare + "--policies steady,noisy -b noisy -n 300 --headline");
    CHECK_THAT(turned.out, contains("\n- steady lowers P(war) from "));
    CHECK(turned.out.find("rounds_per_crisis") == std::string::npos);
    CHECK(turned.out.find("\ncrises under ") == std::string::npos);
    const ProgramResult kinds = run_offramp(kCompare + "--policies steady,noisy -n 300 --headline --by-kind");
    CHECK_THAT(kinds.out, contains("\ncrises under steady ") && contains("\ncrises under noisy "));
}

TEST_CASE("the JSON of a comparison has what is promised") {
    const std::string base = test_file("strait.yaml");
    const json record =
        json::parse(run_offramp(kCompare + "--policies steady,noisy," + base + " -n 300 --json").out);
    CHECK(record["scenario"]["name"] == "strait");
    CHECK(record["baseline"] == "steady");
    CHECK(record["complete"] == true);
    REQUIRE(record["policies"].size() == 3);
    CHECK(record["policies"][1]["name"] == "noisy");
    CHECK(record["policies"][1]["outcomes"].size() > 20);
    CHECK(record["policies"][1]["time_to_deescalation"]["curve"].size() > 5);
    CHECK(record["policies"][1]["time_to_deescalation"]["median_hours"]["estimate"].is_number());
    const json& kind = record["policies"][1]["endings_by_kind"][0];
    double shares = 0.0;
    for (const json& value : kind) {
        if (value.is_object()) shares += value["estimate"].get<double>();
    }
    CHECK(shares == Approx(1.0));
    for (const json& entry : record["differences"]) {
        for (const char* key : {"policy", "baseline", "name", "estimate", "low", "high", "variance_reduction",
                                "simultaneous_low", "ratio"}) {
            CHECK(entry.contains(key));
        }
    }
    const json war = difference(record, "noisy", "p_war");
    CHECK(war["low"].get<double>() > war["simultaneous_low"].get<double>());
    CHECK(war["discordant"]["policy_only"].get<int>() > war["discordant"]["baseline_only"].get<int>());
    CHECK(record["verdicts"].size() == 10);
    // Level by level it is what a run of each policy gives.
    const json run = json::parse(
        run_offramp("run " + test_file("strait.yaml") + " --seed 1 -p steady -p noisy -n 300 --json").out);
    CHECK(run["policies"][0]["outcomes"] == record["policies"][0]["outcomes"]);
    CHECK(run["policies"][1]["outcomes"] == record["policies"][1]["outcomes"]);
}

TEST_CASE("the number of threads changes no byte of a comparison") {
    for (const std::string how : {"-n 300 --json", "-n 300", "--precision 0.05 --json"}) {
        const std::string arguments = kCompare + "--policies steady,noisy " + how;
        CHECK(run_offramp(arguments + " -j 1").out == run_offramp(arguments + " -j 8").out);
    }
}

TEST_CASE("a policy without effects is identical") {
    const std::string arguments = kCompare + "--policies " + test_file("strait.yaml") + ",idle -n 200";
    const json record = json::parse(run_offramp(arguments + " --json").out);
    CHECK(record["policies"][1]["campaigns_differing"] == 0);
    for (const json& entry : record["differences"]) {
        CHECK(entry["identical"] == true);
        if (entry["policy_estimate"].is_null()) continue;
        CHECK(entry["estimate"] == 0.0);
        CHECK(entry["low"] == 0.0);
        CHECK(entry["high"] == 0.0);
    }
    CHECK_THAT(run_offramp(arguments).out, contains("in every campaign: identical"));
}

TEST_CASE("a comparison runs until it is precise, and says so") {
    const std::string arguments = kCompare + "--policies steady,noisy --precision 0.015";
    const json record = json::parse(run_offramp(arguments + " --json").out);
    CHECK(record["precision"]["outcome"] == "p_max_rung_ge_3");
    CHECK(record["precision"]["reached"] == true);
    CHECK(record["precision"]["half_width"].get<double>() <= 0.015);
    const json war = difference(record, "noisy", "p_max_rung_ge_3");
    CHECK((war["high"].get<double>() - war["low"].get<double>()) / 2 ==
          Approx(record["precision"]["half_width"].get<double>()));
    CHECK(record["campaigns_done"].get<int>() > 1000);
    CHECK(record["campaigns_done"].get<int>() < 4000);
    CHECK_THAT(run_offramp(arguments).out, contains("(0.015 wanted: reached)"));
    const ProgramResult capped = run_offramp(arguments + " --precision-of rounds_per_crisis -n 200");
    CHECK(capped.code == 0);
    CHECK_THAT(capped.out, contains("200 campaigns") && contains("half-width of rounds_per_crisis") &&
                               contains("(0.015 wanted: not reached)"));
}

TEST_CASE("comparisons that make no sense exit with 2 and a message") {
    const std::pair<std::string, std::string> cases[] = {
        {"compare " + test_file("strait.yaml") + " --policies steady,noisy", "--seed 1"},
        {kCompare, "--policy is required"},
        {kCompare + "--policies steady", "needs two policies"},
        {kCompare + "--policies steady,steady", "two policies named 'steady'"},
        {kCompare + "--policies steady,nosy", "did you mean 'noisy'?"},
        {kCompare + "--policies steady,noisy -b nosy", "did you mean 'noisy'?"},
        {kCompare + "--policies steady,noisy --precision 0", "above 0"},
        {kCompare + "--policies steady,noisy --precision x", "above 0"},
        {kCompare + "--policies steady,noisy --precision-of p_war", "--precision"},
        {kCompare + "--policies steady,noisy --precision 0.1 --precision-of p_wra", "did you mean 'p_war'?"},
        {kCompare + "--policies steady,noisy --precision 0.1 --precision-of residual_max",
         "paired interval"}};
    for (const auto& [arguments, message] : cases) {
        const ProgramResult result = run_offramp(arguments);
        INFO(arguments);
        CHECK(result.code == 2);
        CHECK(result.out.empty());
        CHECK_THAT(result.err, contains(message));
    }
}

TEST_CASE("failed campaigns stand in the table, take the verdict away, and the program fails") {
    const std::string arguments = "compare " + test_file("crowded.yaml") +
                                  " --policies crowded-plain,crowded-restrained --seed 1 -n 12";
    const ProgramResult result = run_offramp(arguments);
    CHECK(result.code == 1);
    CHECK_THAT(result.out, contains("\ncampaigns that failed ") && contains(" of 12 under any"));
    CHECK_THAT(result.out, contains("\n- No verdict: ") && contains(" that did not fail"));
    CHECK(result.out.find("clear") == std::string::npos);
    CHECK_THAT(result.err, contains("campaigns failed under crowded-plain") && contains("(seed 1): "));
    const json record = json::parse(run_offramp(arguments + " --json").out);
    const auto failed = record["campaigns_failed"].get<int>();
    CHECK(failed > 0);
    CHECK(failed < 12);
    CHECK(record["verdicts"].empty());
    CHECK(record["policies"][0]["campaigns_failed"].get<int>() <= failed);
    for (const json& entry : record["differences"]) {
        CHECK(entry["low"].is_null());
        CHECK(entry["simultaneous_low"].is_null());
    }
    const json war = difference(record, "crowded-restrained", "p_war");
    CHECK(war["note"] == "only the " + std::to_string(12 - failed) + " that did not fail");
    CHECK(run_offramp(arguments + " -j 1 --json").out == run_offramp(arguments + " -j 4 --json").out);
    const ProgramResult rare = run_offramp(arguments + " --rare --rare-effort 10 --rare-replications 2");
    CHECK(rare.code == 1);
    CHECK_THAT(rare.err, contains("rare outcomes are not estimated"));
    const ProgramResult stopped = run_offramp(arguments + " --precision 0.01");
    CHECK(stopped.code == 1);
    CHECK_THAT(stopped.out, contains("unknown (0.01 wanted: not reached)"));
}

TEST_CASE("few campaigns say what they do not know") {
    const json record = json::parse(run_offramp(kCompare + "--policies steady,noisy -n 20 --json").out);
    const json harms = difference(record, "noisy", "harms_per_year");
    CHECK(harms["estimate"] == 0.0);
    CHECK(harms["low"].is_null());
    CHECK(harms["note"] == "none seen in 20");
    CHECK(harms["variance_reduction"].is_null());
    const ProgramResult run = run_offramp("run " + test_file("strait.yaml") + " --seed 1 -p steady -n 20");
    CHECK(run.code == 0);
    CHECK_THAT(run.out, contains("none seen in 20"));
}

TEST_CASE("compare --rare adds war and the rungs below it by splitting") {
    const std::string rare =
        kCompare + "--policies steady,noisy -n 100 --rare --rare-effort 30 --rare-replications 6";
    const ProgramResult result = run_offramp(rare);
    CHECK(result.code == 0);
    CHECK_THAT(result.out, contains("\nrare outcome ") && contains("30 campaigns started at each level"));
    const std::string text = run_offramp(rare + " --json -j 1").out;
    CHECK(run_offramp(rare + " --json -j 3").out == text);
    const json record = json::parse(text)["rare"];
    CHECK(record["replications"] == 6);
    CHECK(record["complete"] == true);
    REQUIRE(record["policies"].size() == 2);
    const json& outcomes = record["policies"][1]["outcomes"];
    REQUIRE(outcomes.size() == 3);
    CHECK(outcomes[2]["name"] == "p_war");
    CHECK(outcomes[1]["name"] == "p_max_rung_ge_2");
    CHECK(outcomes[2]["low"].get<double>() <= outcomes[2]["estimate"].get<double>());
    CHECK(outcomes[1]["estimate"].get<double>() >= outcomes[2]["estimate"].get<double>());
    CHECK(outcomes[2]["relative_efficiency"].get<double>() > 0.0);
    REQUIRE(record["differences"].size() == 3);
    const json& war = record["differences"][2];
    CHECK(war["baseline"] == "steady");
    CHECK(war["estimate"].get<double>() > 0.0);
    CHECK(war["low"].get<double>() < war["estimate"].get<double>());
    CHECK_FALSE(
        json::parse(run_offramp(kCompare + "--policies steady,noisy -n 50 --json").out).contains("rare"));
    CHECK(run_offramp(kCompare + "--policies steady,noisy -n 50 --rare-effort 30").code == 2);
}

TEST_CASE("an interrupted comparison keeps what was done and exits with 130") {
    const ProgramResult result = run_offramp(kCompare + "--policies steady,noisy -n 100000000 --json",
                                             "timeout --signal=INT --preserve-status 1");
    CHECK(result.code == 130);
    CHECK_THAT(result.err, contains("interrupted: "));
    const json record = json::parse(result.out);
    CHECK(record["complete"] == false);
    const auto done = record["campaigns_done"].get<std::uint64_t>();
    REQUIRE(done > 0);
    const json same =
        json::parse(run_offramp(kCompare + "--policies steady,noisy --json -n " + std::to_string(done)).out);
    CHECK(same["differences"] == record["differences"]);
}
