// SPDX-License-Identifier: Apache-2.0
// What seasons reckon with against what campaigns bring, and what a side would gain by another posture.
#include "engine/agents/posture.hpp"
#include "analysis/experiment.hpp"
#include "analysis/posture_regret.hpp"
#include "analysis/reckoning.hpp"
#include "engine/model/situation.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

// One kind of encounter, with crises that are played and that leave nothing behind. With one type each
// nothing is approximate but that crises may meet, which they seldom do.
const std::string kPassage = R"(name: passage
time: {start: 2023-01-01, end: 2033-01-01, season: 100d, tick: 10d}
ladder: [{name: calm}, {name: show, cost: 0.1/h}, {name: shots, cost: 0.5/h}, {name: war, cost: 1/h}]
actors:
  comer:
    types: {only: {prior: 1, war_cost: 3}}
    rationality: 2
    discount: 0.0002/day
    agent: {rule: equilibrium}
    posture: {choice: quantal_response, rationality: 2, presence: {levels: [0.5, 1, 2], initial: 1, benefit: 2}}
  host:
    types: {only: {prior: 1, war_cost: 5}}
    rationality: 3
    agent: {rule: equilibrium}
    posture:
      choice: quantal_response
      rationality: 5
      presence: {nuisance: 1}
      unpredictability: {levels: [0, 1], cost: 0.1}
actions: {hold: {}, climb: {move: 1}, step_down: {move: -1}}
incidents:
  passage:
    rate: {base: 0.02/day, effects: {unpredictability.host: 0.3}}
    per_presence: {comer: 1}
    excited_by: {passage: 0.3}
    excitation_decay: 1d
    provoker: {comer: 0.8, host: 0.2}
    round: 1h
    rounds: 5
    accident: 0.3
    recognised: 0.4
    opens_crisis: 0.6
    hazard: {base: 0.01/h, effects: {unpredictability.host: 1}}
    harm: 0.4
    harm_cost: {comer: 1, host: 0.5}
contexts: [{feature: unpredictability.host, values: [0, 1]}]
crisis: {concession: 0.5, sore: 0.2}
)";

OutcomeTotals totals_of(const Model& model, std::uint64_t campaigns) {
    return run_batch(simulators_of(model, 1), model.war_rung, {.count = campaigns}).totals;
}

std::vector<ReckonedNumber> reckoning_of(const Model& model, std::uint64_t campaigns) {
    const OutcomeTotals totals = totals_of(model, campaigns);
    return reckoning_of(totals.toll(), totals.campaigns(), model.names);
}

void check_none_differs(const std::vector<ReckonedNumber>& reckoning) {
    REQUIRE(reckoning.size() == kTollNumbers);
    for (const ReckonedNumber& n : reckoning) {
        CAPTURE(n.name, n.reckoned, n.simulated);
        CHECK(n.reckoned != 0.0);
        const double half = 0.5 * (n.difference.high.value() - n.difference.low.value());
        CHECK(std::abs(n.difference.value.value()) < 4.0 / 2.576 * half);  // four standard errors
        CHECK(half < 0.06 * std::abs(n.reckoned));
    }
}

double chosen_presence(const std::string& text) {
    const Model model = model_of_text(text);
    PostureGame game(model, std::make_shared<TableLibrary>(model));
    const auto x = initial_features(model);
    SeasonView view;
    view.features = x.data();
    for (std::size_t i = 0; i < kActors; ++i) view.belief[i] = model.actors[i].prior;
    game.solve(view);
    const std::vector<double>& levels = model.actors[0].posture.presence.levels;
    double mean = 0.0;
    for (std::size_t k = 0; k < levels.size(); ++k) mean += levels[k] * game.presence(0, 0, 0)[k];
    return mean;
}

}  // namespace

TEST_CASE("seasons reckon with what campaigns bring: losses that are certain") {
    check_none_differs(reckoning_of(model_of("scenarios/theory/paradox.yaml"), 100));
}

TEST_CASE("seasons reckon with what campaigns bring: crises that are played") {
    check_none_differs(reckoning_of(model_of_text(kPassage), 1500));
}

TEST_CASE("play that is not what seasons reckon with is a warning") {
    const std::string rash =
        edited(kPassage, {{"agent: {rule: equilibrium}", "agent: {rule: mixed, mix: {climb: 1, hold: 1}}"}});
    const std::vector<ReckonedNumber> reckoning = reckoning_of(model_of_text(rash), 200);
    CHECK(reckoning.at(3).name == "loss_comer");
    CHECK(reckoning.at(3).differs);
    CHECK(reckoning.at(3).simulated > reckoning.at(3).reckoned);
    const std::string warnings = reckoning_warnings("rash", reckoning);
    CHECK_THAT(warnings, contains("policy rash: the season's games reckoned with loss_comer"));
}

TEST_CASE("where no side chooses its posture nothing is reckoned, and no crisis solved for it") {
    const Model model = model_of("tests/fixtures/compact.yaml");
    CHECK_FALSE(needs_tables(model));
    CHECK(reckoning_of(model, 4).empty());
}

TEST_CASE("presence falls where crises become worse, and with dread") {
    const double plain = chosen_presence(kPassage);
    CHECK(chosen_presence(edited(kPassage, {{"base: 0.01/h", "base: 0.05/h"}})) < plain - 0.01);
    CHECK(chosen_presence(edited(kPassage, {{"benefit: 2", "benefit: 2, dread: 4"}})) < plain - 0.01);
    CHECK(chosen_presence(edited(kPassage, {{"benefit: 2", "benefit: 2, dread: 0"}})) > plain + 0.01);
}

TEST_CASE("regret of posture: what logit errors cost, and nothing more", "[long]") {
    // A season of presence is worth u = 1 - .15 10 = -.5, and is chosen with P = 1 / (1 + e^2).
    const Model model = model_of("scenarios/theory/paradox.yaml");
    const PostureRegret regret = posture_regret(model, {.seed = 3, .campaigns = 40});
    REQUIRE(regret.complete);
    REQUIRE(regret.deviations.size() == 2);
    CHECK(regret.largest(1) == nullptr);
    const double present = 1 / (1 + std::exp(2.0));
    const double expected[] = {0.5 * present * 1096, -0.5 * (1 - present) * 1096};
    for (std::size_t k = 0; k < 2; ++k) {
        const PostureDeviation& d = regret.deviations[k];
        CHECK(d.name == "presence");
        CHECK(d.level == static_cast<double>(k));
        const double error = (*d.gain.high - *d.gain.low) / (2 * kNormal975);
        CHECK(std::abs(*d.gain.value - expected[k]) < 4 * error);
    }
    CHECK(regret.largest(0)->level == 0.0);
    // For one season only, a thousandth of that.
    const PostureRegret once = posture_regret(model, {.seed = 3, .campaigns = 400, .season = 5});
    CHECK(std::abs(*once.deviations[1].gain.value) < 4.0);
}
