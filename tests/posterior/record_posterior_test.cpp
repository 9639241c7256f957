// SPDX-License-Identifier: Apache-2.0
#include "analysis/posterior/record_posterior.hpp"

#include <cmath>
#include <cstdlib>
#include <string>

#include "engine/random/draws.hpp"
#include "tests/catch.hpp"
#include "tests/history/record.hpp"
#include "tests/support/sanitized.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

/// Rationality and audience costs from how close encounters and affronts were answered; agents that cost
/// little.
CalibrationPlan small_plan() {
    CalibrationPlan plan = load_calibration(kScenarios / "history" / "calibration.yaml");
    std::erase_if(plan.moments, [](const CalibrationMoment& moment) {
        const auto* of = std::get_if<RecordMoment>(&moment.of);
        return of == nullptr || of->target != HindcastTarget::kResponse;
    });
    plan.parameters.resize(2);
    for (CalibrationWorld& world : plan.worlds) world.scenario = rich_scenario();
    plan.history->incidents.resize(24);
    plan.crises = 40;
    plan.search.screen = 20;
    plan.search.emulated = 5;
    plan.search.evaluations = 1;
    plan.posterior = {.draws = 20, .rounds = 1};
    return plan;
}

/// Standard normal numbers, away from the ends of the ranges.
std::array<double, 4> truth_of(std::uint64_t record) {
    return Draws(record, 0).normals(Stream::kDesign, 5);
}

}  // namespace

TEST_CASE("what the engine was played with has uniform ranks among the draws from its records", "[long]") {
    const char* const asked = std::getenv("OFFRAMP_SBC");  // records; the usual few tell only gross mistakes
    constexpr std::uint64_t kUsual = kSanitized ? 1 : 6;
    const std::uint64_t records = asked != nullptr ? std::stoull(asked) : kUsual;
    CalibrationPlan plan = small_plan();
    const IncidentMask everyone = every_incident(plan);
    // What is simulated over the prior does not depend on the record.
    const MomentFit explored =
        fit_moments(moment_problem(plan, everyone, {.threads = 2}), {.screen = 24, .evaluations = 1});
    std::array<double, 2> sums{};
    std::array<std::array<int, 5>, 2> fifths{};
    for (std::uint64_t r = 0; r < records; ++r) {
        const auto truth = truth_of(r);
        std::vector<double> at;
        for (std::size_t k = 0; k < 2; ++k) {
            const SearchCoordinate& c = plan.parameters[k].coordinate;
            at.push_back(c.prior_mean() + c.prior_sd() * truth[k]);
        }
        plan.history = written_by(scenario_at(plan, 0, at), *plan.history, 1000 + r);
        const Posterior posterior = draw_posterior(moment_problem(plan, everyone, {.threads = 2}),
                                                   explored.points, {.draws = 20, .rounds = 1, .seed = r});
        for (std::size_t k = 0; k < 2; ++k) {
            double below = 0.0;
            for (const PosteriorDraw& draw : posterior.draws) below += draw.at[k] < at[k] ? draw.weight : 0.0;
            sums[k] += below;
            ++fifths[k][std::min<std::size_t>(4, static_cast<std::size_t>(below * 5.0))];
        }
    }
    const auto count = static_cast<double>(records);
    for (std::size_t k = 0; k < 2; ++k) {
        const auto& f = fifths[k];
        INFO("ranks by fifths: " << f[0] << ' ' << f[1] << ' ' << f[2] << ' ' << f[3] << ' ' << f[4]);
        CHECK(std::abs(sums[k] / count - 0.5) < 4.0 / std::sqrt(12.0 * count));
        if (records < 50) continue;
        double chi = 0.0;
        for (const int seen : f) chi += std::pow(seen - count / 5.0, 2) / (count / 5.0);
        CHECK(chi < 23.5);  // four degrees of freedom: once in 10,000
    }
}

TEST_CASE("draws from the record are a sweep, the same on any number of threads") {
    const CalibrationPlan plan = [] {
        CalibrationPlan small = small_plan();
        small.history->incidents.resize(6);
        small.crises = 20;
        small.search.screen = 6;
        small.search.emulated = 2;
        small.posterior = {.draws = 5, .rounds = 1};
        return small;
    }();
    const auto drawn = [&](int threads) {
        const MomentFit fit =
            fit_moments(moment_problem(plan, every_incident(plan), {.threads = threads}), plan.search);
        return record_posterior(plan, fit, {.threads = threads});
    };
    const RecordPosterior once = drawn(1);
    const std::string text = draws_text(plan, once, "draws", "../us-china-2023.yaml", "");
    CHECK(text == draws_text(plan, drawn(3), "draws", "../us-china-2023.yaml", ""));
    CHECK_THAT(text, contains("design: list"));
    CHECK_THAT(text, contains("paths: [actors.us.rationality, actors.cn.rationality]"));
    REQUIRE(once.parameters.size() == 2);
    // A lognormal prior: its median, and a factor of e^(1.96 sigma) either way, cut off at four deviations.
    const SearchCoordinate& c = plan.parameters[0].coordinate;
    CHECK(once.parameters[0].before.median == Approx(std::exp(c.prior_mean())));
    CHECK(once.parameters[0].before.high ==
          Approx(std::exp(c.prior_mean() + 1.96 * c.prior_sd())).epsilon(0.001));
    for (const ParameterBelief& belief : once.parameters) {
        CHECK(belief.after.low <= belief.after.median);
        CHECK(belief.after.median <= belief.after.high);
        CHECK(belief.left > 0.0);
    }
    REQUIRE(once.moments.size() == plan.moments.size());
    for (const PredictedMoment& moment : once.moments) {
        INFO(moment.name);
        CHECK(moment.above > 0.0);
        CHECK(moment.above < 1.0);
        CHECK(moment.before.low <= moment.before.high);
    }
}
