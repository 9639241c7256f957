// SPDX-License-Identifier: Apache-2.0
#include "analysis/option_totals.hpp"

#include "engine/base/error.hpp"
#include "tests/analysis/synthetic.hpp"
#include "tests/catch.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

CampaignSummary paid(double us, double cn, double accidents_of_us = 0.0) {
    CampaignSummary s;
    s.value = {us, cn};
    s.parts[at(PayoffPart::kAccidents)][0] = accidents_of_us;
    s.parts[at(PayoffPart::kStakes)] = {us - accidents_of_us, cn};
    return s;
}

}  // namespace

TEST_CASE("differences are taken over the campaigns that both options have") {
    OptionTotals totals(3, {{1, 0}, {2, 0}, {2, 1}});
    const std::vector<std::size_t> all = {0, 1, 2};
    const std::vector<std::size_t> two = {0, 2};
    totals.add(all, std::vector<CampaignSummary>{paid(1, 0), paid(4, 2, -1), paid(0, 0)});
    totals.add(all, std::vector<CampaignSummary>{paid(3, 0), paid(4, 0, -2), paid(1, 1)});
    totals.add(two, std::vector<CampaignSummary>{paid(9, 9), paid(5, 9)});

    CHECK(totals.level(0).campaigns == 3);
    CHECK(totals.level(1).campaigns == 2);
    const PairTotals& first = totals.pair(0);
    CHECK(first.campaigns == 2);
    const Estimate us = first.value[0].mean(first.campaigns);  // of 3 and 1
    CHECK(us.value == Approx(2));
    CHECK(*us.high - *us.low ==
          Approx(2 * 12.7062 * 1.0));  // variance 2, of the mean 1; Student's t at 1 degree
    CHECK(first.parts[at(PayoffPart::kAccidents)][0].mean(2).value == Approx(-1.5));
    const PairTotals& second = totals.pair(1);
    CHECK(second.campaigns == 3);
    CHECK(second.value[0].mean(3).value == Approx((-1 - 2 - 4) / 3.0));
    CHECK(totals.pair(2).campaigns == 2);
}

TEST_CASE("what the unit of sums makes of equal payoffs is no difference") {
    OptionTotals totals(3, {{1, 0}, {2, 0}});
    const std::vector<std::size_t> all = {0, 1, 2};
    for (std::uint64_t k = 0; k < 40; ++k) {
        const double level = uniform(k, 3);
        totals.add(all, std::vector<CampaignSummary>{paid(level, 0), paid(level + 0.3 * kFixedUnit, 0),
                                                     paid(level + 0.1, 0)});
    }
    const Estimate none = totals.pair(0).value[0].mean(40);
    CHECK(none.value == 0.0);
    CHECK_FALSE(none.low);
    const Estimate constant = totals.pair(1).value[0].mean(40);
    CHECK(constant.value.value() == Approx(0.1));
    CHECK_FALSE(constant.low);
    CHECK(note_of(constant) == "the same in all 40");
}

TEST_CASE("any split of the campaigns adds up to the same") {
    const std::vector<OptionPair> pairs = {{1, 0}};
    const std::vector<std::size_t> live = {0, 1};
    OptionTotals whole(2, pairs);
    OptionTotals left(2, pairs);
    OptionTotals right(2, pairs);
    for (std::uint64_t k = 0; k < 50; ++k) {
        const std::vector<CampaignSummary> summaries = {synthetic_summary(k), synthetic_summary(k + 1000)};
        whole.add(live, summaries);
        (k % 3 == 0 ? left : right).add(live, summaries);
    }
    left.add_failure({60, "broken"});
    whole.add_failure({60, "broken"});
    right.merge(left);
    CHECK(right == whole);
    CHECK(whole.failed() == 1);
}

TEST_CASE("a payoff that cannot be summed is refused as a whole") {
    OptionTotals totals(2, {{1, 0}});
    const std::vector<std::size_t> live = {0, 1};
    CHECK_THROWS_AS(totals.add(live, std::vector<CampaignSummary>{paid(1, 0), paid(1e12, 0)}),
                    RuntimeFailure);
    CHECK(totals.level(0).campaigns == 0);
}
