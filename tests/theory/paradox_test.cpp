// SPDX-License-Identifier: Apache-2.0
// Rows 14 and 15 of the verification table; theory notes, section 9.
#include "engine/agents/posture.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

// The features of a first season in which everything proposed is in force.
std::array<double, kMaxFeatures> opening_features(const Model& model) {
    std::array<double, kMaxFeatures> x{};
    for (std::size_t k = 0; k < model.guardrails.size(); ++k) {
        x[FeatureIndex::first_guardrail + k] = model.guardrails[k].written.in_force ? 1.0 : 0.0;
    }
    return x;
}

double risk(const Model& model) {
    return model.glms.rate(model.posture_risk, opening_features(model).data());
}

Model tempo_model(const std::vector<std::string>& policies = {}) {
    return model_of("scenarios/theory/tempo.yaml", policies);
}

Model tempo_model_at(const std::string& risk) {
    return model_of_text(
        edited(source_text("scenarios/theory/tempo.yaml"), {{"base: 0.06", "base: " + risk}}));
}

void check_tempo(const Model& model, double accidents, double tempo, double coast) {
    CHECK(risk(model) == Approx(accidents).epsilon(1e-9));
    for_each_trajectory(model, 3, [&](const CampaignSummary& s, const Trajectory&) {
        CHECK(s.mean_presence[0] == Approx(tempo).epsilon(1e-12));
        CHECK(s.mean_presence[1] == 0.0);
        CHECK(s.value[0] == Approx(0.5 * tempo * tempo));  // (b - aL)^2 / 2c at the best tempo
        CHECK(s.value[1] == Approx(coast));
        CHECK(s.parts[at(PayoffPart::kAccidents)][0] == Approx(-100 * accidents * tempo));
        CHECK(s.parts[at(PayoffPart::kRivalPresence)][1] == Approx(-2 * tempo));
    });
    CHECK(season_payoff(model.actors[1].posture, 0, tempo, 0, risk(model)) == Approx(coast));
    CHECK(season_payoff(model.actors[0].posture, tempo, 0, 0, risk(model)) == Approx(0.5 * tempo * tempo));
}

// What the coast expects of a season in which the patrol is present with the probability that it chooses.
double coast_value(const Model& model) {
    PostureGame game(model);
    game.solve(opening_features(model).data());
    CHECK(game.residual() < 1e-9);
    const double present = game.presence(0, 0, 0)[1];
    Mean share;
    for_each_campaign(model, 4, [&](const CampaignSummary& s) { share.add(s.mean_presence[0]); });
    const double seasons = 4 * 1096;  // of a day
    CHECK(std::abs(share.mean() - present) < 4.0 * std::sqrt(present * (1 - present) / seasons));
    return present * season_payoff(model.actors[1].posture, 0, 1, 0, risk(model));
}

}  // namespace

TEST_CASE(
    "a guardrail is answered with a higher tempo, and refused where the risks add up to more than .08") {
    check_tempo(tempo_model(), 0.06, 4, -32);
    check_tempo(tempo_model({"safety"}), 0.03, 7, -35);  // .06 + .03 > .08: refused

    check_tempo(tempo_model_at("0.08"), 0.08, 2, -20);
    check_tempo(tempo_model({"safety-dangerous"}), 0.04, 6, -36);  // refused

    check_tempo(tempo_model_at("0.05"), 0.05, 5, -35);
    check_tempo(tempo_model({"safety-quiet"}), 0.02, 8, -32);  // .05 + .02 < .08: accepted
}

TEST_CASE("a cap on the tempo, or a transfer, makes the refused guardrail acceptable to both") {
    const Model model = model_of("scenarios/theory/tempo.yaml", {"safety"});
    const Posture& patrol = model.actors[0].posture;
    const Posture& coast = model.actors[1].posture;
    CHECK(season_payoff(coast, 0, 6.4, 0, 0.03) == Approx(-32));
    CHECK(season_payoff(patrol, 6.4, 0, 0, 0.03) == Approx(24.32));
    const double gain = season_payoff(patrol, 7, 0, 0, 0.03) - season_payoff(patrol, 4, 0, 0, 0.06);
    const double loss = season_payoff(coast, 0, 4, 0, 0.06) - season_payoff(coast, 0, 7, 0, 0.03);
    CHECK(gain == Approx(16.5));
    CHECK(loss == Approx(3.0));
}

TEST_CASE("the minimal paradox: the same guardrail is rebuffed at B = 1 and accepted at B = 3") {
    const std::string file = "scenarios/theory/paradox.yaml";
    CHECK(coast_value(model_of(file)) == Approx(-0.41721).margin(5e-6));
    CHECK(coast_value(model_of(file, {"rules"})) == Approx(-2.20200).margin(5e-6));
    CHECK(coast_value(model_of(file, {"eager"})) == Approx(-3.49135).margin(5e-6));
    CHECK(coast_value(model_of(file, {"eager-rules"})) == Approx(-2.49989).margin(5e-6));
}
