// SPDX-License-Identifier: Apache-2.0
#include "analysis/history/baselines.hpp"

#include <algorithm>
#include <array>

namespace offramp {
namespace {

std::size_t as_size(int number) {
    return static_cast<std::size_t>(number);
}

/// What is below `floor` is put there.
std::vector<double> at_least(std::vector<double> probabilities, std::size_t floor) {
    for (std::size_t k = 0; k < floor; ++k) {
        probabilities[floor] += probabilities[k];
        probabilities[k] = 0.0;
    }
    return probabilities;
}

Observation within(int day, std::size_t last) {
    return {std::min(as_size(day), last), last};
}

ObservedDay watched_day(const HistoricalIncident& one, HindcastTarget target, double weight) {
    const auto day = [weight](int number, bool happened) {
        return ObservedDay{as_size(number), happened, weight};
    };
    switch (target) {
        case HindcastTarget::kContact:
            return one.days_to_senior_contact ? day(*one.days_to_senior_contact, true)
                                              : day(one.days_to_settlement(), false);
        case HindcastTarget::kAcute:
            return day(one.acute_days(), true);
        case HindcastTarget::kTalks:
            return day(one.days_to_talks.value_or(0), one.days_to_talks.has_value());
        default:
            return day(one.days_to_settlement(), true);
    }
}

/// From all incidents but the one at `left_out`; one of its class weighs `of_class`, another 1.
BaselineForecast from_others(std::span<const HistoricalIncident> incidents, std::size_t left_out,
                             HindcastTarget target, double of_class) {
    const HistoricalIncident& it = incidents[left_out];
    const std::size_t last = last_category(target);
    std::vector<ObservedDay> days;
    std::vector<double> severities(last + 1, 0.0);
    double size = 0.0;
    for (std::size_t k = 0; k < incidents.size(); ++k) {
        if (k == left_out) continue;
        const HistoricalIncident& one = incidents[k];
        const double weight = one.trigger_class == it.trigger_class ? of_class : 1.0;
        size += weight;
        if (is_in_days(target)) {
            days.push_back(watched_day(one, target, weight));
        } else {
            severities[std::min(as_size(one.response_severity), last)] += weight;
        }
    }
    if (is_in_days(target)) return {distribution_of_days(days, last), size};
    for (double& share : severities) share /= std::max(size, 1.0);
    if (target == HindcastTarget::kHighest)
        severities = at_least(std::move(severities), as_size(it.trigger_severity));
    return {std::move(severities), size};
}

}  // namespace

std::optional<Observation> observe(const HistoricalIncident& one, HindcastTarget target) {
    const std::size_t last = last_category(target);
    switch (target) {
        case HindcastTarget::kHighest:
            return within(one.highest_severity, last);
        case HindcastTarget::kResponse:
            return within(one.response_severity, last);
        case HindcastTarget::kContact: {
            const std::size_t window = std::min(last, as_size(one.days_to_settlement()) + 1);
            return one.days_to_senior_contact ? within(*one.days_to_senior_contact, window)
                                              : Observation{window, window};
        }
        case HindcastTarget::kAcute:
            return within(one.acute_days(), last);
        case HindcastTarget::kTalks:
            if (!one.days_to_talks) return std::nullopt;
            return within(*one.days_to_talks, last);
        case HindcastTarget::kSettled:
            return within(one.days_to_settlement(), last);
    }
    return std::nullopt;
}

std::size_t category_of(const CrisisCourse& course, HindcastTarget target) {
    const std::size_t last = last_category(target);
    const std::array<std::optional<int>, kHindcastTargets> values = {course.highest,     course.response,
                                                                     course.contact_day, course.acute_day,
                                                                     course.talks_day,   course.settled_day};
    const std::optional<int> value = values[static_cast<std::size_t>(target)];
    return value ? std::min(as_size(*value), last) : last;
}

BaselineForecast climatology(std::span<const HistoricalIncident> incidents, std::size_t left_out,
                             HindcastTarget target) {
    return from_others(incidents, left_out, target, 1.0);
}

BaselineForecast class_frequencies(std::span<const HistoricalIncident> incidents, std::size_t left_out,
                                   HindcastTarget target) {
    // All others together weigh as much as one of the class does for being of it.
    return from_others(incidents, left_out, target, static_cast<double>(incidents.size()));
}

std::optional<BaselineForecast> base_rate_forecast(const BaseRate& rate, const HistoricalIncident& incident,
                                                   HindcastTarget target) {
    if (target == HindcastTarget::kHighest) {
        return BaselineForecast{at_least(severities_of(rate), as_size(incident.trigger_severity)),
                                static_cast<double>(rate.crises)};
    }
    if (target == HindcastTarget::kSettled)
        return BaselineForecast{days_of(rate, last_category(target)), static_cast<double>(rate.timed_crises)};
    return std::nullopt;
}

}  // namespace offramp
