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

Observation within(int number, std::size_t last) {
    return {std::min(as_size(number), last), last};
}

/// A day, or up to which nothing had happened, in a window that ends with what is known.
Observation seen_by(int day, bool happened, std::size_t last, const HistoricalIncident& one) {
    if (!happened) return within(day + 1, std::min(last, as_size(day) + 1));
    if (one.followed_until)
        last = std::min(last, as_size(static_cast<int>((*one.followed_until - one.date).count())) + 1);
    return within(day, last);
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
            return day(one.acute_days(), !one.acute_open);
        case HindcastTarget::kTalks:
            return day(one.days_to_talks.value_or(0), one.days_to_talks.has_value() && !one.talks_open);
        default:
            return day(one.days_to_settlement(), !one.settled_open);
    }
}

/// Whether an incident says anything on the target to others: the severities of one whose tense phase goes on
/// can still rise.
bool is_told(const HistoricalIncident& one, HindcastTarget target) {
    return is_in_days(target) || !one.acute_open;
}

/// Those that inform a forecast of the one at `left_out`.
std::vector<const HistoricalIncident*> others_of(std::span<const HistoricalIncident> incidents,
                                                 std::size_t left_out, HindcastTarget target) {
    std::vector<const HistoricalIncident*> others;
    for (std::size_t k = 0; k < incidents.size(); ++k) {
        if (k != left_out && is_told(incidents[k], target)) others.push_back(&incidents[k]);
    }
    return others;
}

/// From all incidents but `it`; one of its class weighs `of_class`, another 1.
BaselineForecast from_others(std::span<const HistoricalIncident* const> others, const HistoricalIncident& it,
                             HindcastTarget target, double of_class) {
    const std::size_t last = last_category(target);
    std::vector<ObservedDay> days;
    std::vector<double> severities(last + 1, 0.0);
    double size = 0.0;
    for (const HistoricalIncident* other : others) {
        const HistoricalIncident& one = *other;
        const double weight = one.trigger_class == it.trigger_class ? of_class : 1.0;
        size += weight;
        if (is_in_days(target)) {
            days.push_back(watched_day(one, target, weight));
        } else {
            severities[std::min(as_size(one.response_severity), last)] += weight;
        }
    }
    if (is_in_days(target)) return {distribution_of_days(days, last), size};
    for (double& share : severities)  // nothing to go by: all alike
        share = size > 0.0 ? share / size : 1.0 / static_cast<double>(severities.size());
    if (target == HindcastTarget::kHighest)
        severities = at_least(std::move(severities), as_size(it.trigger_severity));
    return {std::move(severities), size};
}

}  // namespace

std::optional<Observation> observe(const HistoricalIncident& one, HindcastTarget target) {
    const std::size_t last = last_category(target);
    if (!is_told(one, target)) return std::nullopt;
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
            return seen_by(one.acute_days(), !one.acute_open, last, one);
        case HindcastTarget::kTalks:
            if (!one.days_to_talks) return std::nullopt;
            return seen_by(*one.days_to_talks, !one.talks_open, last, one);
        case HindcastTarget::kSettled:
            return seen_by(one.days_to_settlement(), !one.settled_open, last, one);
    }
    return std::nullopt;
}

void mark_followed(std::vector<HistoricalIncident>& incidents) {
    std::chrono::sys_days until = std::chrono::sys_days::min();
    bool open = false;
    for (const HistoricalIncident& one : incidents) {
        const auto talks = one.date + std::chrono::days(one.days_to_talks.value_or(0));
        until = std::max({until, one.settled, talks});
        open = open || one.acute_open || one.settled_open || one.talks_open;
    }
    for (HistoricalIncident& one : incidents) one.followed_until = open ? std::optional(until) : std::nullopt;
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
    return from_others(others_of(incidents, left_out, target), incidents[left_out], target, 1.0);
}

BaselineForecast class_frequencies(std::span<const HistoricalIncident> incidents, std::size_t left_out,
                                   HindcastTarget target) {
    const auto others = others_of(incidents, left_out, target);
    // All others together weigh as much as one of the class does for being of it.
    return from_others(others, incidents[left_out], target, static_cast<double>(others.size() + 1));
}

std::optional<BaselineForecast> rule_forecast(const RuleOfThumb& rule,
                                              std::span<const HistoricalIncident> incidents,
                                              std::size_t left_out, HindcastTarget target) {
    if (is_in_days(target)) return std::nullopt;
    const auto said = [&](const HistoricalIncident& one) {
        return as_size(rule.response.at(one.trigger_class).value_or(one.trigger_severity));
    };
    const HistoricalIncident& it = incidents[left_out];
    double hits = 0.0;
    for (const HistoricalIncident* one : others_of(incidents, left_out, target)) {
        if (as_size(one->response_severity) == said(*one)) hits += 1.0;
    }
    // The response of the others: highest severity is that, and at least the trigger's.
    BaselineForecast forecast = climatology(incidents, left_out, HindcastTarget::kResponse);
    const double usual = forecast.probabilities[said(it)];
    const double sure = (hits + usual) / (forecast.size + 1.0);
    for (double& p : forecast.probabilities) p *= usual < 1.0 ? (1.0 - sure) / (1.0 - usual) : 0.0;
    forecast.probabilities[said(it)] = usual < 1.0 ? sure : 1.0;
    if (target == HindcastTarget::kHighest)
        forecast.probabilities = at_least(std::move(forecast.probabilities), as_size(it.trigger_severity));
    return forecast;
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
