// SPDX-License-Identifier: Apache-2.0
#include "engine/agents/holding.hpp"

#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

// A ladder on which an accident at the upper rung is war, in rounds of a day. Everything differs between
// sides.
const std::string kHoldingScenario = R"(name: holding
time: {start: 2023-01-01, end: 2023-02-01, season: 31d, tick: 31d}
ladder: [{name: calm}, {name: low, cost: {us: 0.01/day, cn: 0.02/day}}, {name: high, cost: {us: 0.07/day, cn: 0.11/day}}, {name: war}]
actors:
  us:
    types: {firm: {prior: 0.5, war_cost: 3, stakes: 2, audience: 1.5}, soft: {prior: 0.5, war_cost: 8}}
    audience_cost: {scale: 0.2, affront: 0.4}
    calm_value: {base: 0.05}
  cn:
    types: {only: {prior: 1, war_cost: 5}}
    audience_cost: {scale: 0.3, affront: 0.6}
    calm_value: {base: 0.03}
channels: {line: {latency: 1h, pickup: 1, fidelity: 1, authority: 1}}
actions: {hold: {}, climb: {move: 1}, call: {calls: line}, withdraw: {role: provoker, ends_incident: true}}
incidents:
  brush: {rate: 0/day, stakes: {us: 1.2, cn: 0.8}, visibility: 0.5, round: 1d, rounds: 3, persists: 2,
          persistence_cost: 0.06/day, hazard: {base: 0.1/day, effects: {rung.us: 0.3, rung.cn: 0.2}}, harm: 0.25,
          harm_cost: {us: 0.4, cn: 0.7}}
tracks: {students: {value: 0.02/day, suspend_rung: 2}}
crisis: {sore: 0.15, war_share: {us: 0.3, cn: -0.3}, first_strike: 0.2}
)";

struct HoldingSetting {
    Model model = model_of_text(kHoldingScenario);
    std::array<double, kMaxFeatures> x{};
    CrisisContext context;
    Holding holding;

    HoldingSetting() { context = open_context(model, 0, 1, {x.data(), 0, 1, {0.0, 0.0}}); }  // China provokes
    HoldingSetting(const HoldingSetting&) = delete;  // the context points into the model

    TypeValues at_state(int round, Pair<int> rungs, double answered = 0.0, bool over = false) {
        CrisisState s;
        s.round = round;
        s.rungs = rungs;
        s.answered = answered;
        s.incident_over = over;
        TypeValues value{};
        holding.evaluate(context, s, value);
        return value;
    }
};

double accident_at(int us, int cn) {
    return 1 - std::exp(-0.1 * std::exp(0.3 * us + 0.2 * cn));
}

// Of the United States by type, and of China.
constexpr double kStakes[] = {2 * 1.2, 1.2};
constexpr double kAudience[] = {1.5, 1.0};
constexpr double kWarCost[] = {3, 8};
constexpr double kAffront = 0.5 * 0.4;

double faded(int type, double answered) {
    return -0.15 * kStakes[type] - 0.05 - kAudience[type] * kAffront * (1 - answered);
}
double war(int type) {
    return 0.3 * kStakes[type] - 0.05 - kWarCost[type];
}
constexpr double kHarm = 0.25 * 0.4;  // to the United States, of an accident

}  // namespace

TEST_CASE("holding where an accident is war lasts until one happens or the matter fades") {
    HoldingSetting s;
    const double a = accident_at(2, 1);
    for (const double answered : {0.0, 0.3, 1.0}) {
        const TypeValues value = s.at_state(0, {2, 1}, answered);
        for (int type = 0; type < 2; ++type) {
            double sum = 0.0;
            double reached = 1.0;
            for (int round = 0; round < 3; ++round) {
                // The rung, the track that is lost at it, and what persists in the first two rounds.
                sum -= reached * (0.07 + 0.02 + (round < 2 ? 0.06 : 0.0));
                sum += reached * a * (war(type) - kHarm);
                reached *= 1 - a;
            }
            sum += reached * faded(type, answered);
            CHECK(value[0][at(type)] == Approx(sum));
        }
        // China pays neither for the affront nor for what persists.
        const double stays = 1 - a;
        const double through = 1 + stays + stays * stays;
        CHECK(value[1][0] ==
              Approx(-through * (0.02 + 0.02) + through * a * (-0.3 * 0.8 - 0.03 - 5 - 0.25 * 0.7) +
                     stays * stays * stays * (-0.15 * 0.8 - 0.03)));
    }
}

TEST_CASE("an accident below carries both sides up, and holding goes on from there") {
    HoldingSetting s;
    const double low = accident_at(1, 1);
    const double high = accident_at(2, 2);
    for (int type = 0; type < 2; ++type) {
        // The last round but one, after the incident was ended.
        const double above = -0.07 - 0.02 + high * (war(type) - kHarm) + (1 - high) * faded(type, 0.0);
        const double below = -0.01 - low * kHarm + faded(type, 0.0);
        CHECK(s.at_state(2, {1, 1}, 0.0, true)[0][at(type)] == Approx(below));
        CHECK(s.at_state(1, {1, 1}, 0.0, true)[0][at(type)] ==
              Approx(-0.01 + low * (above - kHarm) + (1 - low) * below));
    }
}

TEST_CASE("holding at the bottom stands down once nothing persists") {
    HoldingSetting s;
    const double a = accident_at(0, 0);
    const double up = -0.01 - accident_at(1, 1) * kHarm + faded(1, 0.0);  // in the last round
    const double last = a * (faded(1, 0.0) - kHarm) + (1 - a) * -kAffront;
    CHECK(s.at_state(2, {0, 0})[0][1] == Approx(last));
    // In the second round the incident persists: there is another.
    CHECK(s.at_state(1, {0, 0})[0][1] == Approx(-0.06 + a * (up - kHarm) + (1 - a) * last));
}

TEST_CASE("one evaluation leaves nothing behind in the next, whatever the crisis") {
    HoldingSetting s;
    const double before = s.at_state(0, {2, 1})[0][0];
    s.context.accident_exposure *= 3.0;
    const double riskier = s.at_state(0, {2, 1})[0][0];
    CHECK(riskier < before);
    s.context.accident_exposure /= 3.0;
    CHECK(s.at_state(0, {2, 1})[0][0] == Approx(before));
}
