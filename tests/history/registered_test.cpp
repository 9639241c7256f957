// SPDX-License-Identifier: Apache-2.0
#include "analysis/history/registered.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "analysis/history/baselines.hpp"
#include "engine/base/error.hpp"
#include "tests/catch.hpp"
#include "tests/history/record.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

using std::chrono::sys_days;
using std::chrono::year;

/// The first six incidents, from 1995 to EP-3, with no class but theirs.
History early_record() {
    History history = the_record();
    history.incidents.resize(6);
    std::erase_if(history.openings, [&](const auto& opening) {
        return std::none_of(
            history.incidents.begin(), history.incidents.end(),
            [&](const HistoricalIncident& one) { return one.trigger_class == opening.first; });
    });
    return history;
}

RegisteredForecasts registered(const History& history, sys_days day, int threads = 2) {
    return register_forecasts(history, reference_scenario(), day,
                              {.seed = 5, .campaigns = 40, .threads = threads});
}

const KindForecast& forecast_of(const RegisteredForecasts& made, const std::string& kind) {
    const auto found = std::find_if(made.forecasts.begin(), made.forecasts.end(),
                                    [&](const KindForecast& one) { return to_string(one.kind) == kind; });
    REQUIRE(found != made.forecasts.end());
    return *found;
}

std::string refusal(const std::string& text) {
    try {
        parse_registered(text, "f.json");
    } catch (const InputError& error) {
        return to_string(error.diagnostics());
    }
    return "";
}

}  // namespace

TEST_CASE(
    "forecasts are of every class and actor, at the severities of words to exercises and of the record") {
    const History history = early_record();
    REQUIRE(history.openings.size() == 5);  // taiwan, display, attack, encounter, intercept
    const std::vector<IncidentKind> kinds = kinds_of(history);
    // Five severities each for two actors; and Belgrade's and EP-3's, by accident.
    CHECK(kinds.size() == 5 * 2 * 5 + 2 * 2);
    const auto has = [&](const IncidentKind& kind) {
        return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
    };
    CHECK(has({TriggerClass::kEncounter, "us", 1, false}));
    CHECK(has({TriggerClass::kIntercept, "us", 8, true}));
    CHECK_FALSE(has({TriggerClass::kIntercept, "us", 8, false}));
    CHECK(has(kind_of(history, incident_of(history, "US04"))));  // Taiwan's doings are the US's
    CHECK(kind_of(history, incident_of(history, "US04")).actor == "us");
}

TEST_CASE("what is forecast of a kind is what a hindcast says of such an incident on that day") {
    const History history = early_record();
    const HistoricalIncident& bowditch = incident_of(history, "US05");
    const RegisteredForecasts made = registered(history, bowditch.date);
    REQUIRE(made.complete);
    CHECK(made.frozen.empty());
    CHECK(made.guardrails == bowditch.guardrails);
    const HindcastRecord record =
        hindcast(history, reference_scenario(), {.seed = 5, .campaigns = 40, .threads = 1});
    const KindForecast& kind = forecast_of(made, "encounter by cn at severity 4");
    CHECK(kind.opening == "maritime_encounter");
    const auto& response =
        record.incidents.at(4).targets[static_cast<std::size_t>(HindcastTarget::kResponse)];
    REQUIRE(response);
    CHECK(kind.model.probabilities[static_cast<std::size_t>(HindcastTarget::kResponse)] ==
          response->model.probabilities);
    // In the summer of 1999 military contacts were shut.
    CHECK(registered(history, sys_days(year(1999) / 7 / 1)).frozen == std::vector<std::string>{"military"});
}

TEST_CASE("registered forecasts are read as they were written, on any number of threads") {
    const History history = early_record();
    const RegisteredForecasts made = registered(history, sys_days(year(2001) / 1 / 1), 1);
    const std::string text = json_text(made);
    CHECK(text == json_text(registered(history, sys_days(year(2001) / 1 / 1), 3)));
    const RegisteredForecasts read = parse_registered(text, "f.json");
    CHECK(json_text(read) == text);
    CHECK(read.history_hash == history.hash);
    CHECK(read.hash == reference_scenario().hash());
}

TEST_CASE("incidents since are scored by what was registered, beside baselines from before") {
    const History history = early_record();
    RegisteredForecasts made = registered(history, sys_days(year(2001) / 1 / 1));
    const RegisteredScores scores = score_registered(history, made);
    CHECK(scores.unforecast.empty());
    REQUIRE(scores.record.incidents.size() == 2);
    const IncidentResult& bowditch = scores.record.incidents[0];
    CHECK(bowditch.id == "US05");
    const auto response = static_cast<std::size_t>(HindcastTarget::kResponse);
    REQUIRE(bowditch.targets[response]);
    const std::vector<double>& forecast =
        forecast_of(made, "encounter by cn at severity 4").model.probabilities[response];
    CHECK(bowditch.targets[response]->model.probabilities == forecast);
    CHECK(bowditch.targets[response]->model.ranked == ranked_probability_score(forecast, 2));
    // The four before it were answered by 5, 5, 3 and 4, whatever came in April.
    const auto& climate =
        bowditch.targets[response]->baselines[static_cast<std::size_t>(Baseline::kClimatology)];
    REQUIRE(climate);
    CHECK(climate->probabilities == std::vector<double>{0, 0, 0, 0.25, 0.25, 0.5, 0, 0, 0, 0, 0});
    CHECK(scores.record.skill_against_best.size() == kHindcastTargets);

    std::erase_if(made.forecasts,
                  [](const KindForecast& one) { return one.kind.trigger_class == TriggerClass::kIntercept; });
    const RegisteredScores fewer = score_registered(history, made);
    CHECK(fewer.record.incidents.size() == 1);
    REQUIRE(fewer.unforecast.size() == 1);
    CHECK(fewer.unforecast[0].id == "US06");
    CHECK(fewer.unforecast[0].kind == "intercept by cn at severity 8, by accident");
    for (const Skill& skill : fewer.record.skill) {  // fewer than six incidents show no difference
        CHECK(skill.skill.value.has_value());
        CHECK_FALSE(skill.skill.low.has_value());
    }
    made.date = "2026-06-01";
    CHECK(score_registered(history, made).record.incidents.empty());
    made.history = "another";
    CHECK_THROWS_AS(score_registered(history, made), InputError);
}

TEST_CASE("what no forecast wrote is refused where it is wrong") {
    const History history = early_record();
    const nlohmann::ordered_json sound =
        nlohmann::ordered_json::parse(json_text(registered(history, sys_days(year(2001) / 1 / 1))));
    CHECK(refusal(sound.dump()).empty());
    const auto refused = [&](const std::string& at, const nlohmann::ordered_json& value) {
        nlohmann::ordered_json json = sound;
        json[nlohmann::ordered_json::json_pointer(at)] = value;
        return refusal(json.dump());
    };
    CHECK_THAT(refusal("{}"), contains("f.json: holds no registered forecasts (offramp hindcast HISTORY"));
    CHECK_THAT(refusal("[1]"), contains("an object is expected here, not a list"));
    CHECK_THAT(refusal(sound.dump().substr(0, 900)), contains("broken JSON"));
    CHECK_THAT(refused("/forecasts/0/targets", nlohmann::ordered_json::object()),
               contains("the key 'highest_severity' is missing here (at /forecasts/0/targets)"));
    const std::string first = "/forecasts/0/targets/response_severity/probabilities";
    CHECK_THAT(refused(first, {0.5, 0.5}), contains("2 probabilities of 11 categories (at " + first + ")"));
    CHECK_THAT(refused(first, {0.5, 0.6, 0, 0, 0, 0, 0, 0, 0, 0, 0}),
               contains("the probabilities sum to 1.1, not to 1"));
    CHECK_THAT(refused(first, {1.5, -0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0}), contains("1.5 is no probability"));
    CHECK_THAT(refused("/forecasts/0/trigger_class", "tarif"), contains("unknown class of triggers 'tarif'"));
    CHECK_THAT(refused("/forecasts/0/trigger_severity", 11),
               contains("a whole number from 0 to 10 is expected here (at /forecasts/0/trigger_severity)"));
    CHECK_THAT(refused("/forecasts/0/trigger_severity", -1), contains("a whole number from 0 to 10"));
    CHECK_THAT(refused("/campaigns", 0),
               contains("a whole number from 1 on is expected here (at /campaigns)"));
    CHECK_THAT(refused("/forecast_date", "2026-02-30"),
               contains("'2026-02-30' is not a day (at /forecast_date)"));
    CHECK_THAT(refused("/forecasts/1", sound["forecasts"][0]),
               contains("there are two forecasts of intercept by cn at severity 1 (at /forecasts/1)"));
}

TEST_CASE("a forecast needs a period and the table of suspensions") {
    History history = early_record();
    const auto said = [&](sys_days day) {
        try {
            registered(history, day);
        } catch (const InputError& error) {
            return to_string(error.diagnostics());
        }
        return std::string();
    };
    CHECK_THAT(said(sys_days(year(1990) / 1 / 1)), contains("1990-01-01 lies before the first period"));
    history.freezes.reset();
    CHECK_THAT(said(sys_days(year(2001) / 1 / 1)), contains("a forecast needs to know what is frozen"));
}
