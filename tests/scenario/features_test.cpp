// SPDX-License-Identifier: Apache-2.0
#include "engine/scenario/features.hpp"

#include "engine/scenario/read_scenario.hpp"
#include "tests/catch.hpp"
#include "tests/scenario/small_scenario.hpp"

using namespace offramp;

TEST_CASE("features stand where their indices say") {
    const std::vector<Feature> features = features_of(parse_scenario(small_scenario(), "s.yaml").scenario());
    const auto name = [&](int index) { return features.at(at(index)).name; };
    CHECK(name(FeatureIndex::tension) == "tension");
    CHECK(name(FeatureIndex::trust) == "trust.us");
    CHECK(name(FeatureIndex::trust + 1) == "trust.cn");
    CHECK(name(FeatureIndex::presence) == "presence.us");
    CHECK(name(FeatureIndex::unpredictability + 1) == "unpredictability.cn");
    CHECK(name(FeatureIndex::economic_pressure) == "pressure.economic.us");
    CHECK(name(FeatureIndex::third_party_pressure) == "pressure.third_party");
    CHECK(name(FeatureIndex::summit_proximity) == "summit_proximity");
    CHECK(name(FeatureIndex::recent_incidents) == "recent_incidents");
    CHECK(name(FeatureIndex::resolve + 1) == "resolve.cn");
    CHECK(name(FeatureIndex::rung) == "rung.us");
    CHECK(name(FeatureIndex::harm) == "harm");
    CHECK(name(FeatureIndex::first_guardrail) == "guardrail.rules");
    CHECK(name(FeatureIndex::first_guardrail + 1) == "channel.hotline");
    CHECK(features.size() == FeatureIndex::first_guardrail + 2);
}

TEST_CASE("features have the ranges of what they are of") {
    const std::vector<Feature> features = features_of(
        parse_scenario(small_with("    rationality: 2\n",
                                  "    rationality: 2\n    posture: {presence: {initial: 1, levels: "
                                  "[0.5, 1, 3]}}\n"),
                       "s.yaml")
            .scenario());
    const Feature& presence = features.at(at(FeatureIndex::presence));
    CHECK(presence.low == 0.5);
    CHECK(presence.high == 3.0);
    CHECK(features.at(at(FeatureIndex::presence + 1)).high != 3.0);
    CHECK(features.at(at(FeatureIndex::rung)).high == 2.0);
    CHECK(features.at(at(FeatureIndex::recent_incidents)).high == kRecentIncidentsCap);
    CHECK(features.at(at(FeatureIndex::trust)).high == 1.0);
}

TEST_CASE("a context is a feature of the campaign") {
    const auto with_context = [](const std::string& feature) {
        return problems_with("outcomes: [p_war]",
                             "contexts: [{feature: " + feature + ", values: [0, 1]}]\noutcomes: [p_war]");
    };
    for (const char* feature : {"tension", "trust.cn", "recent_incidents", "resolve.us"}) {
        CAPTURE(feature);
        CHECK(with_context(feature) == "");
    }
    for (const char* feature : {"rung.us", "harm", "guardrail.rules", "channel.hotline"}) {
        CAPTURE(feature);
        CHECK_THAT(with_context(feature), contains("belongs to the crisis itself or is always told apart"));
    }
}
