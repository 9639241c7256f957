// SPDX-License-Identifier: Apache-2.0
#include "analysis/history/world_at.hpp"

#include "analysis/experiment.hpp"
#include "analysis/history/crisis_course.hpp"
#include "engine/base/error.hpp"
#include "engine/base/find_named.hpp"
#include "engine/model/compile.hpp"
#include "engine/scenario/dated_values.hpp"
#include "engine/scenario/units.hpp"
#include "tests/catch.hpp"
#include "tests/history/record.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

template <class Thing>
const Thing& named(const std::vector<Thing>& things, const std::string& name) {
    return *std::find_if(things.begin(), things.end(), [&](const Thing& one) { return one.name == name; });
}

Scenario world_of(const std::string& id) {
    static const History history = the_record();
    return world_at(history, reference_scenario(), incident_of(history, id)).scenario();
}

template <class Names>
int label(const Names& names, const std::string& name) {
    const auto found = std::find(names.begin(), names.end(), name);
    REQUIRE(found != names.end());
    return static_cast<int>(found - names.begin());
}

// Adds to a trajectory what happens on a day.
struct Happening {
    Trajectory& trajectory;

    void operator()(double days, EventKind kind, Detail detail, int actor, int label,
                    std::array<std::int8_t, 2> rungs = {}, double amount = 0.0, int crisis = 0) const {
        Event& event = trajectory.events.emplace_back();
        event.hours = 24.0 * days;
        event.kind = kind;
        event.detail = detail;
        event.actor = static_cast<std::int8_t>(actor);
        event.label = static_cast<std::int16_t>(label);
        event.rungs = rungs;
        event.amount = amount;
        event.crisis = crisis;
    }
};

}  // namespace

TEST_CASE("an incident meets the world of its date and nothing after it") {
    const Scenario ep3 = world_of("US06");
    CHECK(ep3.start == midnight(std::chrono::sys_days(std::chrono::year(2001) / 4 / 1)));
    CHECK(ep3.tension.initial == 0.45);
    CHECK(named(ep3.channels, "mmca").initial == ChannelState::kOpen);
    CHECK(named(ep3.channels, "leader_call").initial == ChannelState::kOpen);
    CHECK(named(ep3.channels, "defence_telephone_link").initial == ChannelState::kCut);  // 2008
    CHECK(named(ep3.channels, "theatre_commanders").initial == ChannelState::kCut);      // 2016
    REQUIRE(ep3.contacts.size() == 10);  // the usual ones, at times that nobody knew
    CHECK(std::all_of(ep3.contacts.begin(), ep3.contacts.end(),
                      [](const Contact& c) { return c.irregular && c.dates.empty() && !c.focal; }));
    REQUIRE(ep3.timeline.size() == 1);
    CHECK(ep3.timeline[0].incident->name == "air_intercept");
    CHECK(ep3.timeline[0].provoker->name == "cn");
    const Incident& collision = named(ep3.incidents, "air_intercept");
    CHECK(collision.rate.base == 0.0);
    CHECK(collision.accident.base == 1.0);
    CHECK(collision.harm.base == 1.0);

    const Scenario balloon = world_of("US39");
    CHECK(named(balloon.channels, "mmca").initial == ChannelState::kFrozen);
    CHECK(named(balloon.channels, "defence_telephone_link").initial == ChannelState::kOpen);
    CHECK(named(balloon.incidents, "balloon_overflight").accident.base == 0.0);
    CHECK(named(balloon.incidents, "balloon_overflight").provoker_rung == 2);
    CHECK(named(world_of("US02").channels, "leader_call").initial ==
          ChannelState::kCut);  // no number to call
    CHECK(named(world_of("US02").incidents, "maritime_encounter").provoker_rung == 5);
}

TEST_CASE("what the timeline set before an incident holds in its world, and what it sets later does not") {
    Scenario changing = reference_scenario().scenario();
    const auto add_entry = [&](std::string_view date, std::string_view value) {
        TimelineEntry& entry = changing.timeline.emplace_back();
        entry.date = *parse_date(date).value;
        entry.set = {{"actors.us.rationality", std::string(value), {}}};
    };
    const History history = the_record();
    const Date of_incident = midnight(incident_of(history, "US42").date);
    add_entry(format_date({of_incident.hours - 48.0}), "0.31");
    add_entry(format_date({of_incident.hours + 48.0}), "0.32");
    const Scenario world = world_at(history, validate(changing), incident_of(history, "US42")).scenario();
    CHECK(named(world.actors, "us").rationality == 0.31);
    CHECK(dates_of_change(world).empty());
}

TEST_CASE("an action whose contacts do not come round calls nothing off") {
    History history = the_record();
    std::erase_if(history.contacts, [](const UsualContact& usual) { return usual.contact.name != "summit"; });
    const Scenario world = world_at(history, reference_scenario(), incident_of(history, "US42")).scenario();
    CHECK(world.contacts.size() == 1);
    CHECK(named(world.actions, "cancel_visit").cancels.empty());
}

TEST_CASE("the scenarios of single incidents are the worlds that hindcasts see") {
    for (const auto& [id, file] :
         {std::pair("US06", "ep3-2001.yaml"), std::pair("US39", "balloon-2023.yaml")}) {
        INFO(file);
        const History history = the_record();
        const Scenario world =
            world_at(history, scenario_of("scenarios/us-china-2023.yaml"), incident_of(history, id))
                .scenario();
        Scenario alone = load_scenario(kScenarios / "history" / file).scenario();
        alone.name = world.name;
        alone.title = world.title;
        alone.description = world.description;
        alone.policy = world.policy;
        alone.timeline.at(0).label = world.timeline.at(0).label;
        for (Channel& channel : alone.channels) {  // who froze it, and when, is told but plays no part
            channel.frozen_by.reset();
            channel.frozen_since.reset();
        }
        CHECK(validate(alone).canonical_text() == validate(world).canonical_text());
    }
}

TEST_CASE("every table, history, scenario and policy of the record that is shipped is sound") {
    int files = 0;
    for (const std::filesystem::path& folder :
         {kScenarios / "history", kScenarios / "history" / "policies"}) {
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            if (entry.path().extension() != ".yaml" && entry.path().extension() != ".csv") continue;
            CHECK(to_string(check_experiment_file(entry.path()).problems) == "");
            ++files;
        }
    }
    CHECK(files >= 12);
}

TEST_CASE("a simulated crisis is told in the terms of the record") {
    const History history = the_record();
    const HistoricalIncident& incident = incident_of(history, "US39");
    const Model model = compile(world_at(history, reference_scenario(), incident));
    const CourseRules rules = course_rules(history, reference_scenario().scenario(), incident);
    const Names& names = model.names;
    Trajectory trajectory;
    const Happening happens{trajectory};
    const int cn = label(names.actors, "cn");
    const int us = label(names.actors, "us");
    std::array<std::int8_t, 2> opening{};
    opening[static_cast<std::size_t>(cn)] = 2;
    opening[static_cast<std::size_t>(us)] = 1;
    const int link = label(names.channels, "defence_telephone_link");
    happens(0, EventKind::kCrisisOpened, Detail::kNone, cn, label(names.incidents, "balloon_overflight"),
            opening);
    happens(1.5, EventKind::kCall, Detail::kAnswered, us, label(names.channels, "embassies"), opening, 5.0);
    happens(2.0, EventKind::kCall, Detail::kAnswered, us, label(names.channels, "foreign_ministers"), opening,
            15.0);  // placed in the round of a day that ends then
    happens(4.0, EventKind::kAction, Detail::kNone, us, label(names.actions, "shoot_down"), opening, 5.0);
    happens(4.0, EventKind::kChannel, Detail::kFrozen, cn, link, {4, 4});
    happens(7.0, EventKind::kCrisisEnded, Detail::kBackedDown, us, 0);
    happens(9.0, EventKind::kChannel, Detail::kThawed, -1, label(names.channels, "mmca"), {}, 0.0, -1);
    happens(40.0, EventKind::kChannel, Detail::kThawed, -1, link, {}, 0.0, -1);
    const CrisisCourse course = course_of(trajectory, model, rules);
    CHECK(course.response == 7);  // what the shot expresses
    CHECK(course.highest == 7);
    CHECK(course.contact_day == 2);  // a day and fifteen hours
    CHECK(course.acute_day == 7);
    CHECK(course.talks_day == 40);
    CHECK_FALSE(course.settled_day.has_value());  // nobody has met about it
    happens(33.0, EventKind::kContact, Detail::kNotHeld, -1, label(names.contacts, "summit"), {}, 0.0, -1);
    happens(35.0, EventKind::kContact, Detail::kHeld, -1, label(names.contacts, "working_level"), {}, 0.0,
            -1);
    CHECK(course_of(trajectory, model, rules).settled_day == 40);
    trajectory.events.erase(trajectory.events.end() - 3);  // the channel stays frozen
    CHECK_FALSE(course_of(trajectory, model, rules).settled_day.has_value());
    CHECK_FALSE(course_of(trajectory, model, rules).talks_day.has_value());
    happens(5.0, EventKind::kAccident, Detail::kHarm, -1, 0, {5, 5});
    CHECK(course_of(trajectory, model, rules).highest == 8);
}

TEST_CASE("what was called off is resumed by the next senior contact") {
    const History history = the_record();
    const HistoricalIncident& incident = incident_of(history, "US42");
    const Model model = compile(world_at(history, reference_scenario(), incident));
    const CourseRules rules = course_rules(history, reference_scenario().scenario(), incident);
    const Names& names = model.names;
    Trajectory trajectory;
    const Happening happens{trajectory};
    const int us = label(names.actors, "us");
    const int cn = label(names.actors, "cn");
    happens(0, EventKind::kCrisisOpened, Detail::kNone, us, label(names.incidents, "senior_visit_taiwan"));
    happens(1, EventKind::kAction, Detail::kNone, cn, label(names.actions, "cancel_visit"), {}, 2);
    happens(3, EventKind::kCall, Detail::kAnswered, us, label(names.channels, "foreign_ministers"), {},
            24 * 0.5);
    happens(5, EventKind::kCrisisEnded, Detail::kOffRamp, -1, 0);
    happens(8, EventKind::kContact, Detail::kHeld, -1, label(names.contacts, "maritime_talks"), {}, 0, -1);
    happens(20, EventKind::kContact, Detail::kHeld, -1, label(names.contacts, "adviser_channel"), {}, 0, -1);
    happens(30, EventKind::kContact, Detail::kHeld, -1, label(names.contacts, "summit"), {}, 0, -1);
    const CrisisCourse course = course_of(trajectory, model, rules);
    CHECK(course.contact_day == 3);  // placed in the round of a day that ends on the third
    CHECK(course.talks_day == 20);
    CHECK(course.settled_day == 20);

    trajectory.events.erase(trajectory.events.begin() + 1);  // nothing called off: the agreement settles it
    CHECK(course_of(trajectory, model, rules).talks_day == 0);
    CHECK(course_of(trajectory, model, rules).settled_day == 5);
    trajectory.events.erase(trajectory.events.begin() + 1);  // nor a call
    CHECK(course_of(trajectory, model, rules).contact_day == 20);
}

TEST_CASE("a history that names what is not there is told of whole") {
    const TemporaryDirectory folder;
    for (const char* table :
         {"incidents.csv", "channel_freezes.csv", "icb_trigger_by_violence.csv", "icb_durations.csv"})
        std::filesystem::copy_file(kScenarios / "history" / table, folder.path() / table);
    std::string text = file_text(kScenarios / "history" / "us-china.yaml");
    const auto replace = [&](const std::string& from, const std::string& to) {
        const std::size_t at = text.find(from);
        REQUIRE(at != std::string::npos);
        text.replace(at, from.size(), to);
    };
    const std::filesystem::path file = folder.path() / "h.yaml";
    const auto said = [&] {
        write_text(file, text);
        try {
            const History history = load_history(file);
            check_names(history, reference_scenario());
            for (const HistoricalIncident& one : history.incidents)
                world_at(history, reference_scenario(), one);
        } catch (const InputError& error) {
            return to_string(error.diagnostics());
        }
        return std::string();
    };
    CHECK(said().empty());

    replace("tension.mean: 0.35", "tension.meen: 0.35");
    CHECK(said().find("did you mean 'mean'?") != std::string::npos);
    replace("frozen:  ", "frosen:  ");
    replace("summit: 365d", "summit: 0d");
    replace("summit, defence_ministers]", "sumit, defence_ministers]");
    replace("intercept: {incident: air_intercept, base_rate: military}",
            "intercept: {incident: air_intercept, base_rate: x}");
    replace("overflight:", "overfligth:");
    replace("- from: 2010-01-01", "- from: 2000-01-01");
    const std::string all = said();
    CHECK(all.find("unknown key 'frosen' in a history (did you mean 'frozen'?)") != std::string::npos);
    CHECK(all.find("'0d' is no time between two contacts") != std::string::npos);
    CHECK(all.find("'sumit' is none of the contacts") != std::string::npos);
    CHECK(all.find("unknown class 'x'") != std::string::npos);
    CHECK(all.find("unknown class of triggers 'overfligth' (did you mean 'overflight'?)") !=
          std::string::npos);
    CHECK(all.find("US39: the history has no opening for the trigger class 'overflight'") !=
          std::string::npos);
    CHECK(all.find("periods stand in the order in which they begin") != std::string::npos);
}

TEST_CASE("what a new row needs of the history, and what a new year, is told at the row") {
    const TemporaryDirectory folder;
    const std::filesystem::path shipped = kScenarios / "history";
    for (const char* table : {"icb_trigger_by_violence.csv", "icb_durations.csv"})
        std::filesystem::copy_file(shipped / table, folder.path() / table);
    std::string history = file_text(shipped / "us-china.yaml");
    std::string incidents = file_text(shipped / "incidents.csv");
    std::string freezes = file_text(shipped / "channel_freezes.csv");
    const auto replace = [](std::string& text, const std::string& from, const std::string& to) {
        const std::size_t at = text.find(from);
        REQUIRE(at != std::string::npos);
        text.replace(at, from.size(), to);
    };
    replace(history, "for: ../us-china-2023.yaml\n", "");
    const std::filesystem::path file = folder.path() / "h.yaml";
    std::vector<Diagnostic> warnings;
    const auto said = [&] {
        write_text(folder.path() / "incidents.csv", incidents);
        write_text(folder.path() / "channel_freezes.csv", freezes);
        write_text(file, history);
        warnings.clear();
        return to_string(check_history_file(file, warnings));
    };
    CHECK(said() == "");
    CHECK(warnings.empty());

    const std::string row =
        "Z01,us_china,New tariffs,2027-03-01,2027-03-08,>2027-04-01,US-PRC,trade,diplomatic,tariff,\"Duties, "
        "again\","
        "us,no,3,3,3,arms_control,mmca;dtl,calls,none,,0,,0,0,no,goes on,general,made up\n";
    const std::size_t last = incidents.find("\nCW01,") + 1;
    REQUIRE(last > 0);
    incidents.insert(last, row);
    CHECK(said() == "");
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0].message ==
          "Z01: 2027-03-01 lies after 2026-03-01, up to which the periods were looked at: it is simulated in "
          "the "
          "world of 2025-10-31");
    CHECK(warnings[0].hint ==
          "add a period to h.yaml, or move 'periods_until' where the last one still holds");
    CHECK(warnings[0].where.line > 70);

    const std::string kept = incidents;
    replace(incidents, "arms_control,mmca;dtl,calls", "arms_control,mmca;new_talks,calls");
    CHECK(said().find("Z01: the history does not say which channels the guardrail 'new_talks' opened") !=
          std::string::npos);
    incidents = kept;

    // What a row has frozen otherwise than the table of suspensions is warned of, and goes by the table.
    const auto warned = [&](const std::string& wanted) {
        CHECK(said() == "");
        return std::ranges::any_of(
            warnings, [&](const Diagnostic& one) { return one.message.find(wanted) != std::string::npos; });
    };
    const ValidatedScenario& scenario = reference_scenario();
    const auto is_shut = [&] {
        const History read = load_history(file);
        const ValidatedScenario world = world_at(read, scenario, incident_of(read, "Z01"));
        const Channel* channel = find_named(world.scenario().channels, "theatre_commanders");
        return channel->initial == ChannelState::kFrozen;
    };
    CHECK_FALSE(warned("channels_frozen"));
    CHECK_FALSE(is_shut());
    replace(incidents, "arms_control,mmca;dtl,calls", "military;arms_control,mmca;dtl,calls");
    CHECK(
        warned("Z01: channels_frozen has 'military', which no suspension had frozen on 2027-03-01: it is "
               "simulated as open"));
    CHECK_FALSE(is_shut());
    incidents = kept;
    replace(freezes, "JP2010,", "2027,US-PRC,military,2027-02-01,,,cn,made up,general,made up\nJP2010,");
    CHECK(warned("Z01: channels_frozen does not have 'military', which the suspension '2027' ("));
    CHECK(is_shut());
    replace(incidents, "arms_control,mmca;dtl,calls", "military;arms_control,mmca;dtl,calls");
    CHECK_FALSE(warned("channels_frozen"));
    CHECK(is_shut());
    replace(incidents, "2027-03-01,2027-03-08", "2027-02-01,2027-03-08");  // the day on which it began
    CHECK(warned("'military', which no suspension had frozen on 2027-02-01"));
    replace(incidents, "2027-02-01,2027-03-08", "2027-02-02,2027-03-08");
    CHECK_FALSE(warned("channels_frozen"));
    replace(freezes, "2027-02-01,,,cn", "2027-02-01,,2027-02-02,cn");  // and ended
    CHECK(warned("'military', which no suspension had frozen on 2027-02-02"));
    incidents = kept;

    replace(history, "  tariff: {incident", "  cyber2: {incident");
    replace(history, "listing: in_kind, tariff: in_kind", "listing: often");
    replace(history, "warning: 1, ", "warning: 11, ");
    replace(history, "periods_until: 2026-03-01", "periods_until: 2025-10-30");
    replace(history, "between: US-PRC", "between: US-PRK");
    const std::string all = said();
    CHECK(all.find(
              "Z01: the history has no opening for the trigger class 'tariff' (add 'tariff: {incident: TYPE, "
              "base_rate: CLASS}' under 'openings' in h.yaml)") != std::string::npos);
    CHECK(all.find("Z01: the rule of thumb has no answer to the trigger class 'tariff'") !=
          std::string::npos);
    CHECK(all.find("'often' is no severity (0 to 10, or in_kind: that of the trigger)") != std::string::npos);
    CHECK(all.find("'11' is no severity") != std::string::npos);
    CHECK(all.find("periods_until lies before the day from which the last period is") != std::string::npos);
    CHECK(all.find("no suspension is between 'US-PRK' (did you mean 'US-PRC'?)") != std::string::npos);
}
