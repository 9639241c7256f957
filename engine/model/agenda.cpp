// SPDX-License-Identifier: Apache-2.0
#include "engine/model/agenda.hpp"

#include <algorithm>
#include <tuple>

#include "engine/scenario/dated_values.hpp"

namespace offramp {

namespace {

// Those that are known beforehand, in order; dates may lie before the start or after the end.
std::vector<double> hours_of(const Contact& contact, const Scenario& s) {
    const double start = s.start.hours;
    const double horizon = s.end.hours - start;
    std::vector<double> hours;
    for (const Date& date : contact.dates) hours.push_back(date.hours - start);
    if (contact.cadence.value > 0.0 && !contact.irregular) {
        const double from = contact.from ? contact.from->hours - start : contact.cadence.value;
        const double until = contact.until ? std::min(contact.until->hours - start, horizon) : horizon;
        for (int k = 0;; ++k) {
            const double at = from + k * contact.cadence.value;
            if (at >= until) break;
            hours.push_back(at);
        }
    }
    std::sort(hours.begin(), hours.end());
    return hours;
}

// Rises linearly over the lead of a focal contact to 1 on its date; the nearest one counts.
double summit_proximity(const Scenario& s, double hours) {
    double nearest = 0.0;
    for (const Contact& contact : s.contacts) {
        if (!contact.focal || contact.lead.value <= 0.0) continue;
        for (const double date : hours_of(contact, s)) {
            if (date < hours) continue;
            nearest = std::max(nearest, 1.0 - (date - hours) / contact.lead.value);
        }
    }
    return nearest;
}

}  // namespace

std::vector<double> term_ends(const Scenario& s) {
    std::vector<double> ends;
    for (const Concession& c : s.concessions) {
        if (c.in_force && c.term && c.term->value < s.end.hours - s.start.hours)
            ends.push_back(c.term->value);
    }
    std::sort(ends.begin(), ends.end());
    ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
    return ends;
}

std::vector<AgendaItem> make_agenda(const Scenario& s) {
    using Kind = AgendaItem::Kind;
    const double horizon = s.end.hours - s.start.hours;
    std::vector<AgendaItem> agenda;
    for (int k = 0; k * s.season.value < horizon; ++k)
        agenda.push_back({k * s.season.value, Kind::kSeason, 0, k});
    for (int k = 1; k * s.tick.value < horizon; ++k) agenda.push_back({k * s.tick.value, Kind::kTick, 0, k});
    for (std::size_t k = 0; k < s.timeline.size(); ++k) {
        agenda.push_back({s.timeline[k].date.hours - s.start.hours, Kind::kShock, static_cast<int>(k)});
    }
    for (std::size_t k = 0; k < s.contacts.size(); ++k) {
        int occurrence = 0;
        for (const double hours : hours_of(s.contacts[k], s)) {
            if (hours < 0.0 || hours >= horizon) continue;
            agenda.push_back({hours, Kind::kContact, static_cast<int>(k), occurrence++});
        }
    }
    int change = 0;
    for (const Date& date : dates_of_change(s))
        agenda.push_back({date.hours - s.start.hours, Kind::kChange, ++change});
    int phase = 0;
    for (const double hours : term_ends(s)) agenda.push_back({hours, Kind::kTermEnd, ++phase});
    agenda.push_back({horizon, Kind::kEnd});
    std::sort(agenda.begin(), agenda.end(), [](const AgendaItem& a, const AgendaItem& b) {
        return std::tie(a.hours, a.kind, a.index) < std::tie(b.hours, b.kind, b.index);
    });
    for (AgendaItem& item : agenda) item.summit_proximity = summit_proximity(s, item.hours);
    return agenda;
}

}  // namespace offramp
