// SPDX-License-Identifier: Apache-2.0
#include "engine/model/crisis.hpp"

#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

struct Setting {
    Model model = model_of("tests/fixtures/compact.yaml");
    std::array<double, kMaxFeatures> x{};
    CrisisContext context;
    Setting(const Setting&) = delete;  // the context points into the model
    explicit Setting(int provoker = 1, std::uint32_t guardrails = 0) {
        context = open_context(model, 0, provoker, {x.data(), guardrails, 1, {0.0, 0.0}});
    }
};

Ending end(const CrisisContext& c, int round, Pair<int> before, Pair<int> moved, Pair<int> after,
           bool persists, int& loser) {
    return ending_of(c, round, before, moved, after, persists, loser);
}

}  // namespace

TEST_CASE("how a round ends") {
    const Setting s;  // war is rung 5, calm_rung 2, 10 rounds
    const CrisisContext& c = s.context;
    int loser = 7;
    CHECK(end(c, 0, {4, 1}, {5, 1}, {5, 1}, false, loser) == Ending::kWarByChoice);
    CHECK(loser == -1);
    CHECK(end(c, 0, {4, 1}, {4, 1}, {5, 2}, false, loser) == Ending::kWarByAccident);
    CHECK(end(c, 0, {4, 1}, {5, 1}, {5, 2}, false, loser) == Ending::kWarByChoice);
    CHECK(end(c, 0, {1, 1}, {0, 0}, {0, 0}, false, loser) == Ending::kStoodDown);
    CHECK(end(c, 0, {1, 1}, {0, 0}, {0, 0}, true, loser) == Ending::kNone);
    CHECK(end(c, 0, {1, 1}, {0, 0}, {1, 1}, false, loser) == Ending::kNone);  // an accident in between
    CHECK(end(c, 0, {1, 2}, {0, 2}, {0, 2}, false, loser) == Ending::kBackedDown);
    CHECK(loser == 0);
    CHECK(end(c, 0, {3, 1}, {3, 0}, {3, 0}, true, loser) == Ending::kBackedDown);
    CHECK(loser == 1);
    CHECK(end(c, 0, {1, 1}, {0, 1}, {0, 1}, false, loser) == Ending::kNone);  // the other is below calm_rung
    CHECK(loser == -1);
    CHECK(end(c, 0, {0, 2}, {0, 3}, {0, 3}, false, loser) == Ending::kNone);  // it was at the bottom before
    CHECK(end(c, 8, {2, 2}, {2, 2}, {2, 2}, false, loser) == Ending::kNone);
    CHECK(end(c, 9, {2, 2}, {2, 2}, {2, 2}, false, loser) == Ending::kFaded);
    CHECK(end(c, 9, {1, 2}, {0, 2}, {0, 2}, false, loser) == Ending::kBackedDown);
}

TEST_CASE("payoffs of the endings") {
    const Setting s;
    const CrisisContext& c = s.context;
    // Stakes 1, calm bonus 0.1, audience cost 0.5 * 0.1 * rung; settlement 0.5, stalemate 0.4, war 0.5.
    CHECK(ending_payoff(c, Ending::kStoodDown, -1, 0, 0, 0) == Approx(0.6));
    CHECK(ending_payoff(c, Ending::kBackedDown, 1, 0, 0, 3) == Approx(1.1));
    CHECK(ending_payoff(c, Ending::kBackedDown, 0, 0, 0, 0) == Approx(0.1));
    CHECK(ending_payoff(c, Ending::kFaded, -1, 0, 0, 2) == Approx(0.4));
    CHECK(ending_payoff(c, Ending::kWarByChoice, -1, 0, 0, 5) == Approx(0.5 - 6));
    CHECK(ending_payoff(c, Ending::kWarByAccident, -1, 1, 1, 5) == Approx(0.5 - 20));
    // An off-ramp from rung 3 spares half of stepping down: 0.05 (3 + 2 + 1) / 2.
    CHECK(ending_payoff(c, Ending::kOffRamp, -1, 0, 0, 3) == Approx(0.6 - 0.15));
    CHECK(ending_payoff(c, Ending::kNone, -1, 0, 0, 3) == 0.0);
}

TEST_CASE("a crisis opens on the incident's rungs, the victim lower where it recognises an accident") {
    const Setting s;  // cn provokes: rung 2, victim 1, relief 1
    const Pair<Belief> belief = {s.model.actors[0].prior, s.model.actors[1].prior};
    const CrisisState intended = opening_state(s.context, false, belief, 3);
    CHECK(intended.rungs == Pair<int>{1, 2});
    CHECK(intended.seen == intended.rungs);
    CHECK(intended.channels_open == 3);
    CHECK(opening_state(s.context, true, belief, 3).rungs == Pair<int>{0, 2});
    CHECK(opening_state(Setting(0).context, false, belief, 0).rungs == Pair<int>{2, 1});
}

TEST_CASE("accidents, misreading and off-ramps have the probabilities of their models") {
    const Setting s;
    CrisisState state = opening_state(s.context, false, {}, 1);
    const double hours = 12;
    CHECK(accident_probability(s.context, {1, 2}, 0) ==
          Approx(1 - std::exp(-0.05 / 24 * hours * std::exp(0.2 * 3))));
    CHECK(harm_probability(s.context, {1, 2}, 0) == Approx(0.5));
    CHECK(misperception_probability(s.context, state) == Approx(0.1));
    CHECK(off_ramp_probability(s.context, state, 0) == Approx(0.6 * 0.9 * 0.9));
    // Answered: picks up, and within the round of 12 h at a median of 6 h (lognormal, sigma 0.8).
    const double in_time = 0.5 * std::erfc(-std::log(2.0) / 0.8 / std::sqrt(2.0));
    CHECK(s.context.answer[0][1] == Approx(0.8 * in_time));
}

TEST_CASE("each side's rung has its own effect on the odds, and each side answers in its own way") {
    const Model model = model_of_text(edited(
        source_text("tests/fixtures/compact.yaml"),
        {{"effects: {rung.us: 0.2, rung.cn: 0.2}", "effects: {rung.us: 0.2, rung.cn: 0.5, harm: 0.3}"},
         {"harm: {base: 0.5}", "harm: {base: 0.5, effects: {rung.us: 0.4, rung.cn: -0.1, harm: 0.6}}"},
         {"misperception: {base: 0.1, effects: {tension: 0.2}}",
          "misperception: {base: 0.1, effects: {rung.us: 0.3, rung.cn: -0.2, harm: 0.1}}"},
         {"off_ramp: {base: 0.6, effects: {trust.us: 0.5, trust.cn: 0.5}}",
          "off_ramp: {base: 0.6, effects: {rung.us: -0.3, rung.cn: -0.1, harm: -0.2}}"},
         {"fidelity: 0.9", "fidelity: 0.95"},
         {"pickup: {us: {base: 0.8}, cn: {base: 0.8}}", "pickup: {us: {base: 0.3}, cn: {base: 0.8}}"}}));
    const std::array<double, kMaxFeatures> x{};
    const CrisisContext c = open_context(model, 0, 1, {x.data(), 0, 1, {0.0, 0.0}});
    CrisisState state;
    state.rungs = {1, 3};
    state.harms = 2;
    const auto at_odds = [](double base, double effects) {
        return 1 / (1 + (1 - base) / base * std::exp(-effects));
    };
    CHECK(accident_probability(c, state.rungs, 2) ==
          Approx(1 - std::exp(-0.05 / 24 * 12 * std::exp(0.2 * 1 + 0.5 * 3 + 0.3 * 2))));
    CHECK(harm_probability(c, state.rungs, 2) == Approx(at_odds(0.5, 0.4 * 1 - 0.1 * 3 + 0.6 * 2)));
    CHECK(misperception_probability(c, state) == Approx(at_odds(0.1, 0.3 * 1 - 0.2 * 3 + 0.1 * 2)));
    const double off_ramp = at_odds(0.6, -0.3 * 1 - 0.1 * 3 - 0.2 * 2) * 0.95 * 0.9;
    CHECK(off_ramp_probability(c, state, 0) == Approx(off_ramp));
    const double in_time = 0.5 * std::erfc(-std::log(2.0) / 0.8 / std::sqrt(2.0));
    CHECK(exit_probability(c, state, 0, 0) == Approx(0.8 * in_time * off_ramp));  // China answers
    CHECK(exit_probability(c, state, 1, 0) == Approx(0.3 * in_time * off_ramp));
    CHECK(exit_probability(c, state, 0, -1) == 0.0);
}

TEST_CASE("readings of a signal are a distribution over rungs one off at most") {
    constexpr int kWar = 5;
    for (int signal = 0; signal <= kWar; ++signal) {
        double sum = 0.0;
        for (int seen = 0; seen <= kWar; ++seen) {
            const double p = reading_probability(signal, seen, 0.3, kWar);
            if (std::abs(seen - signal) > 1) CHECK(p == 0.0);
            sum += p;
        }
        CHECK(sum == Approx(1.0));
        CHECK(reading_probability(signal, signal, 0.3, kWar) ==
              Approx(signal == 0 || signal == kWar ? 0.85 : 0.7));
    }
}

TEST_CASE("the noise of a stance divides rationality; tracks that a rung suspends are lost") {
    const Setting s;
    CHECK(s.context.rationality[0] == Approx(3.0));
    const CrisisContext noisy = open_context(s.model, 0, 0, {s.x.data(), 0, 1, {1.0, 0.0}});
    CHECK(noisy.rationality[0] == Approx(1.5));
    CHECK(noisy.rationality[1] == Approx(3.0));
    CHECK(noisy.lost_cooperation[0][3] == 0.0);
    CHECK(noisy.lost_cooperation[0][4] == Approx(0.01 / 24 * 12));
    const CrisisContext closed = open_context(s.model, 0, 0, {s.x.data(), 0, 0, {0.0, 0.0}});
    CHECK(closed.lost_cooperation[0][4] == 0.0);
}
