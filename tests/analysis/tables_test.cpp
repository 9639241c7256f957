// SPDX-License-Identifier: Apache-2.0
// The tables of outcomes and events, and what docs/outcomes.md says of them.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "analysis/outcomes.hpp"
#include "engine/trajectory/csv.hpp"
#include "engine/trajectory/event_table.hpp"
#include "engine/trajectory/payoff_part.hpp"
#include "tests/analysis/synthetic.hpp"
#include "tests/fixtures/campaigns.hpp"
#include "tests/support/document.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

const std::string kDocument = OFFRAMP_SOURCE_DIR "/docs/outcomes.md";

std::string in_words(OutcomeKind kind) {
    switch (kind) {
        case OutcomeKind::kProportion:
            return "proportion";
        case OutcomeKind::kMean:
        case OutcomeKind::kPayoff:
            return "mean";
        case OutcomeKind::kRate:
            return "rate";
        case OutcomeKind::kShare:
            return "share";
        case OutcomeKind::kRatio:
            return "ratio";
        case OutcomeKind::kTailMean:
            return "tail mean";
        case OutcomeKind::kMaximum:
            return "maximum";
    }
    return "";
}

std::string outcomes_markdown() {
    std::string table = "| Name | Meaning | Unit | Better | Estimate |\n| --- | --- | --- | --- | --- |\n";
    for (const OutcomeRow& row : kOutcomes) {
        const bool of_rung = row.numerator == CampaignNumber(&CampaignSummary::highest_rung);
        table += fmt::format(
            "| `{}` | {} | {} | {} | {} |\n", fmt::format(fmt::runtime(row.name), of_rung ? "K" : "<actor>"),
            fmt::format(fmt::runtime(row.meaning), of_rung ? "K" : "the actor", "its name"), row.unit,
            !row.better                      ? ""
            : *row.better == Better::kHigher ? "higher"
                                             : "lower",
            in_words(row.kind));
    }
    return table;
}

std::string details_markdown(const EventRow& event) {
    std::string list;
    for (const DetailRow& row : kDetails) {
        if (row.name.empty() || !event.details.contains(row.detail)) continue;
        list += fmt::format("{}`{}`", list.empty() ? "" : ", ", row.name);
    }
    return list;
}

std::string events_markdown() {
    std::string table =
        "| `kind` | `label` | `actor` | `detail` | `amount`; `amount2` |\n| --- | --- | --- | --- | --- |\n";
    for (const EventRow& row : kEvents) {
        table += fmt::format("| `{}` | {} | {} | {} | {}{}{} |\n", row.name, row.label.noun, row.actor,
                             details_markdown(row), row.amount, row.amount2.empty() ? "" : "; ", row.amount2);
    }
    return table;
}

/// The names in backticks in the first column of a table that begins with `heading`.
std::set<std::string> first_column(const std::string& document, const std::string& heading) {
    std::istringstream lines(document.substr(document.find(heading)));
    std::set<std::string> names;
    for (std::string line; std::getline(lines, line) && line.starts_with('|');) {
        std::istringstream cell(line.substr(0, line.find('|', 1)));
        std::string outside, name;
        while (std::getline(cell, outside, '`') && std::getline(cell, name, '`')) names.insert(name);
    }
    return names;
}

}  // namespace

TEST_CASE("docs/outcomes.md lists the outcomes") {
    check_document_part(kDocument, "outcomes", outcomes_markdown());
}

TEST_CASE("docs/outcomes.md lists the kinds of events") {
    check_document_part(kDocument, "events", events_markdown());
}

TEST_CASE("docs/outcomes.md explains each column of a trajectory") {
    Names names;
    names.actors = {"<actor>", "<actor>"};
    std::set<std::string> columns = {"options"};  // of JSON alone
    std::string header = csv_header(names);
    header.pop_back();
    std::istringstream stream(header);
    for (std::string column; std::getline(stream, column, ',');) columns.insert(column);
    CHECK(first_column(file_text(kDocument), "| Column |") == columns);
}

TEST_CASE("every outcome has its own name, and its direction is found by that name") {
    std::set<std::string> names;
    std::size_t row = 0;
    for (const OutcomeDefinition& outcome : outcome_definitions(synthetic_names(), kSyntheticWarRung)) {
        CHECK(names.insert(outcome.name).second);
        if (!outcome.name.starts_with(kOutcomes[row].name.substr(0, kOutcomes[row].name.find('{')))) ++row;
        REQUIRE(row < kOutcomes.size());
        CHECK(better_direction(outcome.name) == kOutcomes[row].better);
    }
    CHECK(row + 1 == kOutcomes.size());
    CHECK(better_direction("p_max_rung_ge_3") == Better::kLower);
    CHECK(better_direction("cvar5_value_cn") == Better::kHigher);
    CHECK_FALSE(better_direction("share_backed_down_us").has_value());
    CHECK_FALSE(better_direction("p_peace").has_value());
}

TEST_CASE("each number that is summed has a place of its own") {
    std::set<std::size_t> places;
    for (const SummedNumber& summed : kSummedNumbers) {
        for (std::size_t copy = 0; copy < copies(summed.number); ++copy)
            CHECK(places.insert(place_of(summed.number, copy)).second);
    }
    CHECK(places.size() == kQuantities);
    CHECK(*places.rbegin() == kQuantities - 1);
    CHECK(place_of(&CampaignSummary::value, 1) == kQuantities - 1);
    CHECK(campaign_numbers(kSyntheticWarRung) == kQuantities + 2 + kSyntheticWarRung);
    CHECK_THROWS_AS(place_of(&CampaignSummary::residual), std::logic_error);
}

TEST_CASE("nothing that is summed stays at 0") {
    const std::pair<std::string, std::string> unpredictable = {"levels: [0, 1], initial: 0",
                                                               "levels: [0, 1], initial: 1"};
    const Model model =
        model_of_text(edited(source_text("tests/fixtures/compact.yaml"), {unpredictable, unpredictable}));
    OutcomeTotals totals(model.war_rung);
    for_each_campaign(model, 300, [&](const CampaignSummary& s) { totals.add(outcome_sample(s)); });
    for (std::size_t place = 0; place < kQuantities; ++place) {
        CAPTURE(place);
        CHECK(totals.pair_sums(place, kEveryCampaign).numerator != 0);
    }
    for (std::size_t place = kQuantities; place < campaign_numbers(model.war_rung); ++place) {
        CAPTURE(place);
        CHECK(totals.events(place) > 0);
    }
    CHECK(totals.largest_residual() > 0.0);
}

TEST_CASE("names of events, details and parts of payoffs are told apart") {
    const auto distinct = [](const auto& rows) {
        std::set<std::string_view> names;
        for (const auto& row : rows) names.insert(row.name);
        return names.size() == rows.size();
    };
    CHECK(distinct(kEvents));
    CHECK(distinct(kDetails));
    CHECK(distinct(kPayoffPartTable));
}
