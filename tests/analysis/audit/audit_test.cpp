// SPDX-License-Identifier: Apache-2.0
#include "analysis/audit/audit.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "analysis/audit/audit_file.hpp"
#include "analysis/audit/audit_json.hpp"
#include "analysis/comparison.hpp"
#include "analysis/experiment.hpp"
#include "engine/base/error.hpp"
#include "engine/model/compile.hpp"
#include "engine/scenario/read_scenario.hpp"
#include "tests/catch.hpp"
#include "tests/support/sanitized.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

const std::string kFile = std::string(OFFRAMP_SOURCE_DIR) + "/tests/cli/strait.yaml";
constexpr std::uint64_t kCampaigns = kSanitized ? 4 : 40;  // what is checked there is the way of the numbers

const std::vector<ValidatedScenario>& policies() {
    static const std::vector<ValidatedScenario> both = {load_with_policy(kFile, "steady"),
                                                        load_with_policy(kFile, "noisy")};
    return both;
}

AuditOptions options(int threads) {
    return {.seed = 5, .campaigns = kCampaigns, .threads = threads};
}

const Audit& audited() {
    static const Audit result = audit(policies(), {}, kFile, options(2));
    return result;
}

const AuditedNumber& number(const Audit& audit, const std::string& path) {
    const auto found = std::ranges::find(audit.numbers, path, &AuditedNumber::path);
    REQUIRE(found != audit.numbers.end());
    return *found;
}

std::string text_of(const Audit& audit) {
    return audit_json(audit, kNegligible).dump();
}

}  // namespace

TEST_CASE("a change is what the same campaigns give with the number moved", "[long]") {
    const Audit& audit = audited();
    REQUIRE(audit.complete);
    CHECK(audit.contrasts == std::vector<std::string>{"steady", "noisy", "noisy - steady"});
    const AuditedNumber& rate = number(audit, "incidents.intercept.rate.base");
    REQUIRE(rate.trials.size() == 2);
    const Override more{rate.path, rate.trials[1].value, {}, Override::How::kSet};
    std::vector<Model> models;
    for (const ValidatedScenario& policy : policies()) {
        models.push_back(compile(policy));
        models.push_back(compile(with_overrides(policy, std::span(&more, 1))));
    }
    std::vector<MakeRunner> runners;
    for (const Model& model : models) runners.push_back(simulators_of(model, 5));
    const int war = models.front().war_rung;
    const auto change_under = [&](std::size_t policy, const OutcomeDefinition& outcome) {
        const auto batch = run_paired_batch(std::span(runners).subspan(2 * policy, 2), war,
                                            {.count = kCampaigns, .threads = 1});
        return *paired_difference(batch.totals, 1, outcome).value;
    };
    const std::vector<OutcomeDefinition> definitions = outcome_definitions(models.front().names, war);
    for (std::size_t k = 0; k < audit.outcomes.size(); ++k) {
        INFO(audit.outcomes[k].name);
        const auto outcome = std::ranges::find(definitions, audit.outcomes[k].name, &OutcomeDefinition::name);
        REQUIRE(outcome != definitions.end());
        const double steady = change_under(0, *outcome);
        const double noisy = change_under(1, *outcome);
        const Changes& changes = rate.trials[1].changes[k];
        CHECK(changes[0].value.value() == Approx(steady).margin(1e-9));
        CHECK(changes[1].value.value() == Approx(noisy).margin(1e-9));
        CHECK(changes[2].value.value() == Approx(noisy - steady).margin(1e-9));
    }
}

TEST_CASE("what moves the outcomes is strong, what is of no use does nothing", "[long]") {
    const Audit& audit = audited();
    const AuditedNumber& rate = number(audit, "incidents.intercept.rate.base");
    CHECK(bearing_of(audit, rate) == Bearing::kStrong);
    CHECK(rate.written);
    CHECK(is_bare(rate));
    const AuditedNumber& level = number(audit, "actors.us.agent.level");  // of another rule
    CHECK(bearing_of(audit, level) == Bearing::kNothing);
    CHECK_FALSE(level.written);
    CHECK(reach_of(audit, level, 2) == 0.0);
    for (const TrialResult& trial : level.trials) CHECK(trial.differing == 0);
    CHECK(reach_of(audit, rate, 0) > 0.1);
    // What the policies say differently is not moved.
    const auto pickup = [](const AuditedNumber& one) { return one.path == "channels.hotline.pickup.base"; };
    CHECK(std::ranges::none_of(audit.numbers, pickup));
    // A value that no scenario can have says why.
    const AuditedNumber& holds = number(audit, "actions.hold.move");
    CHECK(bearing_of(audit, holds) == Bearing::kUntried);
    CHECK_THAT(holds.trials.front().problem, contains("no action that is always available"));
}

TEST_CASE("an audit is the same on any number of threads", "[long]") {
    CHECK(text_of(audit(policies(), {}, kFile, options(1))) == text_of(audited()));
}

TEST_CASE("what a sweep moves is accounted for, and tried over its range") {
    Factor factor;
    factor.paths = {"incidents.intercept.stakes"};
    factor.levels = {"0.8", "1.2"};
    const std::vector<KnownFactors> known = {{"stakes-sweep", {factor}}};
    const Audit all =
        audit(std::span(policies()).first(1), known, kFile, {.seed = 5, .campaigns = 4, .threads = 2});
    CHECK(all.contrasts == std::vector<std::string>{"steady"});
    const AuditedNumber& stakes = number(all, "incidents.intercept.stakes");
    CHECK(stakes.range == "stakes-sweep");
    CHECK(stakes.varied_by == std::vector<std::string>{"stakes-sweep"});
    CHECK(stakes.trials[0].value == "0.8");
    CHECK_FALSE(is_bare(stakes));
}

TEST_CASE("an audit of some places tries the numbers there and below, as one of all does") {
    AuditOptions some = options(2);
    some.campaigns = 4;
    some.only = {"actors.us.rationality", "incidents.intercept", "actors.u"};
    const auto of_some = [&] { return audit(std::span(policies()).first(1), {}, kFile, some); };
    CHECK_THROWS_WITH(of_some(), contains("is at 'actors.u'") && !contains("is at 'incidents.intercept'"));
    some.only.pop_back();
    const Audit result = of_some();
    CHECK(result.complete);
    CHECK(result.numbers.size() > 3);
    for (const AuditedNumber& one : result.numbers) {
        INFO(one.path);
        CHECK((one.path == "actors.us.rationality" || one.path.starts_with("incidents.intercept.")));
    }
}

TEST_CASE("an audit that was stopped goes on, and another one is not mixed with it") {
    const TemporaryDirectory folder;
    const std::filesystem::path file = folder.path() / "new/audit.jsonl";
    const nlohmann::ordered_json plan = {{"audit", 1}, {"seed", 5}};
    {
        AuditFile kept(file, plan);
        for (std::size_t k = 0; k < 10; ++k) kept.memory().keep_number(audited().numbers[k]);
        CHECK_THROWS_AS(AuditFile(file, plan), RuntimeFailure);  // locked
    }
    write_text(file, file_text(file) + "{\"path\": \"cut o");
    {
        AuditFile kept(file, plan);
        CHECK(kept.size() == 10);
        std::size_t simulated = 0;
        AuditMemory memory = kept.memory();
        memory.keep_number = [&](const AuditedNumber& one) {
            ++simulated;
            kept.memory().keep_number(one);
        };
        const Audit whole = audit(policies(), {}, kFile, options(2), memory);
        CHECK(simulated == whole.numbers.size() - 10);
        CHECK(text_of(whole) == text_of(audited()));
    }
    CHECK(AuditFile(file, plan).size() == audited().numbers.size());
    CHECK_THROWS_AS(AuditFile(file, {{"audit", 1}, {"seed", 6}}), InputError);
    for (const std::string text : {"something else\n", "without an end", "\n"}) {
        write_text(folder.path() / "other", text);
        CHECK_THROWS_AS(AuditFile(folder.path() / "other", plan), InputError);
        CHECK(file_text(folder.path() / "other") == text);
    }
}
