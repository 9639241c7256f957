// SPDX-License-Identifier: Apache-2.0
#include "engine/model/agenda.hpp"

#include <algorithm>

#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

using Kind = AgendaItem::Kind;
constexpr double kDay = 24.0;

std::vector<AgendaItem> of_kind(const Model& m, Kind kind, int index = 0) {
    std::vector<AgendaItem> items;
    for (const AgendaItem& item : m.agenda) {
        if (item.kind == kind && item.index == index) items.push_back(item);
    }
    return items;
}

}  // namespace

TEST_CASE("the agenda is in order and ends with the end") {
    const Model m = model_of("tests/fixtures/compact.yaml");
    for (std::size_t k = 1; k < m.agenda.size(); ++k) {
        CHECK(m.agenda[k - 1].hours <= m.agenda[k].hours);
        if (m.agenda[k - 1].hours == m.agenda[k].hours) CHECK(m.agenda[k - 1].kind <= m.agenda[k].kind);
    }
    CHECK(m.agenda.back().kind == Kind::kEnd);
    CHECK(m.agenda.back().hours == 181 * kDay);
    CHECK(m.horizon_hours == 181 * kDay);
}

TEST_CASE("seasons start at once, ticks after one step, and none falls on the end") {
    const Model m = model_of("tests/fixtures/compact.yaml");
    const auto seasons = of_kind(m, Kind::kSeason);
    REQUIRE(seasons.size() == 7);  // days 0, 30 ... 180
    CHECK(seasons[0].hours == 0.0);
    CHECK(seasons[6].hours == 180 * kDay);
    CHECK(seasons[6].occurrence == 6);
    const auto ticks = of_kind(m, Kind::kTick);
    REQUIRE(ticks.size() == 36);  // days 5 ... 180
    CHECK(ticks[0].hours == 5 * kDay);
    CHECK(ticks[0].occurrence == 1);
}

TEST_CASE("contacts come by cadence and by date, shocks on their date") {
    const Model m = model_of("tests/fixtures/compact.yaml");
    const auto visits = of_kind(m, Kind::kContact, 0);
    REQUIRE(visits.size() == 4);  // days 40, 80, 120, 160
    CHECK(visits[0].hours == 40 * kDay);
    CHECK(visits[3].hours == 160 * kDay);
    CHECK(visits[3].occurrence == 3);
    const auto summits = of_kind(m, Kind::kContact, 1);
    REQUIRE(summits.size() == 1);
    CHECK(summits[0].hours == 139 * kDay);
    REQUIRE(of_kind(m, Kind::kShock).size() == 1);
    CHECK(of_kind(m, Kind::kShock)[0].hours == 45 * kDay);

    const Model limited =
        model_of_text(edited(source_text("tests/fixtures/compact.yaml"),
                             {{"cadence: 40d", "cadence: 40d, from: 2023-01-11, until: 2023-04-01"}}));
    const auto few = of_kind(limited, Kind::kContact, 0);
    REQUIRE(few.size() == 2);  // days 10 and 50; day 90 is the first of April
    CHECK(few[1].hours == 50 * kDay);
}

TEST_CASE("nearness of the summit rises over its lead and is gone after it") {
    const Model m = model_of("tests/fixtures/compact.yaml");
    for (const AgendaItem& item : m.agenda) {
        const double days = item.hours / kDay;
        const double expected = days > 139 ? 0.0 : std::max(0.0, 1 - (139 - days) / 60);
        CHECK(item.summit_proximity == Approx(expected).margin(1e-12));
    }
    // A summit that comes after the end is felt before it.
    const Model later = model_of_text(
        edited(source_text("tests/fixtures/compact.yaml"), {{"dates: [2023-05-20]", "dates: [2023-07-31]"}}));
    CHECK(of_kind(later, Kind::kContact, 1).empty());
    CHECK(later.agenda.back().summit_proximity == Approx(0.5));
}
