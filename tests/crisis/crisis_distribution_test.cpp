// SPDX-License-Identifier: Apache-2.0
// How a solved crisis goes, against the values that the solver found and against crises that are played.
#include <array>
#include <map>
#include <string>
#include <vector>

#include "analysis/crisis_alone.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"
#include "tests/fixtures/solved_crisis.hpp"

using namespace offramp;

namespace {

constexpr int kCrises = 20'000;

Scenario compact(int beliefs) {
    Scenario s =
        load_scenario(std::filesystem::path(OFFRAMP_SOURCE_DIR) / "tests/fixtures/compact.yaml").scenario();
    for (Actor& actor : s.actors) actor.agent.rule = kRule<EquilibriumRule>;
    s.solver.beliefs = beliefs;
    s.solver.configurations = 64;
    s.solver.harms = 0;  // which changes no odds
    return s;
}

// A share or a mean of crises played, beside what it is by the distribution.
struct Compared {
    double exact = 0.0;
    Mean played = {};
};

void compare_play(int incident, int provoker) {
    const Model m = compile(validate(crisis_alone(compact(5), incident, provoker)));
    const SolvedOpening crisis(m, incident, provoker);
    REQUIRE(crisis.table().space.untracked() == 0);
    const CrisisDistribution d = crisis.distribution();
    check_sums(crisis, d);

    std::map<std::string, Compared> compared;
    const auto is = [](Ending ending, int by = -1) {
        return [=](const EndOdds& o) { return o.end.ending == ending && (by < 0 || o.end.by == by); };
    };
    compared["settled"].exact = d.probability(is(Ending::kOffRamp)) + d.probability(is(Ending::kStoodDown));
    compared["backed down 0"].exact = d.probability(is(Ending::kBackedDown, 0));
    compared["backed down 1"].exact = d.probability(is(Ending::kBackedDown, 1));
    compared["faded"].exact = d.probability(is(Ending::kFaded));
    compared["war"].exact = d.probability([](const EndOdds& o) { return is_war(o.end.ending); });
    compared["war by accident"].exact = d.probability(is(Ending::kWarByAccident));
    compared["rounds"].exact = d.rounds;
    compared["harms"].exact = d.harms;
    for (int rung = 0; rung <= m.war_rung; ++rung) {
        compared["highest " + std::to_string(rung)].exact = d.highest[at(rung)];
    }
    for (const PayoffPartRow& row : kPayoffPartTable) {
        for (int i = 0; i < kActors; ++i) {
            compared[std::string(row.name) + ' ' + std::to_string(i)].exact = d.paid[at(row.part)][at(i)];
        }
    }
    Simulator simulator(m, std::make_shared<TableLibrary>(m));
    for (int k = 0; k < kCrises; ++k) {
        const CampaignSummary s = simulator.run({11, static_cast<std::uint64_t>(k)});
        REQUIRE(s.crises_ended == 1);
        const auto add = [&](const std::string& what, double x) { compared[what].played.add(x); };
        add("settled", s.settled);
        add("backed down 0", s.backed_down[0]);
        add("backed down 1", s.backed_down[1]);
        add("faded", s.faded);
        add("war", s.war ? 1.0 : 0.0);
        add("war by accident", s.war_by_accident ? 1.0 : 0.0);
        add("rounds", s.rounds);
        add("harms", s.harms);
        for (int rung = 0; rung <= m.war_rung; ++rung) {
            add("highest " + std::to_string(rung), s.highest_rung == rung ? 1.0 : 0.0);
        }
        for (const PayoffPartRow& row : kPayoffPartTable) {
            for (int i = 0; i < kActors; ++i) {
                add(std::string(row.name) + ' ' + std::to_string(i), s.parts[at(row.part)][at(i)]);
            }
        }
    }
    for (const auto& [what, both] : compared) {
        INFO(what << ": " << both.exact << ", played " << both.played.mean() << " +- "
                  << both.played.error());
        CHECK(std::abs(both.played.mean() - both.exact) <= 4.0 * both.played.error() + 1e-9);
    }
}

}  // namespace

TEST_CASE("Crises that are played go as their distribution says") {
    compare_play(0, 0);
    compare_play(0, 1);
    compare_play(1, 0);
}

TEST_CASE("The parts of what a crisis is worth add up to its solved value") {
    // Beliefs move between the points of the grid, where values are interpolated.
    for (const auto& [beliefs, share] : {std::pair(3, 0.01), std::pair(11, 0.005)}) {
        const Model m = compile(validate(compact(beliefs)));
        for (const int provoker : {0, 1}) {
            const SolvedOpening crisis(m, 0, provoker);
            const CrisisDistribution d = crisis.distribution();
            check_sums(crisis, d);
            for (int i = 0; i < kActors; ++i) {
                INFO("beliefs " << beliefs << ", actor " << i);
                CHECK(std::abs(d.value(i) - crisis.value(i)) < share * std::abs(crisis.value(i)));
            }
        }
    }
}

TEST_CASE("What lies ahead of several states at once is what lies ahead of each") {
    const Model m = compile(validate(compact(5)));
    TableLibrary tables(m);
    const Situation situation = initial_situation(m);
    const CrisisTable& table = tables.find(tables.key(0, 0, setting_of(situation), situation.channels_open));
    CrisisState low =
        opening_state(table.context, false, {m.actors[0].prior, m.actors[1].prior}, situation.channels_open);
    low.round = table.context.incident->rounds - 2;
    CrisisState high = low;
    high.rungs = {3, 2};
    high.belief[0] = {0.8, 0.2};
    // Histories are told apart by nearly all of their beliefs, so that what begins in one state does not go
    // on at the mean of both.
    const DistributionOptions finely = {.belief_cells = 300, .seldom = 1e-9};
    const auto highest =
        highest_rungs(table, std::array{StateOdds{0.3, low, 1}, StateOdds{0.5, high, 0}}, 3, finely);
    REQUIRE(highest.size() == 3);
    const CrisisDistribution of_low = distribution_of(table, low, finely);
    const CrisisDistribution of_high = distribution_of(table, high, finely);
    CHECK(of_low.highest[2] > 0.01);
    CHECK(of_high.highest[2] == 0.0);
    for (std::size_t rung = 0; rung < kMaxRungs; ++rung) {
        INFO("rung " << rung);
        CHECK(highest[0][rung] == Approx(0.5 * of_high.highest[rung]).margin(1e-5));
        CHECK(highest[1][rung] == Approx(0.3 * of_low.highest[rung]).margin(1e-5));
        CHECK(highest[2][rung] == 0.0);
    }
    const double war = of_high.probability([](const EndOdds& odds) { return is_war(odds.end.ending); });
    CHECK(of_high.highest[at(m.war_rung)] == Approx(war).epsilon(1e-9));
}
