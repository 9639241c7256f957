// SPDX-License-Identifier: Apache-2.0
// Seats change nothing where they do what the rules do, and whatever they do comes out again.
#include "analysis/play/session.hpp"

#include "engine/base/error.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

TEST_CASE("a campaign played by its own rules, question by question, is the campaign that was run") {
    const Model model = model_of("tests/fixtures/compact.yaml");
    Simulator simulator(model);
    Trajectory expected;
    std::size_t questions = 0;
    for (std::uint64_t campaign = 0; campaign < 20; ++campaign) {
        const CampaignSummary summary = simulator.run({7, campaign}, expected);
        PlaySession session(model, nullptr, {7, campaign, {true, campaign % 2 == 0}});
        while (session.question()) session.act(PlaySession::kByRule);
        questions += session.entries().size();
        CHECK(session.record() == expected);
        CHECK(session.summary().value == summary.value);
        CHECK(session.summary().rounds == summary.rounds);
        if (session.entries().empty()) continue;
        // What was written down is what was done, and a shorter list ends where the longer one stood.
        const std::vector<PlayEntry> done = session.entries();
        session.rewind(0);
        REQUIRE(session.question());
        CHECK_THROWS_AS(session.act("no such move"), InputError);
        CHECK(session.entries().empty());
        session.replace(done);
        CHECK(session.record() == expected);
    }
    CHECK(questions > 20);
}
