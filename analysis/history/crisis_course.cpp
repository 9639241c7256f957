// SPDX-License-Identifier: Apache-2.0
#include "analysis/history/crisis_course.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/find_named.hpp"
#include "engine/base/index.hpp"
#include "engine/base/quantity.hpp"

namespace offramp {
namespace {

int whole_days(double hours) {
    return static_cast<int>(std::lround(hours / kHoursPerDay));
}

/// Channels or tracks that were shut during a crisis, until the last of them is open again.
class Shut {
  public:
    void shut(int label) { shut_ |= 1U << label; }
    void opened(int label, double hours) {
        if ((shut_ >> label & 1U) == 0) return;
        shut_ &= ~(1U << label);
        last_ = std::max(last_, hours);
    }
    std::optional<double> all_open() const { return shut_ == 0 ? std::optional(last_) : std::nullopt; }

  private:
    std::uint32_t shut_ = 0;
    double last_ = 0.0;
};

class CourseReader {
  public:
    CourseReader(const Model& model, const CourseRules& rules) : model_(model), rules_(rules) {
        course_.highest = rules.trigger_severity;
    }

    void read(const Event& event) {
        if (event.crisis == 0) rise(event.rungs[0]), rise(event.rungs[1]);
        switch (event.kind) {
            case EventKind::kCrisisOpened:
                respond(event.rungs[at(other(event.actor))]);
                round_hours_ = model_.incidents[at(event.label)].round_hours;
                break;
            case EventKind::kAction: {
                const int signal = model_.actions[at(event.label)].signal;
                const int target = static_cast<int>(event.amount);
                if (target > event.rungs[at(event.actor)]) respond(signal >= 0 ? signal : target);
                if (model_.actions[at(event.label)].cancels != 0) called_off_ = true;
                break;
            }
            case EventKind::kCall:
                if (event.detail == Detail::kAnswered && (rules_.senior_channels >> event.label & 1U) != 0)
                    reach_contact(event.hours - round_hours_ + event.amount);
                break;
            case EventKind::kContact:
                if (event.detail == Detail::kHeld) meet(event);
                break;
            case EventKind::kAccident:
                if (event.detail == Detail::kHarm) reach(rules_.harm_severity);
                break;
            case EventKind::kChannel:
                follow(channels_, event, event.detail == Detail::kFrozen);
                break;
            case EventKind::kTrack:
                follow(tracks_, event, event.detail == Detail::kSuspended);
                break;
            case EventKind::kCrisisEnded:
                war_ = event.detail == Detail::kWarByChoice || event.detail == Detail::kWarByAccident;
                if (war_) reach(rules_.severity_of_rung.back());
                if (!war_ && event.detail != Detail::kCensored) ended_ = event.hours;
                if (event.detail == Detail::kOffRamp) agreed_ = event.hours;
                break;
            default:
                break;
        }
    }

    CrisisCourse course() {
        if (contact_) course_.contact_day = whole_days(*contact_);
        if (!ended_) return course_;  // war, or it outlasted the horizon: nothing is settled
        course_.acute_day = whole_days(*ended_);
        const auto channels = channels_.all_open();
        const auto tracks = tracks_.all_open();
        const auto talks = called_off_ ? talks_held_ : std::optional(0.0);
        if (channels && talks) course_.talks_day = whole_days(std::max(*channels, *talks));
        if (channels && talks && tracks && agreed_)
            course_.settled_day = whole_days(std::max({*ended_, *channels, *talks, *tracks, *agreed_}));
        return course_;
    }

  private:
    // What was shut before the crisis, or shut by itself afterwards, is not of this crisis.
    void follow(Shut& shut, const Event& event, bool is_shut) {
        if (!is_shut) {
            shut.opened(event.label, event.hours);
        } else if (event.crisis == 0) {
            shut.shut(event.label);
        }
    }
    void meet(const Event& event) {
        if (ended_ && !agreed_) agreed_ = event.hours;
        if ((rules_.senior_contacts >> event.label & 1U) == 0) return;
        reach_contact(event.hours);
        if (called_off_ && !talks_held_) talks_held_ = event.hours;
    }
    void reach_contact(double hours) { contact_ = std::min(contact_.value_or(hours), hours); }
    void reach(int severity) { course_.highest = std::max(course_.highest, severity); }
    void rise(int rung) { reach(rules_.severity_of_rung[at(rung)]); }
    void respond(int rung) {
        course_.response = std::max(course_.response, rules_.severity_of_rung[at(rung)]);
        rise(rung);
    }

    const Model& model_;
    const CourseRules& rules_;
    CrisisCourse course_;
    Shut channels_;
    Shut tracks_;
    double round_hours_ = 0.0;
    std::optional<double> contact_;
    std::optional<double> ended_;
    std::optional<double> agreed_;
    bool called_off_ = false;
    std::optional<double> talks_held_;  // the first since contacts were called off
    bool war_ = false;
};

}  // namespace

CourseRules course_rules(const History& history, const Scenario& scenario,
                         const HistoricalIncident& incident) {
    CourseRules rules;
    rules.harm_severity = history.harm_severity;
    rules.trigger_severity = incident.trigger_severity;
    int severity = 0;
    for (const Rung& rung : scenario.ladder) {
        for (std::size_t k = 0; k < history.severities.size(); ++k) {
            if (history.severities[k].name == rung.name) severity = static_cast<int>(k);
        }
        rules.severity_of_rung.push_back(severity);
    }
    for (std::size_t k = 0; k < scenario.channels.size(); ++k) {
        if (has_named(history.senior_channels, scenario.channels[k].name)) rules.senior_channels |= 1U << k;
    }
    for (std::size_t k = 0; k < history.contacts.size(); ++k) {  // in the order of world_at()
        if (has_named(history.senior_contacts, history.contacts[k].contact.name))
            rules.senior_contacts |= std::uint64_t{1} << k;
    }
    return rules;
}

CrisisCourse course_of(const Trajectory& trajectory, const Model& model, const CourseRules& rules) {
    CourseReader reader(model, rules);
    for (const Event& event : trajectory.events) reader.read(event);
    return reader.course();
}

}  // namespace offramp
