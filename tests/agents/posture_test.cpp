// SPDX-License-Identifier: Apache-2.0
// The season's game, and what it reckons with, against closed forms.
#include "engine/agents/posture.hpp"

#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

double logistic_of(double x) {
    return 1 / (1 + std::exp(-x));
}

// A season of 100 days. An encounter does harm for certain, worth 10 to the comer and 4 to the host, and then
// its crisis ends without moving anything.
std::string encounters(const std::string& rate, const std::string& comer, const std::string& host,
                       const std::string& more = "") {
    return R"(name: encounters
time: {start: 2023-01-01, end: 2024-01-01, season: 100d, tick: 1d}
ladder: [{name: calm}, {name: show}, {name: war}]
actors:
  comer: {types: {only: {prior: 1, war_cost: 1}}, posture: {)" +
           comer + R"(}}
  host: {types: {only: {prior: 1, war_cost: 1}}, posture: {)" +
           host + R"(}}
actions: {hold: {}}
incidents:
  encounter:
    rate: )" +
           rate + R"(
    per_presence: {comer: 1, host: 1}
    provoker_rung: 0
    round: 1min
    rounds: 1
    accident: 1
    recognised: 1
    harm: 1
    harm_cost: {comer: 10, host: 4}
crisis: {sore: 0}
)" + more;
}

SeasonView view_of(const Model& m, const std::array<double, kMaxFeatures>& features) {
    SeasonView view;
    view.features = features.data();
    for (std::size_t i = 0; i < kActors; ++i) view.belief[i] = m.actors[i].prior;
    return view;
}

SeasonReckoner reckoner_of(const Model& m) {
    return {m, std::make_shared<TableLibrary>(m)};
}

}  // namespace

TEST_CASE("stance is chosen with an eye to the presence that answers it") {
    // The comer is present or not; the host is predictable or not, which raises the rate by e^0.8.
    const Model m = model_of_text(
        encounters("{base: 0.0005/day, effects: {unpredictability.host: 0.8}}",
                   "choice: quantal_response, rationality: 3, presence: {levels: [0, 1], benefit: 1}",
                   "choice: quantal_response, rationality: 5, presence: {nuisance: 1}, "
                   "unpredictability: {levels: [0, 1], cost: 0.1}"));
    PostureGame game(m, std::make_shared<TableLibrary>(m));
    const auto x = initial_features(m);
    game.solve(view_of(m, x));
    CHECK(game.residual() < 1e-9);
    double worth[2];
    for (int u = 0; u < 2; ++u) {
        const double risk = 0.05 * std::exp(0.8 * u);
        const double present = logistic_of(3 * (1 - 10 * risk));
        CHECK(game.presence(0, 0, u)[1] == Approx(present).epsilon(1e-7));
        CHECK(game.presence(0, 0, u)[0] == Approx(1 - present).epsilon(1e-7));
        CHECK(game.presence(1, 0, u)[0] == Approx(1.0));
        worth[u] = -present * (1 + 4 * risk) - 0.1 * u;
    }
    CHECK(worth[1] > worth[0]);  // it deters
    CHECK(game.stance(1)[1] == Approx(logistic_of(5 * (worth[1] - worth[0]))).epsilon(1e-7));
    CHECK(game.stance(0)[0] == 1.0);
}

TEST_CASE("a solution follows the state and the dread") {
    const std::string text = encounters(
        "{base: 0.0005/day, effects: {tension: 2}}",
        "choice: quantal_response, rationality: 3, presence: {levels: [0, 1], benefit: 1, dread: 1}", "",
        "tension: {relaxation: 40000000d}\n");
    const Model m = model_of_text(text);
    const Model dreading = model_of_text(edited(text, {{"dread: 1", "dread: 2.5"}}));
    PostureGame game(m, std::make_shared<TableLibrary>(m));
    PostureGame fearful(dreading, std::make_shared<TableLibrary>(dreading));
    auto x = initial_features(m);
    for (const double tension : {0.0, 0.7, 0.0}) {
        x[FeatureIndex::tension] = tension;
        game.solve(view_of(m, x));
        CHECK(game.presence(0, 0, 0)[1] ==
              Approx(logistic_of(3 * (1 - 0.5 * std::exp(2 * tension)))).epsilon(3e-5));
        fearful.solve(view_of(m, x));
        CHECK(fearful.presence(0, 0, 0)[1] ==
              Approx(logistic_of(3 * (1 - 1.25 * std::exp(2 * tension)))).epsilon(1e-4));
    }
}

TEST_CASE("both present: a fixed point of both choices") {
    const std::string side =
        "choice: quantal_response, rationality: 2, presence: {levels: [0, 1, 2], benefit: 1, curvature: 0.2}";
    const Model m = model_of_text(
        encounters("{base: 0.001/day, effects: {presence.comer: 0.3, presence.host: 0.3}}", side, side));
    PostureGame game(m, std::make_shared<TableLibrary>(m));
    const auto x = initial_features(m);
    game.solve(view_of(m, x));
    for (int i = 0; i < kActors; ++i) {
        const LevelMixture& play = game.presence(i, 0, 0);
        double weight[3];
        double sum = 0.0;
        for (int own = 0; own < 3; ++own) {
            double worth = 0.0;
            for (int rival = 0; rival < 3; ++rival) {
                const double encounters_expected = 0.1 * std::exp(0.3 * (own + rival)) * (own + rival);
                worth += game.presence(other(i), 0, 0)[at(rival)] *
                         season_payoff(m.actors[at(i)].posture, own, rival, 0,
                                       (i == 0 ? 10 : 4) * encounters_expected);
            }
            sum += weight[own] = std::exp(2 * worth);
        }
        for (int own = 0; own < 3; ++own) CHECK(play[at(own)] == Approx(weight[own] / sum).epsilon(1e-5));
    }
}

TEST_CASE("incidents that others set off are reckoned with: (I - N)^-1") {
    // Rates 0.3 a day each, N = [.1 .5; .2 .3]: means 0.3 (.7 + .5, .9 + .2) / (.9 .7 - .5 .2).
    const Model m = model_of_text(R"(name: pair
time: {start: 2023-01-01, end: 2024-01-01, season: 100d, tick: 1d}
ladder: [{name: calm}, {name: show}, {name: war}]
actors:
  one: {types: {only: {prior: 1, war_cost: 1}}}
  other: {types: {only: {prior: 1, war_cost: 1}}}
actions: {hold: {}}
incidents:
  first: {rate: 0.3/day, excited_by: {first: 0.1, second: 0.5}, excitation_decay: 3d, opens_crisis: 0.02}
  second: {rate: 0.3/day, excited_by: {first: 0.2, second: 0.3}, excitation_decay: 7d, opens_crisis: 0}
)");
    SeasonReckoner reckoner = reckoner_of(m);
    const auto x = initial_features(m);
    reckoner.begin(view_of(m, x));
    reckoner.take_stances({0.0, 0.0});
    const SeasonReckoning season = reckoner.at_presence({0.0, 0.0});
    CHECK(season.incidents == Approx(100 * 0.3 * (1.2 + 1.1) / 0.53));
    // Erlang's loss formula: with holding alone a crisis takes 12 rounds of 6 hours.
    const double openings = 100 * 0.02 * 0.3 * 1.2 / 0.53;
    CHECK(season.crises == Approx(openings / (1 + openings / 100 * 3)));
}

TEST_CASE("what the timeline brings sets off more of it") {
    // N = [0 0; 0.5 0.2]: one of the first brings 1 of it and .5 / .8 of the second.
    const Model m = model_of_text(R"(name: scripted
time: {start: 2023-01-01, end: 2024-01-01, season: 100d, tick: 1d}
ladder: [{name: calm}, {name: show}, {name: war}]
actors:
  one: {types: {only: {prior: 1, war_cost: 1}}}
  other: {types: {only: {prior: 1, war_cost: 1}}}
actions: {hold: {}}
incidents:
  first: {rate: 0/day, opens_crisis: 0.5}
  second: {rate: 0/day, excited_by: {first: 0.5, second: 0.2}, excitation_decay: 1d, opens_crisis: 0.1}
timeline:
  - {date: 2023-01-02, label: One, incident: first, provoker: one}
  - {date: 2023-01-20, label: Another, incident: first, provoker: other}
)");
    SeasonReckoner reckoner = reckoner_of(m);
    const auto x = initial_features(m);
    reckoner.begin(view_of(m, x));
    reckoner.take_stances({0.0, 0.0});
    CHECK(reckoner.at_presence({0.0, 0.0}).incidents == 0.0);
    const SeasonReckoning scripted = reckoner.from_timeline();
    CHECK(scripted.incidents == Approx(2 * (1 + 0.5 / 0.8)));
    CHECK(scripted.crises == Approx(2 * (1 + 0.1 * 0.5 / 0.8)));  // what is scripted opens one for certain
}

TEST_CASE("what a crisis leaves behind is priced by the crises that it brings") {
    // Tension stands at 0.2 but for the 0.05 of what is left to it that a harm adds; it dies away at 1/50d
    // and raises the rate by e^2 for a unit. With r crises a day worth L: (1/50 + 1/rest - r 2 0.05 0.8 + r
    // 0.05) price = 2 r L.
    const Model m = model_of_text(encounters(
        "{base: 0.01/day, effects: {tension: 2}}",
        "choice: quantal_response, presence: {initial: 1, levels: [1, 2]}", "",
        "tension: {initial: 0.2, mean: 0.2, relaxation: 50d}\naftermath: {tension: {harm: 0.05}}\n"));
    SeasonReckoner reckoner = reckoner_of(m);
    const auto x = initial_features(m);
    reckoner.begin(view_of(m, x));
    reckoner.take_stances({0.0, 0.0});
    const SeasonReckoning season = reckoner.at_presence({1.0, 0.0});
    const double r = season.crises / 100;
    // The mean over the season of tension under the drift 1/50 (.2 - x) + r .05 (1 - x).
    double tension = 0.2;
    for (int k = 0; k < 50; ++k) {
        const double rate = 0.01 * std::exp(2 * tension);
        const double fall = 0.02 + 0.05 * rate;
        const double limit = (0.004 + 0.05 * rate) / fall;
        tension = limit + (0.2 - limit) * (1 - std::exp(-100 * fall)) / (100 * fall);
    }
    CHECK(r == Approx(0.01 * std::exp(2 * tension)).epsilon(1e-4));
    CHECK(season.harms == Approx(season.crises).epsilon(1e-4));
    for (std::size_t i = 0; i < kActors; ++i) {
        const double loss = i == 0 ? 10 : 4;
        CHECK(season.loss[i] == Approx(season.crises * loss).epsilon(1e-4));
        const double room = 1 - tension;
        const double price = 2 * r * loss / (1.0 / 50 + 1.0 / (365 - 50) - 2 * r * 0.05 * room + r * 0.05);
        CHECK(season.aftermath[i] == Approx(season.crises * 0.05 * room * price).epsilon(2e-3));
    }
}
