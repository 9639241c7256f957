// SPDX-License-Identifier: Apache-2.0
// Values of a scenario estimated from choices in its crises: those that the engine plays, and those that are
// known in closed form.
#include "analysis/estimation/crisis_choices.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <tuple>

#include "analysis/crisis_alone.hpp"
#include "tests/estimation/choices.hpp"
#include "tests/fixtures/campaigns.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

// The threat and its audience (theory/audience-costs.yaml) between sides who err often, on a coarse grid.
ValidatedScenario threats() {
    Scenario s = scenario_of("scenarios/theory/audience-costs.yaml").scenario();
    for (Actor& actor : s.actors) actor.rationality = 6.0;
    s.solver.beliefs = 3;
    return validate(std::move(s));
}

struct CrisisFiles {
    TemporaryDirectory directory;

    ChoiceProblem load(const ValidatedScenario& scenario, const std::string& counts,
                       const std::string& parameters) const {
        write_text(directory.path() / "counts.csv", counts);
        write_text(directory.path() / "parameters.yaml", parameters);
        return load_crisis_choices(scenario, "dispute", directory.path() / "counts.csv",
                                   directory.path() / "parameters.yaml");
    }
};

constexpr const char* kHeader = "provoker,side,round,rung,rival_rung,action,count\n";

constexpr const char* kAudience = R"(
parameters:
  audience: {path: actors.one.audience_cost.scale, uniform: [0, 2]}
  rationality: {path: actors.one.rationality, loguniform: [0.5, 40]}
)";

// Choices as the engine's own play makes them, by the state that the round began with.
std::string counts_of_play(const ValidatedScenario& scenario, int crises) {
    const Model m = compile(validate(crisis_alone(scenario.scenario(), 0, 0)));
    std::map<std::tuple<int, int, int, int, int>, int> counts;
    for_each_trajectory(m, crises, [&](const CampaignSummary&, const Trajectory& trajectory) {
        for (const Event& event : trajectory.events) {
            if (event.kind != EventKind::kAction) continue;
            ++counts[{event.actor, event.round, event.rungs[at(event.actor)],
                      event.rungs[at(other(event.actor))], event.label}];
        }
    });
    std::string table = kHeader;
    for (const auto& [key, count] : counts) {
        const auto& [side, number, rung, rival, action] = key;
        table += fmt::format("one,{},{},{},{},{},{}\n", m.names.actors[at(side)], number + 1,
                             m.names.rungs[at(rung)], m.names.rungs[at(rival)], m.names.actions[at(action)],
                             count);
    }
    return table;
}

}  // namespace

TEST_CASE("a demand's odds are what its payoffs and rationality say") {
    // theory/screening.yaml: a demand x = p + c_bar j / 8 is worth a parabola; logit choice between demands
    // is in closed form, since holders hardly err.
    const ValidatedScenario screening = scenario_of("scenarios/theory/screening.yaml");
    const CrisisFiles files;
    const ChoiceProblem problem =
        files.load(screening,
                   "side,round,rung,rival_rung,action,terms,count\n"
                   "challenger,1,crisis,crisis,demand,0.4,30\nchallenger,1,crisis,crisis,demand,0.5,60\n"
                   "challenger,1,crisis,crisis,hold,,0\n",
                   "parameters: {rationality: {path: actors.challenger.rationality, loguniform: [5, 400]}}");
    REQUIRE(problem.situations.size() == 1);
    const auto worth = [](double x) { return x * (1 - (x - 0.2) / 0.8) + (0.2 - 0.2) * (x - 0.2) / 0.8; };
    const ChoicePrediction at_forty = *problem.predict(std::vector{40.0});
    const auto& alternatives = problem.situations.front().alternatives;
    std::map<std::string, double> p;
    for (std::size_t a = 0; a < alternatives.size(); ++a)
        p[alternatives[a].name] = at_forty.probabilities.front()[a];
    CHECK(p.at("demand at 0.5") / p.at("demand at 0.4") ==
          Approx(std::exp(40.0 * (worth(0.5) - worth(0.4)))).epsilon(1e-3));
    CHECK(p.at("demand at 0.3") / p.at("demand at 0.6") ==
          Approx(std::exp(40.0 * (worth(0.3) - worth(0.6)))).epsilon(1e-3));
    CHECK(alternatives.front().share == Approx(1.0 / static_cast<double>(alternatives.size())));
}

TEST_CASE("what the engine plays is what the likelihood expects") {
    const ValidatedScenario scenario = threats();
    const CrisisFiles files;
    const ChoiceProblem problem = files.load(scenario, counts_of_play(scenario, 20'000), kAudience);
    REQUIRE(problem.situations.size() == 4);
    const ChoicePrediction expected = *problem.predict(std::vector{0.3, 6.0});
    for (std::size_t s = 0; s < problem.situations.size(); ++s) {
        const ObservedSituation& situation = problem.situations[s];
        const auto n = static_cast<double>(situation.choices());
        for (std::size_t a = 0; a < situation.alternatives.size(); ++a) {
            const double p = expected.probabilities[s][a];
            INFO(situation.where << ": " << situation.alternatives[a].name);
            CHECK(std::abs(static_cast<double>(situation.alternatives[a].count) - n * p) <=
                  4.0 * std::sqrt(n * p * (1 - p)) + 1e-9);
        }
    }
}

TEST_CASE("values with which the engine played are recovered from its choices") {
    const ValidatedScenario truth = threats();
    Scenario start = truth.scenario();
    start.actors[0].rationality = 2.0;
    start.actors[0].audience_cost.scale = 1.0;
    const CrisisFiles files;
    const ChoiceProblem problem =
        files.load(validate(std::move(start)), counts_of_play(truth, 20'000), kAudience);
    const ChoiceFit fit = fit_choices(problem, {.profiles = false});
    REQUIRE(fit.complete);
    CHECK(fit.solved);
    const std::vector<double> values = {0.3, 6.0};
    for (std::size_t k = 0; k < values.size(); ++k) {
        const ParameterEstimate& p = fit.parameters[k];
        INFO(p.name << " " << *p.fitted.value);
        REQUIRE(p.normal_low);
        const auto scale = [&](double x) { return problem.parameters[k].logarithmic ? std::log(x) : x; };
        const double error = (scale(*p.normal_high) - scale(*p.normal_low)) / (2 * 1.959964);
        CHECK(std::abs(scale(*p.fitted.value) - scale(values[k])) < 4 * error);
        CHECK(error < 0.1);
    }
    CHECK(count_of(fit, FindingKind::kFlatDirection) == 0);
}

TEST_CASE("profile intervals of a crisis's values hold what likelihood ratios accept") {
    const CrisisFiles files;
    const ChoiceProblem problem =
        files.load(threats(),
                   std::string(kHeader) +
                       "one,one,1,calm,calm,threaten,48\n"
                       "one,one,1,calm,calm,hold,52\n"
                       "one,one,2,threat,calm,make_war,10\n"
                       "one,one,2,threat,calm,back_down,21\n",
                   "parameters: {audience: {path: actors.one.audience_cost.scale, uniform: [0, 2]}}");
    const ChoiceFit fit = fit_choices(problem);
    const ParameterEstimate& audience = fit.parameters.front();
    REQUIRE(audience.fitted.low);
    REQUIRE(audience.fitted.high);
    for (const double end : {*audience.fitted.low, *audience.fitted.high}) {
        const double there = log_likelihood(problem, problem.predict(std::vector{end})->probabilities);
        CHECK(2.0 * (fit.log_likelihood - there) == Approx(3.841459).epsilon(0.01));
    }
    CHECK(*audience.fitted.low < *audience.fitted.value);
    CHECK(*audience.fitted.value < *audience.fitted.high);
    // Holding after a threat was open, and nobody did: it counts as 0.
    const auto& late = problem.situations.back().alternatives;
    CHECK(std::ranges::count(late, std::string("hold"), &Alternative::name) == 1);
}
