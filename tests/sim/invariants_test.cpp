// SPDX-License-Identifier: Apache-2.0
// What holds in every trajectory.
#include <map>

#include "engine/trajectory/event_table.hpp"
#include "engine/trajectory/label.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

bool in_unit(double x) {
    return x >= 0.0 && x <= 1.0;
}

std::uint32_t initial_channels(const Model& model) {
    std::uint32_t open = 0;
    for (std::size_t k = 0; k < model.channels.size(); ++k) {
        if (model.channels[k].initial == ChannelState::kOpen && !model.channels[k].needs_guardrail)
            open |= 1U << k;
    }
    return open;
}

void check_states(const Model& model, const Trajectory& t) {
    double last = 0.0;
    for (const Event& e : t.events) {
        const bool fine = e.hours >= last && e.hours <= model.horizon_hours && in_unit(e.tension) &&
                          in_unit(e.trust[0]) && in_unit(e.trust[1]) && in_unit(e.belief[0]) &&
                          in_unit(e.belief[1]) && e.rungs[0] >= 0 && e.rungs[0] <= model.war_rung &&
                          e.rungs[1] >= 0 && e.rungs[1] <= model.war_rung;
        if (!fine) FAIL("campaign " << t.campaign << ", event at " << e.hours << " h");
        last = e.hours;
    }
    REQUIRE(t.events.back().kind == EventKind::kCampaignEnded);
}

// Events say what their rows in the table say, and nothing else.
void check_rows(const Model& model, const Trajectory& t) {
    for (const Event& e : t.events) {
        const EventRow& row = row_of(e.kind);
        CAPTURE(row.name, to_string(e.detail), e.hours);
        REQUIRE(label_of(e, model.names).empty() == (row.label.names == nullptr));
        REQUIRE((e.label >= 0) == (row.label.names != nullptr));
        REQUIRE(row.details.contains(e.detail));
        if (row.actor.empty()) REQUIRE(e.actor == -1);
        if (row.amount.empty()) REQUIRE(e.amount == 0.0);
        if (row.amount2.empty()) REQUIRE(e.amount2 == 0.0);
        if (e.kind != EventKind::kAction) REQUIRE(e.option_count == 0);
        if (e.kind != EventKind::kAction && e.kind != EventKind::kTerms) REQUIRE(e.probability == 1.0);
    }
}

void check_crises(const Model& model, const Trajectory& t, const CampaignSummary& s) {
    int opened = 0;
    int ended = 0;
    int censored = 0;
    int peak = 0;
    bool running = false;
    std::map<Detail, int> how;
    for (const Event& e : t.events) {
        if (e.crisis >= 0) peak = std::max({peak, int{e.rungs[0]}, int{e.rungs[1]}});
        if (e.kind == EventKind::kCrisisOpened) {
            REQUIRE_FALSE(running);
            REQUIRE(e.crisis == opened);
            running = true;
            ++opened;
        }
        if (e.kind == EventKind::kCrisisEnded) {
            REQUIRE(running);
            REQUIRE(e.crisis == opened - 1);
            if (e.detail != Detail::kWarByChoice) {  // which may be of both
                REQUIRE((e.detail == Detail::kBackedDown || e.detail == Detail::kOffRamp) == (e.actor >= 0));
            }
            running = false;
            ++how[e.detail];
            e.detail == Detail::kCensored ? ++censored : ++ended;
        }
        if (e.kind == EventKind::kAction) REQUIRE(running);
    }
    CHECK_FALSE(running);
    CHECK(opened == s.crises);
    CHECK(ended == s.crises_ended);
    CHECK(opened == ended + censored);
    CHECK(how[Detail::kOffRamp] + how[Detail::kStoodDown] == s.settled);
    CHECK(how[Detail::kBackedDown] == s.backed_down[0] + s.backed_down[1]);
    CHECK(how[Detail::kFaded] == s.faded);
    CHECK(how[Detail::kWarByChoice] + how[Detail::kWarByAccident] == (s.war ? 1 : 0));
    CHECK(how[Detail::kWarByAccident] == (s.war_by_accident ? 1 : 0));
    CHECK(s.settled + s.faded + s.backed_down[0] + s.backed_down[1] + (s.war ? 1 : 0) == s.crises_ended);
    CHECK(peak == s.highest_rung);
    CHECK(s.war == (s.highest_rung == model.war_rung));
    CHECK(s.observed_hours == t.events.back().hours);
    CHECK((s.war || s.observed_hours == s.planned_hours));
}

void check_counts(const Trajectory& t, const CampaignSummary& s) {
    std::map<EventKind, int> n;
    int answered = 0;
    int accepted = 0;
    std::array<int, 2> blaming{};
    std::array<double, 2> conceded{};
    std::vector<Detail> readouts;
    for (const Event& e : t.events) {
        ++n[e.kind];
        if (e.kind == EventKind::kReadout) {
            readouts.push_back(e.detail);
            if (e.detail == Detail::kBlaming) ++blaming.at(static_cast<std::size_t>(e.actor));
        }
        if (e.kind == EventKind::kTerms && e.detail == Detail::kAccepted) {
            const bool by_caller = e.amount < 0;
            conceded.at(static_cast<std::size_t>(by_caller ? e.actor : 1 - e.actor)) += std::abs(e.amount);
        }
        if (e.detail == Detail::kAnswered) ++answered;
        if (e.detail == Detail::kAccepted) ++accepted;
        if (e.kind != EventKind::kAction) continue;
        double sum = 0.0;
        bool listed = false;
        for (const Option& option : t.options_of(e)) {
            sum += option.probability;
            listed = listed || (option.action == e.label && option.probability == e.probability);
        }
        REQUIRE(listed);
        REQUIRE(e.probability > 0.0);
        REQUIRE(sum == Approx(1.0));
    }
    CHECK(n[EventKind::kAction] == 2 * s.rounds);
    CHECK(n[EventKind::kIncident] == s.incidents);
    CHECK(n[EventKind::kAccident] == s.accidents);
    CHECK(n[EventKind::kSignal] + n[EventKind::kMisreading] == s.misperceptions);
    CHECK(n[EventKind::kTerms] == s.talks);
    CHECK(accepted == s.talks_agreed);
    CHECK(n[EventKind::kCall] == s.calls);
    CHECK(answered == s.calls_answered);
    CHECK(conceded == s.stakes_conceded);
    CHECK(blaming == s.readouts_blaming);
    REQUIRE(readouts.size() == 2 * static_cast<std::size_t>(s.readouts));
    int apart = 0;
    for (std::size_t k = 0; k < readouts.size(); k += 2) apart += readouts[k] != readouts[k + 1] ? 1 : 0;
    CHECK(apart == s.readouts_apart);
}

// Crises that move what a side is believed to be: from what their first records say to the last.
void check_beliefs(const Trajectory& t, const CampaignSummary& s) {
    std::array<double, 2> opening{};
    std::array<std::int32_t, 2> moved{};
    for (const Event& e : t.events) {
        if (e.kind == EventKind::kCrisisOpened) opening = e.belief;
        if (e.kind != EventKind::kCrisisEnded || e.detail == Detail::kCensored) continue;
        for (std::size_t i = 0; i < 2; ++i)
            moved[i] += std::abs(e.belief[i] - opening[i]) >= kBeliefMoved ? 1 : 0;
    }
    CHECK(moved == s.belief_moved);
}

// The mask of open channels changes where an event says so, and nowhere else.
void check_channels(const Model& model, const Trajectory& t) {
    std::uint32_t open = initial_channels(model);
    for (const Event& e : t.events) {
        if (e.kind == EventKind::kChannel) {
            const std::uint32_t bit = 1U << e.label;
            REQUIRE(((open & bit) != 0) == (e.detail != Detail::kThawed));
            open = e.detail == Detail::kThawed ? open | bit : open & ~bit;
        }
        if (e.channels_open != open) FAIL("campaign " << t.campaign << ", event at " << e.hours << " h");
    }
}

void check_all(const Model& model, int campaigns) {
    for_each_trajectory(model, campaigns, [&](const CampaignSummary& s, const Trajectory& t) {
        check_states(model, t);
        check_rows(model, t);
        check_crises(model, t, s);
        check_counts(t, s);
        check_beliefs(t, s);
        check_channels(model, t);
        CHECK(in_unit(s.cooperation_kept));
        CHECK(in_unit(s.contacts_held));
        CHECK(in_unit(s.mean_tension));
        for (const double trust : s.mean_trust) CHECK(in_unit(trust));
        CHECK(s.frozen_hours <= s.observed_hours + 1e-9);
        CHECK(s.frozen_hours <= s.frozen_channel_hours + 1e-9);
        CHECK(s.residual < 1e-4);
    });
}

}  // namespace

TEST_CASE("events keep their order, rungs the ladder, and shares the unit interval") {
    check_all(model_of("tests/fixtures/compact.yaml"), 150);
}

TEST_CASE("so they do when crises shake relations more than they can bear") {
    check_all(model_of_text(edited(source_text("tests/fixtures/compact.yaml"),
                                   {{"tension: {per_rung: 0.05", "tension: {per_rung: 0.9"},
                                    {"trust: {per_rung: -0.03", "trust: {per_rung: -0.9"},
                                    {"volatility: 0.1", "volatility: 2"}})),
              80);
}

TEST_CASE("so they do with alternating moves, trembling hands and every doctrine") {
    for (const char* doctrine : {"mirror", "generous", "grit", "hawk", "dove", "brinkman"}) {
        const std::string agent =
            "agent: {rule: doctrine, noise: 0.1, resolve_rung: 3, doctrine: " + std::string(doctrine) + "}";
        check_all(model_of_text(edited(source_text("tests/fixtures/compact.yaml"),
                                       {{"agent: {rule: lookahead, depth: 1}", agent},
                                        {"\ncrisis:\n", "\ncrisis:\n  moves: alternating\n"}})),
                  20);
    }
}
