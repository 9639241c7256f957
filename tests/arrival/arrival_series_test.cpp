// SPDX-License-Identifier: Apache-2.0
#include "analysis/arrival/fit_arrivals.hpp"
#include "analysis/history/incident.hpp"
#include "engine/base/error.hpp"
#include "engine/scenario/units.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

struct CsvOfEvents {
    explicit CsvOfEvents(const std::string& text) { write_text(path, text); }
    TemporaryDirectory folder;
    std::filesystem::path path = folder.path() / "s.csv";
};

std::string complaint_about(const std::string& text, ArrivalQuery query = {}) {
    const CsvOfEvents table(text);
    query.file = table.path;
    try {
        read_arrivals(query);
    } catch (const InputError& error) {
        std::string all = to_string(error.diagnostics());
        for (std::size_t at = all.find(table.path.string()); at != std::string::npos;
             at = all.find(table.path.string()))
            all.replace(at, table.path.string().size(), "s");
        return all;
    }
    return "";
}

}  // namespace

TEST_CASE("the daily flights near Taiwan have the shape that was computed from their source") {
    const Arrivals arrivals = read_arrivals({.file = OFFRAMP_SOURCE_DIR "/scenarios/history/adiz_daily.csv"});
    REQUIRE(arrivals.counts);
    CHECK(format_date(midnight(arrivals.from)) == "2022-08-01");
    CHECK(format_date(midnight(arrivals.to)) == "2024-01-16");
    const CountShape shape = shape_of(*arrivals.counts);
    CHECK(shape.periods == 533);
    CHECK(shape.total == 2864);
    CHECK(shape.mean.value.value() == Approx(5.37).margin(0.005));
    // Theirs divides by the number of days, not by one less.
    CHECK(shape.dispersion.value.value() * 532 / 533 == Approx(11.65).margin(0.005));
    CHECK(shape.zero_share == Approx(0.223).margin(0.0005));
    CHECK(shape.lags == std::vector<int>{1, 2, 3, 7, 14, 30});
    const std::vector<double> published = {0.281, 0.193, 0.100, 0.049, 0.037, 0.027};
    for (std::size_t k = 0; k < published.size(); ++k)  // theirs differ at the edges
        CHECK(shape.autocorrelation[k] == Approx(published[k]).margin(0.002));
}

TEST_CASE("rows are events, spread over their day and chosen by other columns") {
    const CsvOfEvents table(
        "date,kind\n2020-01-02,air\n2020-01-01,air\n2020-01-02,sea\n2020-01-02,air\n2020-01-09,air\n");
    const Arrivals air = read_arrivals({.file = table.path, .counts = "", .where = {{"kind", {"air"}}}});
    REQUIRE(air.events);
    CHECK(air.events->times == std::vector<double>{0.5, 1.25, 1.75, 8.5});
    CHECK(air.events->days == 9.0);
    CHECK(count_events(*air.events, 2).counts ==
          std::vector<int>{3, 0, 0, 0});  // the ninth day is no whole period
    const Arrivals all =
        read_arrivals({.file = table.path, .counts = "", .where = {{"kind", {"air", "sea"}}}});
    CHECK(all.events->times.size() == 5);
}

TEST_CASE("autocorrelation of a short series by hand") {
    CHECK(autocorrelations({1, 2, 3, 4}, 2) == std::vector<double>{0.25, -0.3});
    CHECK(autocorrelations({2, 2, 2}, 1) == std::vector<double>{0.0});
}

TEST_CASE("a bad series is told of at its cells") {
    CHECK(complaint_about("day,count\n2020-01-01,1\n") ==
          "s:1:1: there is no column 'date' (every row has the day of its count or event)");
    CHECK(complaint_about("date,cuont\n2020-01-01,1\n", {.file = {}, .counts = "count"}) ==
          "s:1:1: there is no column 'count' (did you mean 'cuont'?)");
    const std::string bad = complaint_about("date,count\n2020-01-01,-1\n2020-01-32,2\n2020-01-03,x\n");
    CHECK(bad.find("s:2:12: count: -1 is not a whole number") != std::string::npos);
    CHECK(bad.find("s:3:1: date: ") != std::string::npos);
    CHECK(bad.find("s:4:12: count: ") != std::string::npos);
    CHECK(complaint_about("date,count\n2020-01-01,1\n2020-01-02,1\n2020-01-04,1\n") ==
          "s:4:1: 2 days after the row before, where the first two are 1 apart (the periods of a series are "
          "equal, "
          "and none is missing)");
    CHECK(
        complaint_about("date,count\n2020-01-01,1\n2020-01-01,1\n2020-01-02,1\n").find("s:3:1: the dates") ==
        0);
    CHECK(complaint_about("date\n2020-01-01\n") == "s: there must be at least three events");
    CHECK_THROWS_AS(study_arrivals({{}, {}, CountSeries{1.0, std::vector<int>(20, 0)}, {}}, "s"), InputError);
}
