// SPDX-License-Identifier: Apache-2.0
// Two policies that diverge still share the draws of the incidents that both meet: what makes their
// comparison sharp.
#include <map>
#include <tuple>

#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

// A crisis by when it opened and by what; what happened in it.
using Opening = std::tuple<double, int>;

struct FirstMove {
    int action = -1;
    std::array<double, kMaxMoves> strategy{};  // by action
};

struct Played {
    int number = 0;  // of the crisis in its campaign
    std::vector<Event> events;
    std::array<FirstMove, 2> first_moves;
};

std::map<Opening, Played> crises_of(const Trajectory& t) {
    std::map<Opening, Played> crises;
    Opening current;
    for (const Event& e : t.events) {
        if (e.crisis < 0) continue;
        if (e.kind == EventKind::kCrisisOpened) {
            current = {e.hours, e.label};
            crises[current].number = e.crisis;
        }
        Played& crisis = crises[current];
        crisis.events.push_back(e);
        if (e.kind == EventKind::kAction && e.round == 0) {
            FirstMove& move = crisis.first_moves[at(e.actor)];
            move.action = e.label;
            for (const Option& option : t.options_of(e)) {
                move.strategy[at(option.action)] += option.probability;
            }
        }
    }
    return crises;
}

bool same_but_for_number(const Event& a, const Event& b) {
    return std::tie(a.hours, a.kind, a.detail, a.actor, a.label, a.round, a.rungs, a.probability, a.amount) ==
           std::tie(b.hours, b.kind, b.detail, b.actor, b.label, b.round, b.rungs, b.probability, b.amount);
}

// Calls visit(one, other) for every crisis that both models meet in campaigns 0..n-1, though one of them has
// had more crises before.
template <class Visit>
void for_each_shifted_crisis(const Model& a, const Model& b, int n, Visit visit) {
    Simulator one(a);
    Simulator two(b);
    Trajectory first;
    Trajectory second;
    for (std::uint64_t k = 0; k < static_cast<std::uint64_t>(n); ++k) {
        one.run({1, k}, first);
        two.run({1, k}, second);
        const auto others = crises_of(second);
        for (const auto& [opening, crisis] : crises_of(first)) {
            const auto found = others.find(opening);
            if (found != others.end() && found->second.number != crisis.number) {
                visit(crisis, found->second);
            }
        }
    }
}

// Play that heeds nothing, so that the same draws lead to the same crisis.
const char* const kHeedless = R"(name: heedless
time: {start: 2023-01-01, end: 2023-12-01, season: 30d, tick: 30d}
ladder: [{name: calm}, {name: a}, {name: b}, {name: c}, {name: d}, {name: e}, {name: war}]
actors:
  us: {types: {only: {prior: 1, war_cost: 5}}, agent: {rule: mixed, mix: {hold: 2, call: 1, climb: 1, step_down: 1}}}
  cn: {types: {only: {prior: 1, war_cost: 5}}, agent: {rule: mixed, mix: {hold: 2, call: 1, climb: 1, step_down: 1}}}
channels:
  hotline: {latency: {family: exponential, base: 6h}, pickup: 0.6, fidelity: 0.9, authority: 0.9}
actions: {hold: {}, call: {calls: hotline}, climb: {move: 1}, step_down: {move: -1}}
incidents:
  brush: {rate: 0.03/day, provoker_rung: 2, victim_rung: 2, round: 12h, rounds: 6, hazard: 0.2/day,
          two_rung_accident: 0.3, harm: 0.4}
  sale: {rate: 0/day, round: 1d, rounds: 2}
crisis: {misperception: {base: 0.2}, kept: {base: 0.3}}
timeline: [{date: 2023-01-02, label: Sale, incident: sale, provoker: us}]
)";

}  // namespace

TEST_CASE("a crisis more at the start changes nothing in those that come later") {
    const Model with = model_of_text(kHeedless);
    const Model without = model_of_text(edited(kHeedless, {{"incident: sale, provoker: us", "tension: 0"}}));
    int crises = 0;
    int actions = 0;
    int accidents = 0;
    int misread = 0;
    int answered = 0;
    for_each_shifted_crisis(with, without, 100, [&](const Played& a, const Played& b) {
        ++crises;
        REQUIRE(a.events.size() == b.events.size());
        for (std::size_t k = 0; k < a.events.size(); ++k) {
            const Event& e = a.events[k];
            if (!same_but_for_number(e, b.events[k])) FAIL("crisis " << a.number << ", event " << k);
            actions += e.kind == EventKind::kAction ? 1 : 0;
            accidents += e.kind == EventKind::kAccident ? 1 : 0;
            misread += e.kind == EventKind::kSignal ? 1 : 0;
            answered += e.detail == Detail::kAnswered ? 1 : 0;
        }
    });
    CHECK(crises > 300);
    CHECK(actions > 1000);
    CHECK(accidents > 100);
    CHECK(misread > 100);
    CHECK(answered > 100);
}

TEST_CASE("policies of a rich scenario that have diverged still play their common crises alike") {
    // First moves agree as often as the two strategies allow, or nearly, as they are drawn from the same
    // number. Drawn apart, they would agree as often as one strategy allows what the other chose.
    const Model a = rich_model({"no-guardrails"});
    const Model b = rich_model({"guardrails"});
    Mean agreed;
    Mean excess;
    for_each_shifted_crisis(a, b, 100, [&](const Played& one, const Played& other) {
        for (std::size_t i = 0; i < 2; ++i) {
            const FirstMove& x = one.first_moves[i];
            const FirstMove& y = other.first_moves[i];
            if (x.action < 0 || y.action < 0) continue;  // the horizon came before its first round
            const double agree = x.action == y.action ? 1.0 : 0.0;
            agreed.add(agree);
            excess.add(agree - y.strategy[at(x.action)]);
        }
    });
    INFO(agreed.n() << " moves, of which agree " << agreed.mean() << ", more than apart " << excess.mean());
    CHECK(agreed.n() > 200);
    CHECK(agreed.mean() - 4.0 * agreed.error() > 0.5);
    CHECK(excess.mean() - 4.0 * excess.error() > 0.2);
}
