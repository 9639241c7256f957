// SPDX-License-Identifier: Apache-2.0
#include "analysis/history/catalogue.hpp"

#include <algorithm>
#include <filesystem>

#include "engine/base/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace offramp;
using namespace offramp::testing;
using namespace std::chrono;

namespace {

const std::filesystem::path kHistory = std::filesystem::path(OFFRAMP_SOURCE_DIR) / "scenarios" / "history";

const HistoricalIncident& find(const std::vector<HistoricalIncident>& all, const std::string& id) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const HistoricalIncident& one) { return one.id == id; });
    REQUIRE(found != all.end());
    return *found;
}

}  // namespace

TEST_CASE("the catalogue holds what is known of each incident") {
    const std::vector<HistoricalIncident> all = read_catalogue(kHistory / "incidents.csv");
    CHECK(all.size() == 87);
    const auto of_group = [&](IncidentGroup group) {
        return std::count_if(all.begin(), all.end(),
                             [&](const HistoricalIncident& one) { return one.group == group; });
    };
    CHECK(of_group(IncidentGroup::kUsChina) == 52);
    CHECK(of_group(IncidentGroup::kContext) == 5);

    const HistoricalIncident& ep3 = find(all, "US06");
    CHECK(ep3.date == sys_days(2001y / April / 1));
    CHECK(ep3.acute_days() == 11);
    CHECK(ep3.days_to_settlement() == 93);
    CHECK(ep3.trigger_class == TriggerClass::kIntercept);
    CHECK(ep3.accidental);
    CHECK(ep3.highest_severity == 8);
    CHECK(ep3.response_severity == 4);
    CHECK(ep3.days_to_senior_contact == 3);
    CHECK(ep3.deaths == 1);
    CHECK(ep3.guardrails == std::vector<std::string>{"mmca", "leaders_hotline"});
    CHECK_FALSE(find(all, "US05").days_to_senior_contact.has_value());
    CHECK(find(all, "US39").frozen == std::vector<std::string>{"military"});
}

TEST_CASE("the Soviet tables hold what their page says of them") {
    const std::vector<HistoricalIncident> all = read_catalogue(kHistory / "us-soviet-incidents.csv");
    const auto count = [&](const auto& wanted) { return std::count_if(all.begin(), all.end(), wanted); };
    const auto counted = [](const HistoricalIncident& one) { return one.group != IncidentGroup::kContext; };
    CHECK(count(counted) == 22);
    for (const HistoricalIncident& one : all) {  // the agreement is in force from the day after it was signed
        CHECK(one.guardrails.empty() == (one.date <= sys_days(1972y / May / 25)));
    }
    CHECK(count([&](const HistoricalIncident& one) {
              return counted(one) && one.trigger_class == TriggerClass::kAttack;
          }) == 6);
    CHECK(find(all, "SU08").deaths == 6);
    CHECK_FALSE(find(all, "SU05").deaths.has_value());

    const std::vector<YearlyCount> counts = read_yearly_counts(kHistory / "us-soviet-rates.csv");
    const auto serious = std::find_if(counts.begin(), counts.end(), [](const YearlyCount& one) {
        return one.first_year == 1967 && one.last_year == 1970;
    });
    REQUIRE(serious != counts.end());
    CHECK(serious->at_least == 100);
    CHECK_FALSE(serious->at_most.has_value());
    CHECK(serious->verification == Verification::kGeneral);  // nobody's page repeats it
}

TEST_CASE("what is not over yet is written with the last day on which that was known") {
    const TemporaryDirectory folder;
    std::string text = file_text(kHistory / "incidents.csv");
    const auto replace = [&](const std::string& from, const std::string& to) {
        const std::size_t at = text.find(from);
        REQUIRE(at != std::string::npos);
        text.replace(at, from.size(), to);
    };
    const std::filesystem::path file = folder.path() / "incidents.csv";
    replace("2025-11-13,2025-11-17,2025-11-24", "2025-11-13,2025-11-17,>2026-02-20");
    replace(",none,11,0,yes,0,0,no,Raised", ",none,11,>99,yes,0,0,no,Raised");
    replace("2026-02-06,2026-02-11,2026-02-11", "2026-02-06,>2026-02-20,>2026-02-22");
    write_text(file, text);
    const std::vector<HistoricalIncident> all = read_catalogue(file);
    const HistoricalIncident& sale = find(all, "N12");
    CHECK_FALSE(sale.acute_open);
    CHECK(sale.acute_days() == 4);
    CHECK(sale.settled_open);
    CHECK(sale.days_to_settlement() == 99);
    CHECK(sale.talks_open);
    CHECK(sale.days_to_talks == 99);
    const HistoricalIncident& words = find(all, "N15");
    CHECK(words.acute_open);
    CHECK(words.acute_days() == 14);
    CHECK(words.days_to_settlement() == 16);
    CHECK_FALSE(words.talks_open);

    replace("2025-11-17,>2026-02-20", "2025-11-17,>2025-11-20");  // before the contact of day 11
    replace("2026-02-06,>2026-02-20,>2026-02-22", "2026-02-06,>2026-02-20,2026-02-22");
    replace(",2025-05-28,2025-06-05,2025-06-11,", ",2025-05-28,2025-06-05,,");
    replace(",2025-09-12,2025-09-12,2025-09-13,", ",2025-09-12,>2025-09-18,>2025-09-16,");
    replace(",none,2,0,no,0,0,no,\"Monitored, protest", ",none,2,>x,no,0,0,no,\"Monitored, protest");
    write_text(file, text);
    const std::vector<Diagnostic> problems = check_history_table(file);
    REQUIRE(problems.size() == 5);
    CHECK(problems[0].message == "settled: must not be empty");
    CHECK(problems[0].hint ==
          "a day as 2023-02-04; not over yet: >2023-02-04, the last day on which that was known");
    CHECK(problems[1].message == "settled: 2025-09-16 lies before acute_end 2025-09-18");
    CHECK(problems[2].message.starts_with("days_to_talks: 'x'"));
    CHECK(problems[3].message ==
          "days_to_senior_contact: day 11 lies after what is known of the matter (settled: >2025-11-20)");
    CHECK(problems[4].message == "settled: is over, though the tense phase was not yet (>2026-02-20)");
    CHECK(problems[4].hint == "not settled yet: >2026-02-22");
}

TEST_CASE("a bad catalogue is told of whole, each problem at its cell") {
    const TemporaryDirectory folder;
    std::string text = file_text(kHistory / "incidents.csv");
    const auto replace = [&](const std::string& from, const std::string& to) {
        const std::size_t at = text.find(from);
        REQUIRE(at != std::string::npos);
        text.replace(at, from.size(), to);
    };
    replace("id,group", "id,grupo");
    replace("US03,us_china", "US02,us_china");
    replace("1999-05-14,1999-12-16", "1999-05-04,1999-12-16");
    replace("encounter,PRC frigate", "encouter,PRC frigate");
    const std::filesystem::path file = folder.path() / "incidents.csv";
    write_text(file, text);
    const std::vector<Diagnostic> problems = check_history_table(file);
    REQUIRE(problems.size() == 5);
    CHECK(problems[0].message == "the column 'group' is missing");
    CHECK(problems[1].message == "unknown column 'grupo'");
    CHECK(problems[1].hint == "did you mean 'group'?");
    CHECK(problems[2].message.starts_with("id: 'US02' was given in line "));
    CHECK(problems[3].message == "acute_end: 1999-05-04 lies before date 1999-05-07");
    CHECK(problems[4].hint == "did you mean 'encounter'?");
    CHECK(problems[4].where.line == problems[3].where.line + 2);
    CHECK(check_history_table(kHistory / "channel_freezes.csv").empty());
}

TEST_CASE("a bad table of yearly counts is told of whole") {
    const TemporaryDirectory folder;
    const std::filesystem::path file = folder.path() / "counts.csv";
    write_text(file,
               "first_year,last_year,at_least,at_most,counted,verification,source\n"
               "1970,1969,3,2,ships,rumour,\n");
    const std::vector<Diagnostic> problems = check_history_table(file);
    REQUIRE(problems.size() == 4);
    CHECK(problems[0].message == "last_year: 1969 lies before 1970");
    CHECK(problems[1].message == "at_most: 2 is less than 3");
    CHECK(problems[2].message.starts_with("verification: "));
    CHECK(problems[3].message.starts_with("source: "));
}
