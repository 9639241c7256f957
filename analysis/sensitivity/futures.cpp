// SPDX-License-Identifier: Apache-2.0
#include "analysis/sensitivity/futures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "analysis/comparison.hpp"
#include "analysis/sweep/design.hpp"
#include "analysis/text_layout.hpp"
#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"

namespace offramp {
namespace {

constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();

/// Names by first appearance, dates in order; a truth value's number is its place.
std::vector<std::string> names_on_axis(const std::vector<StoredPoint>& points, std::size_t factor,
                                       const std::string& kind) {
    if (kind == to_string(ValueKind::kTruth)) return {"false", "true"};
    std::vector<std::string> names;
    for (const StoredPoint& point : points) {
        const FactorValue& value = point.settings.at(factor);
        if (value.number || value.text.empty()) continue;
        if (std::find(names.begin(), names.end(), value.text) == names.end()) names.push_back(value.text);
    }
    if (kind == to_string(ValueKind::kDate)) std::sort(names.begin(), names.end());
    return names;
}

double place_on_axis(const FutureAxis& axis, const FactorValue& value) {
    if (value.number) return *value.number;
    const auto found = std::find(axis.names.begin(), axis.names.end(), value.text);
    return found == axis.names.end() ? kNotANumber : static_cast<double>(found - axis.names.begin());
}

/// One less the other, whatever the dependence between them.
Estimate conservative_difference(const Estimate& a, const Estimate& b) {
    Estimate d;
    d.sample_size = std::min(a.sample_size, b.sample_size);
    if (!a.value || !b.value) return d;
    d.value = *a.value - *b.value;
    if (!a.low || !a.high || !b.low || !b.high) return d;
    d.low = *d.value - (*a.value - *a.low) - (*b.high - *b.value);
    d.high = *d.value + (*a.high - *a.value) + (*b.value - *b.low);
    return d;
}

/// The mean of independent estimates.
Estimate pooled(const std::vector<Estimate>& parts) {
    if (parts.size() == 1) return parts.front();
    Estimate result;
    double mean = 0.0;
    double below = 0.0;
    double above = 0.0;
    bool has_interval = true;
    for (const Estimate& part : parts) {
        if (!part.value) return {};
        mean += *part.value;
        result.sample_size += part.sample_size;
        has_interval = has_interval && part.low && part.high;
        if (!has_interval) continue;
        below += (*part.value - *part.low) * (*part.value - *part.low);
        above += (*part.high - *part.value) * (*part.high - *part.value);
    }
    const auto n = static_cast<double>(parts.size());
    result.value = mean / n;
    if (!has_interval) return result;
    result.low = *result.value - std::sqrt(below) / n;
    result.high = *result.value + std::sqrt(above) / n;
    return result;
}

}  // namespace

std::string axis_value_text(const FutureAxis& axis, double value) {
    if (std::isnan(value)) return "as it is";
    if (!axis.names.empty()) return axis.names.at(static_cast<std::size_t>(value));
    return number_text(value) + (axis.unit.empty() ? "" : ' ' + axis.unit);
}

Futures::Futures(const StoreReader& store) : store_(store), points_(store.points()) {
    const StoreInfo& info = store.info();
    for (std::size_t f = 0; f < info.factors.size(); ++f) {
        const StoredFactor& factor = info.factors[f];
        const bool is_nominal =
            factor.kind == to_string(ValueKind::kName) || factor.kind == to_string(ValueKind::kTruth);
        axes_.push_back(
            {factor.name, factor.title, factor.unit, names_on_axis(points_, f, factor.kind), is_nominal});
    }
    const std::uint64_t replications = replications_of(info.design);
    std::uint64_t last_row = std::numeric_limits<std::uint64_t>::max();
    for (std::size_t p = 0; p < points_.size(); ++p) {
        const std::uint64_t row = points_[p].point / replications;
        if (!is_independent(info.design, row, axes_.size())) continue;
        if (row != last_row) members_.emplace_back();
        members_.back().push_back(p);
        last_row = row;
    }
    std::erase_if(members_, [&](const auto& members) { return members.size() < replications; });
    settings_ = Table(members_.size(), axes_.size());
    for (std::size_t i = 0; i < members_.size(); ++i) {
        for (std::size_t f = 0; f < axes_.size(); ++f)
            settings_(i, f) = place_on_axis(axes_[f], points_[members_[i].front()].settings.at(f));
    }
}

std::vector<bool> Futures::nominal() const {
    std::vector<bool> list;
    for (const FutureAxis& axis : axes_) list.push_back(axis.nominal);
    return list;
}

std::vector<Estimate> Futures::at_points(const Target& target) const {
    const auto level = [&](std::size_t p, std::size_t policy) {
        const std::vector<Estimate>& estimates = points_[p].estimates.at(policy);
        return estimates.empty() ? Estimate{} : estimates.at(target.outcome);
    };
    std::vector<Estimate> values(points_.size());
    if (!target.minus) {
        for (std::size_t p = 0; p < values.size(); ++p) values[p] = level(p, target.policy);
        return values;
    }
    // Paired differences from the first policy; its own is 0.
    for (std::size_t p = 0; p < values.size(); ++p) {
        const std::optional<Estimate>& a = points_[p].differences.at(target.policy).at(target.outcome);
        const std::optional<Estimate>& b = points_[p].differences.at(*target.minus).at(target.outcome);
        if (*target.minus == 0 && a) {
            values[p] = *a;
        } else if (target.policy == 0 && b) {
            values[p] = negated(*b);
        } else if (a && b) {
            values[p] = conservative_difference(*a, *b);
        } else {
            values[p] = conservative_difference(level(p, target.policy), level(p, *target.minus));
        }
    }
    return values;
}

std::vector<Estimate> Futures::values(const Target& target) const {
    const std::vector<Estimate> all = at_points(target);
    std::vector<Estimate> values;
    for (const std::vector<std::size_t>& members : members_) {
        std::vector<Estimate> parts;
        for (const std::size_t p : members) parts.push_back(all[p]);
        values.push_back(pooled(parts));
    }
    return values;
}

Table Futures::rows(const Target& target) const {
    const std::uint64_t replications = replications_of(info().design);
    Table table(info().points_wanted / replications, replications, kNotANumber);
    const std::vector<Estimate> all = at_points(target);
    for (std::size_t p = 0; p < all.size(); ++p) {
        const std::uint64_t number = points_[p].point;
        table(number / replications, number % replications) = all[p].value.value_or(kNotANumber);
    }
    return table;
}

void require_crossed(const StoreInfo& info) {
    if (info.crossed) return;
    throw InputError({},
                     "the sweep dealt its policies out over the points (combine: paired), so they cannot be "
                     "held against each other in any future",
                     "combine: crossed");
}

std::size_t outcome_named(const StoreInfo& info, const std::string& name) {
    return place_among(names_of(info.outcomes), name, fmt::format("the store has no outcome '{}'", name));
}

std::size_t policy_named(const StoreInfo& info, const std::string& name) {
    return place_among(names_of(info.policies), name, fmt::format("the store has no policy '{}'", name));
}

std::vector<std::size_t> headline_in(const StoreInfo& info) {
    constexpr std::string_view kPayoff = "value_";
    Names names;
    std::size_t actors = 0;
    for (const StoredOutcome& outcome : info.outcomes) {
        if (outcome.name.starts_with(kPayoff) && actors < names.actors.size())
            names.actors[actors++] = outcome.name.substr(kPayoff.size());
    }
    std::vector<std::size_t> places;
    for (const std::string& name : headline_outcomes(names, info.war_rung)) {
        const auto found = std::ranges::find(info.outcomes, name, &StoredOutcome::name);
        if (found != info.outcomes.end())
            places.push_back(static_cast<std::size_t>(found - info.outcomes.begin()));
    }
    if (places.empty()) places.push_back(0);
    return places;
}

std::string target_text(const StoreInfo& info, const Target& target) {
    std::string text = info.outcomes.at(target.outcome).name + ", " + info.policies.at(target.policy).name;
    if (target.minus) text += " minus " + info.policies.at(*target.minus).name;
    return text;
}

nlohmann::ordered_json target_json(const StoreInfo& info, const Target& target) {
    using Json = nlohmann::ordered_json;
    return {{"outcome", info.outcomes.at(target.outcome).name},
            {"unit", info.outcomes.at(target.outcome).unit},
            {"policy", info.policies.at(target.policy).name},
            {"minus", target.minus ? Json(info.policies.at(*target.minus).name) : Json(nullptr)}};
}

nlohmann::ordered_json sweep_json(const Futures& futures) {
    const StoreInfo& info = futures.info();
    nlohmann::ordered_json design = {{"kind", to_string(info.design)}};
    if (has_blocks(info.design)) design.update(blocks_json(info.design));
    return {{"offramp", info.version},
            {"scenario", {{"name", info.scenario}, {"hash", info.scenario_hash}}},
            {"sweep", {{"name", info.sweep}, {"title", info.title}, {"hash", info.hash}}},
            {"design", design},
            {"seed", info.seed},
            {"campaigns", info.campaigns},
            {"points", info.points_wanted},
            {"points_finished", futures.points_finished()},
            {"futures", futures.size()}};
}

}  // namespace offramp
