// SPDX-License-Identifier: Apache-2.0
// Private types, what is believed of them and misreading matter in the crises of the reference scenario. All
// numbers here are exact: solved crises are gone through, and nothing is drawn.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"
#include "tests/fixtures/solved_crisis.hpp"

using namespace offramp;

namespace {

constexpr int kHigh = 6;  // warning shots

Scenario reference() {
    Scenario s = scenario_of("scenarios/us-china-2023.yaml").scenario();
    s.solver.beliefs = 3;
    return s;
}

int incident_named(const Model& m, const std::string& name) {
    const auto found = std::ranges::find(m.names.incidents, name);
    REQUIRE(found != m.names.incidents.end());
    return static_cast<int>(found - m.names.incidents.begin());
}

double reaches_high(const CrisisDistribution& d) {
    double p = 0.0;
    for (std::size_t rung = kHigh; rung < d.highest.size(); ++rung) p += d.highest[rung];
    return p;
}

// Half the sum of the differences of what two types of a side do first.
double apart(const CrisisTable& table, const CrisisState& opening, int actor) {
    Pair<MoveList> moves;
    Pair<Strategy> play;
    table.strategies(table.context, opening, moves, play);
    double sum = 0.0;
    for (int a = 0; a < moves[at(actor)].size; ++a) {
        sum += std::abs(play[at(actor)][0][at(a)] - play[at(actor)][1][at(a)]);
    }
    return 0.5 * sum;
}

struct Opened {
    explicit Opened(const Scenario& s, const std::string& incident, int provoker)
        : model(compile(validate(s))), crisis(model, incident_named(model, incident), provoker) {}

    CrisisState state(double us_resolute, double cn_resolute) const {
        const Situation start = initial_situation(model);
        return opening_state(crisis.table().context, false,
                             {Belief{us_resolute, 1.0 - us_resolute}, Belief{cn_resolute, 1.0 - cn_resolute}},
                             start.channels_open);
    }

    Model model;
    SolvedOpening crisis;
};

}  // namespace

TEST_CASE("the types of a government do different things first") {
    for (const std::string incident : {"air_intercept", "senior_visit_taiwan"}) {
        const Opened opened(reference(), incident, incident == "air_intercept" ? 1 : 0);
        const CrisisState prior = opened.state(0.35, 0.4);
        INFO(incident);
        CHECK(apart(opened.crisis.table(), prior, 0) > 0.02);
        CHECK(apart(opened.crisis.table(), prior, 1) > 0.02);
    }
}

TEST_CASE("how high a crisis climbs depends on what is believed of both sides") {
    const Opened opened(reference(), "air_intercept", 1);
    const auto climbs = [&](double us, double cn) {
        return reaches_high(distribution_of(opened.crisis.table(), opened.state(us, cn)));
    };
    const double both = climbs(0.9, 0.9);
    const double one = climbs(0.9, 0.05);
    const double none = climbs(0.05, 0.05);
    INFO(none << " to " << one << " to " << both);
    CHECK(both > none * 1.3);
    CHECK(one > none);
}

TEST_CASE("misreading changes how high a crisis climbs") {
    const auto climbs = [&](double misperception) {
        Scenario s = reference();
        s.crisis.misperception.base = misperception;
        return reaches_high(Opened(s, "air_intercept", 1).crisis.distribution());
    };
    const double clear = climbs(0.001);
    const double blurred = climbs(0.3);
    INFO(clear << ", " << blurred);
    CHECK(std::abs(blurred - clear) > 0.05 * clear);
}
