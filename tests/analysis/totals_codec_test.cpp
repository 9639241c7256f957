// SPDX-License-Identifier: Apache-2.0
#include "analysis/totals_codec.hpp"

#include <string>

#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"
#include "tests/catch.hpp"
#include "tests/support/document.hpp"

using namespace offramp;
using namespace offramp::testing;

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
        summary.war_cost = {50.0 + x, 150.0};
        totals.add(outcome_sample(summary));
        if (k % 17 == 0) totals.leave_out();
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

TEST_CASE("a number that is written at more length than it takes is none of ours") {
    const std::string bytes = encode_totals(some_totals(0, 3));
    std::string body = bytes.substr(0, bytes.size() - 8);
    REQUIRE(body[1] == 3);  // campaigns
    const auto with_checksum = [](std::string text) {
        const std::uint64_t sum = checksum(text);
        for (unsigned shift = 0; shift < 64; shift += 8) text += static_cast<char>(sum >> shift & 0xFFU);
        return text;
    };
    REQUIRE(with_checksum(body) == bytes);
    body.replace(1, 1, "\x83", 1);
    body.insert(2, 1, '\0');
    CHECK_THROWS_AS(decode_totals(with_checksum(body)), RuntimeFailure);
}

// A seed of another format would be refused at its first byte, and fuzzing would come no further.
TEST_CASE("the fuzzer of totals sets out from totals (OFFRAMP_REGENERATE=1 writes them)") {
    const std::string seed = std::string(OFFRAMP_SOURCE_DIR) + "/tests/fuzz/seeds/totals/campaigns";
    std::string bytes = encode_totals(some_totals(3, 20));
    bytes.resize(bytes.size() - 8);  // the checksum, which the target adds
    if (regenerate()) write_text(seed, bytes);
    CHECK(file_text(seed) == bytes);
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

TEST_CASE("the bytes of totals are those of stores that were already written") {
    CampaignSummary s;
    double next = 0.0;
    const auto count = [&] { return static_cast<std::int32_t>(++next); };
    const auto amount = [&] { return ++next + 0.25; };
    s.planned_hours = 1e6;  // the same for every campaign, and in no sum
    s.observed_hours = amount();
    s.highest_rung = 9;
    s.war = s.war_by_accident = true;
    s.incidents = count();
    s.crises = count();
    s.crises_ended = count();
    s.settled = count();
    s.backed_down = {count(), count()};
    s.faded = count();
    s.rounds = count();
    s.accidents = count();
    s.harms = count();
    s.crisis_hours = amount();
    s.calls = count();
    s.calls_answered = count();
    s.talks = count();
    s.talks_agreed = count();
    s.crises_with_contact = count();
    s.hours_to_first_contact = amount();
    s.stakes_conceded = {amount(), amount()};
    s.misperceptions = count();
    s.belief_moved = {count(), count()};
    s.frozen_hours = amount();
    s.frozen_channel_hours = amount();
    s.cooperation_kept = amount();
    s.mean_tension = amount();
    s.mean_trust = {amount(), amount()};
    s.contacts_held = amount();
    s.readouts = count();
    s.readouts_apart = count();
    s.readouts_blaming = {count(), count()};
    s.mean_presence = {amount(), amount()};
    s.mean_unpredictability = {amount(), amount()};
    s.value = {amount(), amount()};
    s.residual = 1e-9;
    s.war_cost = {amount(), amount()};
    OutcomeTotals totals(9);
    totals.add(outcome_sample(s));
    // Another number that is summed makes another format, whose version and fingerprint these are then.
    const std::string bytes = encode_totals(totals);
    CHECK(int{bytes.front()} == 16);
    CHECK(fingerprint(bytes) == "37e2c99323f01b3b5442662b8a990a75");
}
