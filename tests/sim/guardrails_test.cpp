// SPDX-License-Identifier: Apache-2.0
// What each guardrail of the reference scenario is for, it does: compared with no guardrail in the same
// campaigns, beyond 4 standard errors, at the postures of the start.
#include <algorithm>
#include <set>
#include <utility>

#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

// With sides that err much: what is done seldom otherwise is seen in few campaigns, whatever the reference's
// numbers.
Model model_with(const std::vector<std::string>& policies) {
    Scenario s = rich_scenario(policies).scenario();
    for (Actor& actor : s.actors) actor.rationality = 2.0;
    return compile(validate(std::move(s)));
}

// Something counted, and the occasions on which it could have happened.
struct Ratio {
    double events = 0.0;
    double occasions = 0.0;
};

// The difference of two ratios of means in standard errors, from campaigns that share their random numbers
// (linearised: Cochran 1977, Sampling Techniques, chapter 6).
template <class Count>
double ratio_shift(const std::string& policy, int campaigns, Count count) {
    const Pair<Model> models = {model_with({policy}), model_with({})};
    std::array<std::vector<Ratio>, 2> counts;
    for (std::size_t k = 0; k < 2; ++k) {
        for_each_trajectory(models[k], campaigns, [&](const CampaignSummary& s, const Trajectory& t) {
            counts[k].push_back(count(models[k], s, t));
        });
    }
    std::array<Ratio, 2> total;
    for (std::size_t k = 0; k < 2; ++k) {
        for (const Ratio& r : counts[k]) {
            total[k].events += r.events / campaigns;
            total[k].occasions += r.occasions / campaigns;
        }
    }
    Mean shift;
    for (std::size_t c = 0; c < static_cast<std::size_t>(campaigns); ++c) {
        std::array<double, 2> residual;
        for (std::size_t k = 0; k < 2; ++k) {
            residual[k] =
                (counts[k][c].events - total[k].events / total[k].occasions * counts[k][c].occasions) /
                total[k].occasions;
        }
        shift.add(residual[0] - residual[1]);
    }
    const double difference = total[0].events / total[0].occasions - total[1].events / total[1].occasions;
    UNSCOPED_INFO(policy << ": " << total[0].events / total[0].occasions << " instead of "
                         << total[1].events / total[1].occasions << ", error " << shift.error());
    return difference / shift.error();
}

// Actions of these names among all actions before a round of the crisis.
Ratio early_actions(const Model& m, const Trajectory& t, const std::set<std::string>& names, int before) {
    Ratio r;
    for (const Event& e : t.events) {
        if (e.kind != EventKind::kAction || e.round >= before) continue;
        ++r.occasions;
        if (names.contains(m.names.actions[at(e.label)])) ++r.events;
    }
    return r;
}

}  // namespace

TEST_CASE("rules of encounter lower accidents for each round at risk", "[long]") {
    CHECK(ratio_shift("cues-air-sea", 800, [](const Model&, const CampaignSummary& s, const Trajectory&) {
              return Ratio{double(s.accidents), double(s.rounds)};
          }) < -3.0);
}

TEST_CASE("a commitment to answer raises the share of calls that are answered") {
    CHECK(
        ratio_shift("hotline-commitment", 100, [](const Model&, const CampaignSummary& s, const Trajectory&) {
            return Ratio{double(s.calls_answered), double(s.calls)};
        }) > 4.0);
}

TEST_CASE("notification lets accidents be recognised") {
    CHECK(ratio_shift("incident-notification", 200,
                      [](const Model&, const CampaignSummary&, const Trajectory& t) {
                          Ratio r;
                          for (const Event& e : t.events) {
                              if (e.kind != EventKind::kIncident || e.detail == Detail::kIntended) continue;
                              ++r.occasions;
                              if (e.detail == Detail::kRecognised) ++r.events;
                          }
                          return r;
                      }) > 4.0);
}

TEST_CASE("consultation holds back leaps in the rounds that it binds", "[long]") {
    CHECK(ratio_shift("consultation", 300, [](const Model& m, const CampaignSummary&, const Trajectory& t) {
              return early_actions(m, t, {"climb_two"}, 4);
          }) < -4.0);
}

TEST_CASE("consultation holds back the shot at a balloon", "[long]") {
    CHECK(ratio_shift("consultation", 600, [](const Model& m, const CampaignSummary&, const Trajectory& t) {
              return early_actions(m, t, {"shoot_down"}, 12);
          }) < -3.0);
}

TEST_CASE("cooling off holds back every climb in its rounds") {
    CHECK(ratio_shift("cooling-off", 80, [](const Model& m, const CampaignSummary&, const Trajectory& t) {
              return early_actions(m, t, {"climb", "climb_two", "major_exercise"}, 4);
          }) < -4.0);
}

TEST_CASE("the risk-reduction centre adds a line that is called") {
    const auto calls_of_centre = [](const Model& m, const CampaignSummary&, const Trajectory& t) {
        const auto& channels = m.names.channels;
        const auto line =
            std::find(channels.begin(), channels.end(), "risk_reduction_line") - channels.begin();
        Ratio r;
        for (const Event& e : t.events) {
            if (e.kind == EventKind::kAction && e.actor == 0) ++r.occasions;
            if (e.kind == EventKind::kCall && e.label == line) ++r.events;
        }
        return r;
    };
    CHECK(ratio_shift("risk-reduction-centre", 60, calls_of_centre) > 4.0);
    // And there are more calls in all.
    CHECK(ratio_shift("risk-reduction-centre", 150,
                      [](const Model&, const CampaignSummary& s, const Trajectory&) {
                          return Ratio{double(s.calls), double(s.rounds)};
                      }) > 4.0);
}
