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

ObservedDay watched_day(const HistoricalIncident& one, HindcastTarget target) {
    switch (target) {
        case HindcastTarget::kContact:
            return one.days_to_senior_contact ? ObservedDay{as_size(*one.days_to_senior_contact), true}
                                              : ObservedDay{as_size(one.days_to_settlement()), false};
        case HindcastTarget::kAcute:
            return {as_size(one.acute_days()), true};
        case HindcastTarget::kTalks:
            return {as_size(one.days_to_talks.value_or(0)), one.days_to_talks.has_value()};
        default:
            return {as_size(one.days_to_settlement()), true};
    }
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
    const std::size_t last = last_category(target);
    std::vector<ObservedDay> days;
    std::vector<double> severities(last + 1, 0.0);
    for (std::size_t k = 0; k < incidents.size(); ++k) {
        if (k == left_out) continue;
        if (is_in_days(target)) {
            days.push_back(watched_day(incidents[k], target));
        } else {
            severities[std::min(as_size(incidents[k].response_severity), last)] += 1.0;
        }
    }
    const auto size = static_cast<double>(incidents.size() - 1);
    if (is_in_days(target)) return {distribution_of_days(days, last), size};
    for (double& share : severities) share /= std::max(size, 1.0);
    if (target == HindcastTarget::kHighest)
        severities = at_least(std::move(severities), as_size(incidents[left_out].trigger_severity));
    return {std::move(severities), size};
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
