// SPDX-License-Identifier: Apache-2.0
// Regret and choice under uncertainty on tables worked by hand.
#include "analysis/sensitivity/robustness.hpp"

#include "tests/catch.hpp"

using namespace offramp;

namespace {

using Places = std::vector<std::size_t>;

Table table(std::size_t rows, std::size_t columns, std::vector<double> values) {
    Table result(rows, columns);
    result.values = std::move(values);
    return result;
}

}  // namespace

TEST_CASE("each criterion of choice may pick another policy") {
    const Table values = table(4, 3,
                               {10, 0, 11,  // highest mean
                                5, 5, 5,    // best worst case
                                8, 4, 7,    // least largest regret
                                4, 3, 4});  // beaten by the third everywhere
    const Robustness r = robustness(values);
    CHECK(r.best_mean == Places{0});
    CHECK(r.maximin == Places{1});
    CHECK(r.minimax_regret == Places{2});
    CHECK(r.policies[0].mean == Approx(7.0));
    CHECK(r.policies[0].max_regret == 5.0);
    CHECK(r.policies[0].max_regret_future == 1);
    CHECK(r.policies[0].mean_regret == Approx(5.0 / 3.0));
    CHECK(r.policies[1].worst == 5.0);
    CHECK(r.policies[1].max_regret == 6.0);
    CHECK(r.policies[2].max_regret == 4.0);
    CHECK(r.policies[0].best_in == 2);
    CHECK(r.policies[1].best_in == 1);
    CHECK(r.policies[3].best_in == 0);
    CHECK(r.futures[0].best == 0);
    CHECK(r.futures[0].second == 2);
    CHECK(r.futures[0].lead == 2.0);
}

TEST_CASE("a lead within the noise is not clear") {
    const Robustness r = robustness(table(2, 2, {1.0, 1.0, 0.5, 0.9}), table(2, 2, {0.1, 0.1, 0.1, 0.1}));
    CHECK(r.futures[0].clear);        // 0.5 against 1.96 * 0.141
    CHECK_FALSE(r.futures[1].clear);  // 0.1
    CHECK(r.policies[0].best_in == 2);
    CHECK(r.policies[0].clearly_best_in == 1);
    const Robustness alone = robustness(table(1, 2, {1.0, 2.0}));
    CHECK(alone.futures[0].second == 0);
    CHECK(alone.futures[0].clear);
}

TEST_CASE("equal policies are all chosen, and none is best alone") {
    const Robustness r = robustness(table(3, 2,
                                          {3, 0,     //
                                           3, 0,     // the same
                                           1, 2}));  // the same mean in other futures
    CHECK(r.best_mean == Places{0, 1, 2});
    CHECK(r.maximin == Places{2});
    CHECK(r.minimax_regret == Places{0, 1, 2});  // 2 in one future each
    CHECK(r.policies[0].best_in == 0);
    CHECK(r.policies[0].tied_best_in == 1);
    CHECK(r.policies[1].tied_best_in == 1);
    CHECK(r.policies[2].best_in == 1);
    CHECK(r.policies[0].clearly_best_in == 0);  // a tie is no lead
    CHECK_FALSE(r.futures[0].clear);
    CHECK(r.futures[1].clear);
    CHECK(places_of_largest(std::vector<double>{}).empty());
}

TEST_CASE("the Pareto set keeps what nothing beats") {
    // Less of P(war), whose sign is turned round, against more cooperation.
    const std::vector<std::vector<double>> outcomes = {
        {-0.1, 0.5}, {-0.2, 0.8}, {-0.2, 0.7}, {-0.1, 0.5}, {-0.05, 0.1}};
    CHECK(pareto_set(outcomes) == std::vector<std::size_t>{0, 1, 3, 4});  // equals stay both
}
