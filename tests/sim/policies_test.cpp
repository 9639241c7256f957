// SPDX-License-Identifier: Apache-2.0
// Row 18 of the verification table: what has no effect changes nothing, to the last bit.
#include <array>
#include <map>

#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

std::string compact(const std::vector<std::pair<std::string, std::string>>& edits = {}) {
    return edited(source_text("tests/fixtures/compact.yaml"), edits);
}

// Endings by the name of the kind of incident, whose number hangs on the order in the file.
std::map<std::string, std::array<std::uint16_t, kCloses>> take_endings(CampaignSummary& summary,
                                                                       const Model& model) {
    std::map<std::string, std::array<std::uint16_t, kCloses>> endings;
    for (std::size_t k = 0; k < model.names.incidents.size(); ++k) {
        const auto& counts = summary.endings.at(k);
        if (counts != std::array<std::uint16_t, kCloses>{}) endings[model.names.incidents[k]] = counts;
    }
    summary.endings = {};
    return endings;
}

void check_same(const Model& a, const Model& b, int campaigns = 60) {
    Simulator one(a);
    Simulator two(b);
    for (int k = 0; k < campaigns; ++k) {
        const CampaignKey key{3, static_cast<std::uint64_t>(k)};
        CampaignSummary from_a = one.run(key);
        CampaignSummary from_b = two.run(key);
        if (take_endings(from_a, a) != take_endings(from_b, b))
            FAIL("endings of campaign " << k << " differ");
        if (from_a != from_b) FAIL("campaign " << k << " differs");
    }
}

}  // namespace

TEST_CASE("a policy compared with itself differs by exactly 0") {
    const Model model = rich_model({"guardrails"});
    const Mean d = paired_difference(model, model, 40, [](const CampaignSummary& s) { return s.value[1]; });
    CHECK(d.mean() == 0.0);
    CHECK(d.variance() == 0.0);
}

TEST_CASE("a guardrail without effects changes nothing") {
    const std::string with = compact({{"guardrails:\n", "guardrails:\n  words: {in_force: true}\n"}});
    check_same(model_of_text(compact()), model_of_text(with));
}

TEST_CASE("a channel, a track or an incident that nothing touches shifts nobody's draws") {
    const Model base = model_of_text(compact());
    check_same(base, model_of_text(compact({{"channels:\n", "channels:\n  unused: {latency: 1h}\n"}})));
    check_same(
        base, model_of_text(compact({{"tracks:\n", "tracks:\n  empty: {value: 0/day, suspend_rung: 1}\n"}})));
    check_same(base, model_of_text(compact({{"\nincidents:\n", "\nincidents:\n  never: {rate: 0/day}\n"}})));
    check_same(base, model_of_text(compact({{"contacts:\n", "contacts:\n  late: {dates: [2030-01-01]}\n"}})));
    // A guardrail that is not proposed, though it would matter.
    check_same(
        base,
        model_of_text(compact(
            {{"guardrails:\n", "guardrails:\n  pact: {rules: [{actions: climb, breach_cost: 9}]}\n"}})));
}

TEST_CASE("the order in which a file lists things does not matter for what happens") {
    const std::string text = source_text("tests/fixtures/compact.yaml");
    const std::size_t brush = text.find("  brush:\n");
    const std::size_t sale = text.find("  sale:");
    const std::size_t end = text.find("\ncrisis:");
    const std::string swapped = text.substr(0, brush) + text.substr(sale, end - sale) + "\n" +
                                text.substr(brush, sale - brush - 1) + text.substr(end);
    check_same(model_of_text(text), model_of_text(swapped));
}
