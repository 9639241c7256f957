// SPDX-License-Identifier: Apache-2.0
#include "engine/model/glm.hpp"

#include <limits>

#include "engine/scenario/features.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

TEST_CASE("rows of the table keep to their own terms") {
    GlmTable table;
    const GlmId none = table.add(1.5, {});
    const GlmId two = table.add(0.5, {{0, 2.0}, {2, -1.0}});
    const GlmId one = table.add(-1.0, {{1, 3.0}});
    const double x[] = {0.1, 0.2, 0.3};
    CHECK(table.size() == 3);
    CHECK(table.predict(none, x) == 1.5);
    CHECK(table.predict(two, x) == Approx(0.5 + 0.2 - 0.3));
    CHECK(table.predict(one, x) == Approx(-1.0 + 0.6));
    CHECK(table.rate(two, x) == Approx(std::exp(0.4)));
    CHECK(table.probability(one, x) == Approx(1 / (1 + std::exp(0.4))));
}

TEST_CASE("never and always stay so whatever the features") {
    GlmTable table;
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const GlmId never = table.add(-kInfinity, {{0, 100.0}});
    const GlmId always = table.add(kInfinity, {{0, -100.0}});
    const double x[] = {5.0};
    CHECK(table.rate(never, x) == 0.0);
    CHECK(table.probability(never, x) == 0.0);
    CHECK(table.probability(always, x) == 1.0);
}

TEST_CASE("a scenario's bases and effects arrive on the scale of their links") {
    const Model m = model_of("tests/fixtures/compact.yaml");
    std::array<double, kMaxFeatures> x{};
    const IncidentModel& brush = m.incidents[0];
    CHECK(m.glms.rate(brush.rate, x.data()) == Approx(0.03 / 24));
    x[FeatureIndex::presence] = 2.0;
    x[FeatureIndex::presence + 1] = 1.0;
    x[FeatureIndex::tension] = 0.5;
    CHECK(m.glms.rate(brush.rate, x.data()) == Approx(0.03 / 24 * std::exp(0.6 + 0.3 + 0.25)));
    CHECK(m.glms.probability(m.contacts[0].hold, x.data()) ==
          Approx(1 / (1 + std::exp(-(std::log(0.7 / 0.3) - 0.5)))));
    CHECK(m.glms.predict(m.readouts.score[0], x.data()) == Approx(-0.5));
    CHECK(std::exp(m.glms.predict(m.channels[0].latency, x.data())) == Approx(6 * std::exp(0.25)));
    CHECK(m.glms.coefficient(brush.rate, FeatureIndex::tension) == 0.5);
    CHECK(m.glms.coefficient(brush.rate, FeatureIndex::trust) == 0.0);
    CHECK(log_rate(m, brush, x.data()) == m.glms.predict(brush.rate, x.data()));
    const Model exposed =
        model_of_text(edited(source_text("tests/fixtures/compact.yaml"),
                             {{"    excited_by:", "    per_presence: {us: 3, cn: 0.5}\n    excited_by:"}}));
    CHECK(std::exp(log_rate(exposed, exposed.incidents[0], x.data())) ==
          Approx(0.03 / 24 * std::exp(0.6 + 0.3 + 0.25) * (3 * 2.0 + 0.5 * 1.0)));
    // Effects of the course of a crisis are split off.
    CHECK(std::exp(m.glms.predict(brush.hazard.frozen, x.data())) == Approx(0.05 / 24));
    CHECK(brush.hazard.course(3, 1, 2) == Approx(0.8));
    CHECK(m.first_channel_feature == FeatureIndex::first_guardrail + 2);
    CHECK(m.feature_count == m.first_channel_feature + 2);
}
