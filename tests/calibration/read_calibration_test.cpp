// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "analysis/calibration/calibration.hpp"
#include "engine/base/error.hpp"
#include "tests/calibration/strait_calibration.hpp"
#include "tests/catch.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

std::string said(const std::string& from, const std::string& to) {
    const CalibrationFolder folder;
    const std::string file = folder.write(replaced(strait_calibration("20", kTwoOutcomes), from, to));
    try {
        load_calibration(file);
    } catch (const InputError& error) {
        std::string all = to_string(error.diagnostics());
        for (std::size_t at = all.find(file); at != std::string::npos; at = all.find(file))
            all.replace(at, file.size(), "c");
        return all;
    }
    return "";
}

}  // namespace

TEST_CASE("a calibration file says what is fitted and to what") {
    const CalibrationFolder folder;
    const std::string file = folder.write(strait_calibration("20", kTwoOutcomes));
    CHECK(is_calibration_file(file));
    CHECK(check_calibration_file(file).empty());
    const CalibrationPlan plan = load_calibration(file);
    CHECK(plan.name == "c");
    CHECK(plan.seed == 7);
    CHECK(plan.search.screen == 8);
    REQUIRE(plan.parameters.size() == 2);
    CHECK(plan.parameters[0].logarithmic);
    CHECK(plan.parameters[0].coordinate.low == Approx(std::log(0.2)));
    CHECK(plan.parameters[0].coordinate.start == 0.0);
    CHECK(plan.parameters[0].value(std::log(3.0)) == Approx(3.0));
    CHECK_FALSE(plan.parameters[0].coordinate.prior);
    CHECK(std::get<OutcomeMoment>(plan.moments[1].of).outcome == "crises_per_year");
}

TEST_CASE("mistakes in a calibration are told where they stand, all of them") {
    CHECK_THAT(said("incidents.intercept.rate", "incidents.intercept.rat"), contains("c:6:"));
    CHECK_THAT(said("outcome: crises_per_year", "outcome: crisis_per_year"),
               contains("there is no outcome 'crisis_per_year' (did you mean 'crises_per_year'?)"));
    CHECK_THAT(said(", error: 1, source: made up}\n  crises", ", error: 0, source: made up}\n  crises"),
               contains("error: 0 must lie above 0"));
    CHECK_THAT(said("loguniform: [0.2, 5]", "values: [1, 2]"),
               contains("the parameter 'rate' needs a range or a prior"));
    CHECK_THAT(said("source: made up", "sauce: made up"), contains("unknown key 'sauce'"));
    CHECK_THAT(said("source: made up", "sauce: made up"), contains("the key 'source' is missing"));
    CHECK_THAT(said("outcome: crises_per_year", "record: acute_days, at_most: 3"),
               contains("needs a history"));
    CHECK_THAT(said("seed: 7", "seed: x"), contains("c:2:"));
    CHECK_THAT(said("tolerance: 0.002", "tolerance: 7"),
               contains("tolerance: 7 must lie above 0 and up to 0.5"));
    CHECK_THAT(said("screen: 8", "screen: 990, emulated: 11"), contains("at most 1000 points"));
    CHECK_THAT(said("seed: 7", "seed: 7\nposterior: {draws: 1}"), contains("draws"));
    CHECK_THAT(said("seed: 7", "seed: 7\nposterior: {drwas: 9}"), contains("unknown key 'drwas'"));
    CHECK_THAT(said("seed: 7", "seed: 7\nheld: [raet]"),
               contains("there is no parameter 'raet' (did you mean 'rate'?)"));
    CHECK_THAT(said("seed: 7", "seed: 7\nheld: [rate]\n"), !contains("held"));
    const std::string two = said("campaigns: 20\nsearch: {screen: 8", "campaigns: 2\nsearch: {scren: 8");
    CHECK_THAT(two, contains("c:3:"));
    CHECK_THAT(two, contains("unknown key 'scren'"));
}
