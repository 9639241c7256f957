// SPDX-License-Identifier: Apache-2.0
// Crises are reckoned from the world in which the incident had not happened: peace is worth nothing, and
// nothing is better than peace.
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

using Edits = std::vector<std::pair<std::string, std::string>>;

constexpr std::array kCrisisParts = {PayoffPart::kStakes,   PayoffPart::kOpenMatters, PayoffPart::kCalm,
                                     PayoffPart::kAffronts, PayoffPart::kWar,         PayoffPart::kAccidents,
                                     PayoffPart::kStanding, PayoffPart::kAudience,    PayoffPart::kActions,
                                     PayoffPart::kBreaches};

double paid_by_crises(const CampaignSummary& s, std::size_t actor) {
    double sum = 0.0;
    for (const PayoffPart part : kCrisisParts) sum += s.parts[at(part)][actor];
    return sum;
}

Model compact_model(const Edits& edits) {
    return model_of_text(edited(source_text("tests/fixtures/compact.yaml"), edits));
}

const Edits kNoBrush = {
    {"rate: {base: 0.03/day, effects: {presence.us: 0.3, presence.cn: 0.3, tension: 0.5}}", "rate: 0/day"},
    {"    excited_by: {brush: 0.2}\n", ""}};
const Edits kNoSale = {{"rate: {base: 0.01/day", "rate: {base: 0/day"}};
const Edits kNoScripted = {{"incident: brush, provoker: cn, tension: 0.1", "tension: 0.1"}};

Edits operator+(Edits a, const Edits& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

// Both sides play from solved crises, coarsely.
Edits solved() {
    const std::pair<std::string, std::string> rule = {"agent: {rule: lookahead, depth: 1}",
                                                      "agent: {rule: equilibrium}"};
    return {
        rule,
        rule,
        {"issues:\n",
         "solver: {beliefs: 2, configurations: 1, harms: 0}\ncontexts: [{feature: tension, values: [0.4]}]\n"
         "issues:\n"}};
}

// Of campaigns under face_saving 0 and 1, how many differ.
int different_by_face_saving(const Edits& edits, int campaigns) {
    const std::string terms = "\n  terms: [-0.2, 0, 0.2]";
    const auto with = [&](const char* share) {
        return compact_model(edits + Edits{{terms, "\n  face_saving: " + std::string(share) + terms}});
    };
    const Model none = with("0");
    const Model all = with("1");
    const auto tables_of = [](const Model& m) {
        return needs_tables(m) ? std::make_shared<TableLibrary>(m) : nullptr;
    };
    Simulator one(none, tables_of(none));
    Simulator two(all, tables_of(all));
    int different = 0;
    for (std::uint64_t k = 0; k < static_cast<std::uint64_t>(campaigns); ++k) {
        different += one.run({1, k}) == two.run({1, k}) ? 0 : 1;
    }
    return different;
}

}  // namespace

TEST_CASE("a campaign without incidents has crisis payoffs of exactly 0") {
    const Model model = compact_model(kNoBrush + kNoSale + kNoScripted);
    for_each_campaign(model, 20, [](const CampaignSummary& s) {
        REQUIRE(s.incidents == 0);
        for (std::size_t i = 0; i < 2; ++i) {
            for (const PayoffPart part : kCrisisParts) CHECK(s.parts[at(part)][i] == 0.0);
            CHECK(s.value[i] != 0.0);  // what presence and cooperation bring
        }
    });
}

TEST_CASE("a crisis that leaves the division where it was is worth at most 0 to both") {
    int unmoved = 0;
    int moved = 0;
    for_each_trajectory(
        compact_model(kNoBrush + kNoSale), 600, [&](const CampaignSummary& s, const Trajectory& t) {
            REQUIRE(s.incidents == 1);
            const bool same_division =
                s.parts[at(PayoffPart::kStakes)][0] == 0.0 && s.parts[at(PayoffPart::kStakes)][1] == 0.0;
            for (const Event& e : t.events) {
                if (e.kind == EventKind::kTerms && e.detail == Detail::kAccepted) {
                    REQUIRE(same_division == (e.amount == 0.0));
                }
                if (e.kind != EventKind::kCrisisEnded) continue;
                if (e.detail == Detail::kStoodDown || e.detail == Detail::kFaded) REQUIRE(same_division);
                if (e.detail == Detail::kBackedDown) REQUIRE_FALSE(same_division);
            }
            ++(same_division ? unmoved : moved);
            if (!same_division) return;
            for (std::size_t i = 0; i < 2; ++i) CHECK(paid_by_crises(s, i) <= 0.0);
        });
    CHECK(unmoved > 100);
    CHECK(moved > 100);
}

TEST_CASE("what crises move to one side they move from the other, as much as the issue is worth to each") {
    // With one type a side and stakes of 1 and 2 the US gains half of what China loses, whatever happens.
    const std::string types =
        "types: {resolute: {prior: 0.4, war_cost: 6, stakes: 1.5, audience: 1.5}, restrained: {prior: 0.6, "
        "war_cost: 20}}";
    const std::string one = "types: {only: {prior: 1, war_cost: 6}}";
    const Model model =
        compact_model({{types, one},
                       {types, one},
                       {"stakes: {us: 1, cn: 1}", "stakes: {us: 1, cn: 2}"},
                       {"\n  terms: [-0.2, 0, 0.2]",
                        "\n  war_share: {us: 0.2, cn: -0.2}\n  first_strike: 0.1\n  terms: [-0.2, 0, 0.2]"}});
    int moved = 0;
    for_each_campaign(model, 300, [&](const CampaignSummary& s) {
        const auto& stakes = s.parts[at(PayoffPart::kStakes)];
        CHECK(2.0 * stakes[0] == Approx(-stakes[1]).margin(1e-12));
        moved += stakes[0] != 0.0 ? 1 : 0;
    });
    CHECK(moved > 100);
}

TEST_CASE("fewer incidents are never worse for both sides", "[long]") {
    // Policies that differ by how often incidents arrive alone; the same draws for all of them.
    const std::vector<Edits> policies = {
        {},      {{"rate: {base: 0.03/day", "rate: {base: 0.015/day"}}, kNoBrush,
        kNoSale, {{"rate: {base: 0.01/day", "rate: {base: 0.003/day"}}, kNoBrush + kNoSale + kNoScripted,
    };
    const Model reference = compact_model({});
    for (std::size_t k = 1; k < policies.size(); ++k) {
        INFO("policy " << k);
        const Model model = compact_model(policies[k]);
        Simulator fewer(model);
        Simulator all(reference);
        std::array<Mean, 2> gain;
        Mean incidents;
        for (std::uint64_t n = 0; n < 400; ++n) {
            const CampaignSummary a = fewer.run({1, n});
            const CampaignSummary b = all.run({1, n});
            for (std::size_t i = 0; i < 2; ++i) gain[i].add(paid_by_crises(a, i) - paid_by_crises(b, i));
            incidents.add(a.incidents - b.incidents);
        }
        CHECK(incidents.mean() < -4.0 * incidents.error());
        INFO("gains " << gain[0].mean() << " +- " << gain[0].error() << ", " << gain[1].mean() << " +- "
                      << gain[1].error());
        CHECK((gain[0].mean() > -4.0 * gain[0].error() || gain[1].mean() > -4.0 * gain[1].error()));
        // Here they are better for both.
        if (k == 2 || k == 5) {
            CHECK(gain[0].mean() > 4.0 * gain[0].error());
            CHECK(gain[1].mean() > 4.0 * gain[1].error());
        }
    }
}

TEST_CASE("where nobody can call, what an agreed way down spares makes no difference", "[long]") {
    const Edits cut = {{"  hotline:\n", "  hotline:\n    initial: cut\n"},
                       {"  spare: {", "  spare: {initial: cut, "}};
    CHECK(different_by_face_saving(cut, 150) == 0);
    CHECK(different_by_face_saving(solved() + cut, 60) == 0);
    // With channels it does, in either way of playing.
    CHECK(different_by_face_saving({}, 60) > 20);
    CHECK(different_by_face_saving(solved(), 60) > 20);
}
