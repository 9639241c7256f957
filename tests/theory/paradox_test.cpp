// SPDX-License-Identifier: Apache-2.0
// Rows 14 and 15 of the verification table; theory notes, section 9.
#include "engine/agents/posture.hpp"
#include "engine/model/situation.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

// A season in which everything proposed is in force.
SeasonReckoning season_of(const Model& model, double presence) {
    auto x = initial_situation(model).features;
    SeasonView view;
    view.features = x.data();
    view.guardrails = initial_situation(model).guardrails;
    for (std::size_t i = 0; i < kActors; ++i) view.belief[i] = model.actors[i].prior;
    SeasonReckoner reckoner(model, std::make_shared<TableLibrary>(model));
    reckoner.begin(view);
    reckoner.take_stances({0.0, 0.0});
    return reckoner.at_presence({presence, 0.0});
}

double value_of(const Model& model, int actor, double presence) {
    const SeasonReckoning season = season_of(model, presence);
    return season_payoff(model.actors[at(actor)].posture, actor == 0 ? presence : 0.0,
                         actor == 0 ? 0.0 : presence, 0,
                         season.loss[at(actor)] + season.aftermath[at(actor)]);
}

Model tempo_model(const std::vector<std::string>& policies = {}) {
    return model_of("scenarios/theory/tempo.yaml", policies);
}

Model tempo_model_at(const std::string& rate) {
    return model_of_text(edited(source_text("scenarios/theory/tempo.yaml"),
                                {{"base: 0.066666666666666667", "base: " + rate}}));
}

void check_tempo(const Model& model, double accidents, double tempo, double coast) {
    CHECK(season_of(model, 1).incidents == Approx(accidents).epsilon(1e-9));
    CHECK(season_of(model, 1).harms == Approx(accidents).epsilon(1e-6));
    CHECK(value_of(model, 0, tempo) ==
          Approx(0.5 * tempo * tempo).epsilon(1e-5));  // (b - aL)^2 / 2c at the best
    CHECK(value_of(model, 1, tempo) == Approx(coast).epsilon(1e-5));
    Pair<Mean> value;
    Mean collisions;
    for_each_campaign(model, 1000, [&](const CampaignSummary& s) {
        REQUIRE(s.mean_presence[0] == Approx(tempo).epsilon(1e-12));
        REQUIRE(s.mean_presence[1] == 0.0);
        REQUIRE(s.parts[at(PayoffPart::kRivalPresence)][1] == Approx(-2 * tempo));
        REQUIRE(s.parts[at(PayoffPart::kAccidents)][0] == Approx(-1.0 * s.harms));
        REQUIRE(s.reckoned.harms == Approx(accidents * tempo).epsilon(1e-6));
        for (std::size_t i = 0; i < kActors; ++i) value[i].add(s.value[i]);
        collisions.add(s.incidents);
    });
    CHECK(collisions.deviation(accidents * tempo) < 4.0);
    CHECK(value[0].deviation(0.5 * tempo * tempo) < 4.0);
    CHECK(value[1].deviation(coast) < 4.0);
}

// What the coast expects of a season in which the patrol is present with the probability that it chooses.
double coast_value(const Model& model) {
    PostureGame game(model, std::make_shared<TableLibrary>(model));
    auto x = initial_situation(model).features;
    SeasonView view;
    view.features = x.data();
    view.guardrails = initial_situation(model).guardrails;
    for (std::size_t i = 0; i < kActors; ++i) view.belief[i] = model.actors[i].prior;
    game.solve(view);
    CHECK(game.residual() < 1e-9);
    const double present = game.presence(0, 0, 0)[1];
    Mean share;
    for_each_campaign(model, 4, [&](const CampaignSummary& s) { share.add(s.mean_presence[0]); });
    const double seasons = 4 * 1096;  // of a day
    CHECK(std::abs(share.mean() - present) < 4.0 * std::sqrt(present * (1 - present) / seasons));
    return present * value_of(model, 1, 1);
}

}  // namespace

TEST_CASE("a guardrail is answered with a higher tempo, and refused where the risks add up to more than 8") {
    check_tempo(tempo_model(), 6, 4, -32);
    check_tempo(tempo_model({"safety"}), 3, 7, -35);  // 6 + 3 > 8: refused

    check_tempo(tempo_model_at("0.088888888888888889"), 8, 2, -20);
    check_tempo(tempo_model({"safety-dangerous"}), 4, 6, -36);  // refused

    check_tempo(tempo_model_at("0.055555555555555556"), 5, 5, -35);
    check_tempo(tempo_model({"safety-quiet"}), 2, 8, -32);  // 5 + 2 < 8: accepted
}

TEST_CASE("a cap on the tempo, or a transfer, makes the refused guardrail acceptable to both") {
    const Model plain = model_of("scenarios/theory/tempo.yaml");
    const Model safe = model_of("scenarios/theory/tempo.yaml", {"safety"});
    CHECK(value_of(safe, 1, 6.4) == Approx(-32).epsilon(1e-5));
    CHECK(value_of(safe, 0, 6.4) == Approx(24.32).epsilon(1e-5));
    CHECK(value_of(safe, 0, 7) - value_of(plain, 0, 4) == Approx(16.5).epsilon(1e-5));
    CHECK(value_of(plain, 1, 4) - value_of(safe, 1, 7) == Approx(3.0).epsilon(1e-4));
}

TEST_CASE("the minimal paradox: the same guardrail is rebuffed at B = 1 and accepted at B = 3") {
    const std::string file = "scenarios/theory/paradox.yaml";
    CHECK(coast_value(model_of(file)) == Approx(-0.41721).margin(5e-6));
    CHECK(coast_value(model_of(file, {"rules"})) == Approx(-2.20200).margin(5e-6));
    CHECK(coast_value(model_of(file, {"eager"})) == Approx(-3.49135).margin(5e-6));
    CHECK(coast_value(model_of(file, {"eager-rules"})) == Approx(-2.49989).margin(5e-6));
}
