// SPDX-License-Identifier: Apache-2.0
// The guardrail game from scenario to answer. Values: rows 14 and 15 of the verification table, and theory
// notes section 9 (Peltzman 1975 as a game; derived in docs/theory.md).
#include "analysis/guardrail_game.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "analysis/acceptance_region.hpp"
#include "analysis/experiment.hpp"
#include "engine/base/error.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"
#include "tests/support/sanitized.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace offramp;
using offramp::testing::kSanitized;
using offramp::testing::TemporaryDirectory;

namespace {

GuardrailGame solved(const ValidatedScenario& scenario, std::uint64_t first_pass, std::uint64_t campaigns,
                     int threads = 1) {
    return solve_guardrail_game(
        scenario,
        {.study = {.seed = 7, .first_pass = first_pass, .campaigns = campaigns, .threads = threads}});
}

const ConcessionResult& concession(const GuardrailGame& game, const std::string& name) {
    for (const ConcessionResult& c : game.concessions) {
        if (c.name == name) return c;
    }
    throw std::logic_error("no concession " + name);
}

double difference(const SideAnswer& side) {
    return side.difference.estimate.value.value();
}

/// Whether a simulated number is within four standard errors of what it should be.
bool is_near(const Estimate& estimate, double expected) {
    const double error = (estimate.high.value() - estimate.low.value()) / (2 * kNormal975);
    return std::abs(estimate.value.value() - expected) < 4 * error;
}

constexpr int kScrapes = 600;  // campaigns: a season's losses vary by some five

void check_tempo(const ValidatedScenario& scenario, double patrol, double coast, bool coast_accepts) {
    const GuardrailGame game = solved(scenario, kScrapes, kScrapes);
    const PackageResult& package = game.packages.at(1);
    CHECK(is_near(package.side[0].difference.estimate, patrol));
    CHECK(is_near(package.side[1].difference.estimate, coast));
    CHECK(package.side[0].accepts);
    CHECK(package.side[1].accepts == coast_accepts);
    CHECK(package.side[1].difference.strength == Strength::kClear);
    CHECK(game.answer().guardrails == (coast_accepts ? 1U : 0U));
    CHECK(game.selection_decided);
}

/// adoption: negotiated, with everything proposed.
std::string negotiated(const std::string& file) {
    return edited(source_text(file), {{"guardrails:\n", "adoption: negotiated\nguardrails:\n"},
                                      {"in_force: false", "in_force: true"}});
}

}  // namespace

TEST_CASE("the tempo game: the guardrail is refused twice and accepted once") {
    const std::string file = "scenarios/theory/tempo.yaml";
    check_tempo(scenario_of(file), 24.5 - 8, -35 + 32, false);
    const std::string dangerous =
        edited(source_text(file), {{"base: 0.066666666666666667", "base: 0.088888888888888889"}});
    check_tempo(parse_scenario(dangerous, "dangerous.yaml"), 18 - 2, -36 + 20, false);
    const std::string quiet = edited(
        source_text(file),
        {{"base: 0.066666666666666667", "base: 0.055555555555555556"}, {"-0.69314718056", "-0.91629073187"}});
    check_tempo(parse_scenario(quiet, "quiet.yaml"), 32 - 12.5, -32 + 35, true);
}

TEST_CASE("the tempo game: a cap at 6.3 or a payment between 3 and 16.5 makes both accept") {
    const GuardrailGame game = solved(scenario_of("scenarios/theory/tempo.yaml"), kScrapes, kScrapes);
    const PackageResult& package = game.packages.at(1);
    CHECK(is_near(concession(game, "cap-7").side[1].difference.estimate, -3));
    const ConcessionResult& cap =
        concession(game, "cap-6_3");  // at 6.4 the coast would lose nothing, exactly
    CHECK(is_near(cap.side[0].difference.estimate, 24.255 - 8));
    CHECK(is_near(cap.side[1].difference.estimate, 0.5));
    CHECK(is_near(cap.cost.estimate, 24.5 - 24.255));
    CHECK(cap.both_accept);
    CHECK(concession(game, "cap-6").both_accept);
    CHECK_FALSE(concession(game, "pay-2_7").both_accept);
    CHECK(concession(game, "pay-3_6").both_accept);
    CHECK(concession(game, "pay-16_2").both_accept);
    CHECK_FALSE(concession(game, "pay-17_1").both_accept);

    CHECK(package.concession_status == ConcessionStatus::kFound);
    CHECK(game.concessions.at(package.concession_needed.value()).name == "cap-6_3");
    CHECK(package.payment.value().by == 0);
    CHECK(package.payment.value().at_least == Approx(3).margin(0.3));
    CHECK(package.payment.value().at_most == Approx(16.5).margin(0.5));
}

TEST_CASE("the tempo game is refused where the risks add up to more than b/L - k/L of the other") {
    // 9 > 10 - k/L, at the L of the other side; the patrol's own stays 1.
    const ValidatedScenario scenario = scenario_of("scenarios/theory/tempo.yaml");
    const std::vector<RegionAxis> axes = {parse_axis("actors.coast.posture.presence.nuisance=0.5:2.5:3"),
                                          parse_axis("incidents.scrape.harm_cost.coast=0.4:1.2:3")};
    const AcceptanceRegion region = acceptance_region(scenario, 1, axes, {.seed = 1, .first_pass = kScrapes});
    REQUIRE(region.complete);
    REQUIRE(region.points.size() == 9);
    for (const RegionPoint& point : region.points) {
        const double k = point.values[0];
        const double loss = point.values[1];
        CHECK(point.accepts[0]);
        CHECK(point.accepts[1] == (9 <= 10 - k / loss));
        CHECK(is_near(point.difference[1].estimate, 4 * (k + 6 * loss) - 7 * (k + 3 * loss)));
    }
    CHECK_THROWS_AS(parse_axis("nuisance"), InputError);
    CHECK_THROWS_AS(parse_axis("a=1:2"), InputError);
    CHECK_THROWS_AS(parse_axis("a=2:1:5"), InputError);
    const std::vector<RegionAxis> nowhere = {parse_axis("actors.coast.posture.presence.nuisanse=0:1:2")};
    CHECK_THROWS_AS(acceptance_region(scenario, 1, nowhere, {.first_pass = 2}), InputError);
}

TEST_CASE("the minimal paradox: rebuffed at B = 1, accepted at B = 3", "[long]") {
    constexpr double kSeasons = 1096;
    const auto check = [](const GuardrailGame& game, double without, double with, bool accepted) {
        const Estimate& value = game.packages.at(0).value[1];
        const Estimate& safer = game.packages.at(1).value[1];
        const auto four_errors = [](const Estimate& e) { return 4 * (*e.high - *e.low) / (2 * kNormal975); };
        CHECK(std::abs(*value.value - without * kSeasons) < four_errors(value));
        CHECK(std::abs(*safer.value - with * kSeasons) < four_errors(safer));
        const SideAnswer& coast = game.packages.at(1).side[1];
        CHECK(coast.accepts == accepted);
        CHECK(coast.difference.strength == Strength::kClear);
        CHECK(game.packages.at(1).side[0].accepts);
        CHECK(game.answer().guardrails == (accepted ? 1U : 0U));
    };
    const std::string file = "scenarios/theory/paradox.yaml";
    check(solved(scenario_of(file), 200, 200), -0.41721, -2.20200, false);
    check(solved(scenario_of(file, {"eager"}), 200, 200), -3.49135, -2.49989, true);
}

TEST_CASE("the answer does not depend on the number of threads, and its parts sum to it") {
    const ValidatedScenario scenario =
        parse_scenario(source_text("tests/fixtures/compact.yaml"), "compact.yaml");
    const std::uint64_t first = kSanitized ? 20 : 80;
    const GuardrailGame one = solved(scenario, first, 5 * first, 1);
    CHECK(to_json(one).dump() == to_json(solved(scenario, first, 5 * first, 3)).dump());
    REQUIRE(one.packages.size() == 4);
    for (const PackageResult& package : one.packages) {
        if (package.guardrails == 0) continue;
        for (const SideAnswer& side : package.side) {
            double sum = 0.0;
            for (const Estimate& part : side.parts) sum += part.value.value();
            CHECK(sum == Approx(difference(side)).margin(1e-6));
        }
    }
    CHECK(one.packages.at(0).campaigns >= one.packages.at(3).campaigns);
}

TEST_CASE("what too few campaigns cannot tell is called undecided") {
    const ValidatedScenario scenario =
        parse_scenario(source_text("tests/fixtures/compact.yaml"), "compact.yaml");
    const GuardrailGame game = solved(scenario, 4, 4);
    CHECK_FALSE(game.selection_decided);
    CHECK_THAT(game.verdicts.back(), contains("more campaigns may change the answer"));
}

TEST_CASE("a guardrail without effects leaves both sides indifferent, and is accepted") {
    const std::string text = edited(source_text("tests/fixtures/compact.yaml"),
                                    {{"guardrails:\n", "guardrails:\n  words: {in_force: true}\n"}});
    const GuardrailGame game = solved(parse_scenario(text, "compact.yaml"), 20, 20);
    REQUIRE(game.packages.size() == 2);  // only what the scenario proposes is in question
    CHECK(game.packages.at(1).side[0].difference.strength == Strength::kIdentical);
    CHECK(difference(game.packages.at(1).side[1]) == 0.0);
    CHECK(game.packages.at(1).side[1].accepts);
}

TEST_CASE("rules for encounters are judged by the accidents that they spare and by what they cost",
          "[long]") {
    Scenario scenario = rich_scenario({"cues-air-sea"}).scenario();
    for (Actor& actor : scenario.actors)
        actor.rationality = 2.0;  // with many crises in which something happens
    const GuardrailGame game = solved(validate(std::move(scenario)), 300, 300);
    const PackageResult& rules = game.packages.at(1);
    for (const SideAnswer& side : rules.side) {
        CHECK(side.parts[at(PayoffPart::kAccidents)].low.value() > 0.0);
        CHECK(side.parts[at(PayoffPart::kUpkeep)].value.value() < 0.0);
        // Both hold their posture, and what it brings them.
        CHECK(side.parts[at(PayoffPart::kOwnPresence)].value == 0.0);
        CHECK(side.parts[at(PayoffPart::kRivalPresence)].value == 0.0);
        CHECK(side.accepts == (difference(side) >= 0.0));
    }
    CHECK((game.answer().guardrails != 0) == (rules.side[0].accepts && rules.side[1].accepts));
}

TEST_CASE("a negotiated policy puts in force what both accept in the game", "[long]") {
    const TemporaryDirectory directory;
    const auto load = [&](const std::string& text) {
        const std::string file = directory.path() / "scenario.yaml";
        testing::write_text(file, text);
        return load_experiment(file, {}, 2);
    };
    const Experiment refused = load(negotiated("scenarios/theory/tempo.yaml"));
    const Negotiation& no = refused.cases.at(0).negotiation.value();
    CHECK(no.accepted.empty());
    CHECK(no.rebuffed == std::vector<std::string>{"safety"});
    CHECK_FALSE(refused.cases.at(0).model.guardrails.at(0).written.in_force);
    CHECK(negotiation_lines(refused) == "policy base, negotiated: nothing accepted; safety rebuffed\n");
    const Experiment agreed =
        load(edited(negotiated("scenarios/theory/paradox.yaml"), {{"benefit: 1", "benefit: 3"}}));
    CHECK(agreed.cases.at(0).negotiation.value().accepted == std::vector<std::string>{"rules"});
    CHECK(agreed.cases.at(0).model.guardrails.at(0).written.in_force);
    CHECK(agreed.cases.at(0).model.adoption == Adoption::kInForce);
    const RunRecord record = run_experiment(agreed, {.seed = 1, .campaigns = 2});
    CHECK(to_json(record).at("policies").at(0).at("negotiation").at("accepted").at(0) == "rules");
}

TEST_CASE("without a guardrail there is no game") {
    const std::string text = source_text("scenarios/theory/hawkes.yaml");
    CHECK_THROWS_AS(solved(parse_scenario(text, "hawkes.yaml"), 2, 2), InputError);
}

TEST_CASE("with more than six guardrails only some packages are on offer, and there is no logit answer") {
    std::string words;
    for (const char* name : {"a", "b", "c", "d", "e"})
        words += std::string("  ") + name + ": {upkeep: 0.001/day}\n";
    const std::string text =
        edited(source_text("tests/fixtures/compact.yaml"), {{"guardrails:\n", "guardrails:\n" + words}});
    const GuardrailGame game = solved(parse_scenario(text, "compact.yaml"), 10, 10);
    CHECK_FALSE(game.all_packages);
    CHECK(game.packages.size() == 16);
    CHECK_FALSE(game.logit.has_value());
    CHECK_FALSE(game.equilibria.empty());
    CHECK(to_json(game).at("qre").is_null());
}

TEST_CASE("the tempo game: a payment that ends after half the season is worth half, and no longer suffices") {
    const std::string text = source_text("scenarios/theory/tempo.yaml");
    const auto with = [&](const std::string& pay) {
        return solved(parse_scenario(text.substr(0, text.find("concessions:")) +
                                         "concessions:\n  pay: {by: patrol, pays: {patrol: -0.06/day, coast: "
                                         "0.06/day}" +
                                         pay + "}\n",
                                     "paid.yaml"),
                      kScrapes, kScrapes);
    };
    const GuardrailGame whole = with("");
    const GuardrailGame half = with(", term: 45d");
    // Against the same package on the same campaigns, so that chance does not enter.
    CHECK(concession(whole, "pay").cost.estimate.value.value() == Approx(0.06 * 90));
    CHECK(concession(half, "pay").cost.estimate.value.value() == Approx(0.06 * 45));
    CHECK(concession(whole, "pay").both_accept);       // the coast loses 3 by the guardrail
    CHECK_FALSE(concession(half, "pay").both_accept);  // and is paid 2.7
    CHECK(half.packages.at(1).concession_status == ConcessionStatus::kNoneSuffices);
}
