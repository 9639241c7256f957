#include "analysis/totals_codec.hpp"

#include <string>

#include "engine/base/error.hpp"
#include "tests/catch.hpp"

using namespace offramp;

namespace {

OutcomeTotals some_totals(std::uint64_t first, std::uint64_t count) {
    OutcomeTotals totals(9);
    for (std::uint64_t k = first; k < first + count; ++k) {
        const auto x = static_cast<double>(k);
        CampaignSummary summary;
        summary.planned_hours = summary.observed_hours = 1000.0 + x;
        summary.highest_rung = static_cast<int>(k % 10);
        summary.war = summary.highest_rung == 9;
        summary.war_by_accident = summary.war && k % 20 == 9;
        summary.crises = static_cast<int>(k % 7);
        summary.value = {x / 3.0 - 100.0, -x * x};
        summary.residual = 1e-12 * x;
        totals.add(outcome_sample(summary));
        if (k % 13 == 0) totals.add_failure({k, "no convergence in campaign " + std::to_string(k)});
    }
    return totals;
}

}  // namespace

TEST_CASE("totals survive the way to bytes and back") {
    for (const std::uint64_t count : {0U, 1U, 1000U}) {
        const OutcomeTotals totals = some_totals(3, count);
        CHECK(decode_totals(encode_totals(totals)) == totals);
    }
}

TEST_CASE("totals that went through bytes merge as those that did not") {
    const OutcomeTotals a = some_totals(0, 100);
    const OutcomeTotals b = some_totals(100, 250);
    OutcomeTotals merged = decode_totals(encode_totals(b));
    merged.merge(decode_totals(encode_totals(a)));
    CHECK(merged == some_totals(0, 350));
    CHECK(encode_totals(merged) == encode_totals(some_totals(0, 350)));
}

TEST_CASE("every changed, missing or added byte is noticed") {
    const std::string bytes = encode_totals(some_totals(0, 30));
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        std::string damaged = bytes;
        damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
        CHECK_THROWS_AS(decode_totals(damaged), RuntimeFailure);
        CHECK_THROWS_AS(decode_totals(bytes.substr(0, i)), RuntimeFailure);
    }
    CHECK_THROWS_AS(decode_totals(bytes + '\0'), RuntimeFailure);
}
