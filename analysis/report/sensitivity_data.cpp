// SPDX-License-Identifier: Apache-2.0
#include "analysis/report/sensitivity_data.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <vector>

#include "analysis/outcomes.hpp"
#include "analysis/report/rounded.hpp"
#include "analysis/sensitivity/discovery.hpp"
#include "analysis/sensitivity/futures.hpp"
#include "analysis/sensitivity/sweep_sensitivity.hpp"
#include "engine/base/error.hpp"

namespace offramp {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostLevels = 12;

/// Every policy, and every difference from the first that the sweep allows.
std::vector<Target> targets_of(const StoreInfo& info, std::size_t outcome) {
    std::vector<Target> targets;
    for (std::size_t p = 0; p < info.policies.size(); ++p) targets.push_back({outcome, p, {}});
    for (std::size_t p = 1; info.crossed && p < info.policies.size(); ++p) targets.push_back({outcome, p, 0});
    return targets;
}

/// The futures at one end of a factor, and what stands for them.
struct BarEnd {
    double setting = 0.0;
    std::vector<std::size_t> futures;
};

/// The mean of the values known.
double plain_mean(const std::vector<Estimate>& values, const std::vector<std::size_t>& futures) {
    double sum = 0.0;
    double count = 0.0;
    for (const std::size_t k : futures) {
        const std::optional<double> value = values[k].value;
        if (!value) continue;
        sum += *value;
        count += 1.0;
    }
    return count > 0.0 ? sum / count : std::nan("");
}

/// The names with the lowest and the highest mean; nothing where fewer than two have any.
std::optional<std::pair<BarEnd, BarEnd>> extreme_names(const Futures& futures, std::size_t factor,
                                                       const std::vector<Estimate>& values) {
    std::map<double, std::vector<std::size_t>> by_name;
    for (std::size_t k = 0; k < futures.size(); ++k) {
        const double name = futures.settings()(k, factor);
        if (!std::isnan(name) && values[k].value) by_name[name].push_back(k);
    }
    if (by_name.size() < 2) return std::nullopt;
    const auto mean = [&](const auto& entry) { return plain_mean(values, entry.second); };
    const auto [low, high] = std::ranges::minmax_element(by_name, {}, mean);  // of equals the first, the last
    return std::pair{BarEnd{low->first, low->second}, BarEnd{high->first, high->second}};
}

/// The lowest and the highest end of a factor; nothing where it has fewer than two values.
std::optional<std::pair<BarEnd, BarEnd>> ends_of(const Futures& futures, std::size_t factor,
                                                 const std::vector<Estimate>& values) {
    if (futures.axes()[factor].nominal) return extreme_names(futures, factor, values);
    std::vector<std::pair<double, std::size_t>> order;
    std::set<double> distinct;
    for (std::size_t k = 0; k < futures.size(); ++k) {
        const double value = futures.settings()(k, factor);
        if (std::isnan(value)) continue;
        order.emplace_back(value, k);
        distinct.insert(value);
    }
    if (distinct.size() < 2) return std::nullopt;
    std::sort(order.begin(), order.end());
    std::size_t low = order.size() / 4;
    std::size_t high = low;
    if (distinct.size() <= kMostLevels) {
        const auto at = [&](double value) {
            return static_cast<std::size_t>(
                std::ranges::count(order, value, &std::pair<double, std::size_t>::first));
        };
        low = at(*distinct.begin());
        high = at(*distinct.rbegin());
    }
    const auto end_from = [&](std::size_t begin, std::size_t end) {
        BarEnd result;
        for (std::size_t k = begin; k < end; ++k) {
            result.setting += order[k].first / static_cast<double>(end - begin);
            result.futures.push_back(order[k].second);
        }
        return result;
    };
    return std::pair{end_from(0, low), end_from(order.size() - high, order.size())};
}

/// The mean of the estimates of some futures. Its interval has two parts, added in squares: how the futures
/// differ, and the mean half-width of their own intervals, undiminished, because futures may share their
/// campaigns.
Estimate mean_over(const std::vector<Estimate>& values, const std::vector<std::size_t>& futures) {
    PairSums sums;
    double below = 0.0;
    double above = 0.0;
    bool has_interval = true;
    for (const std::size_t k : futures) {
        const Estimate& one = values[k];
        if (!one.value) continue;
        const long double x = *one.value;
        ++sums.count;
        sums.numerator += x;
        sums.numerator_squared += x * x;
        sums.denominator += 1;
        sums.denominator_squared += 1;
        sums.product += x;
        has_interval = has_interval && one.low && one.high;
        below += *one.value - one.low.value_or(*one.value);
        above += one.high.value_or(*one.value) - *one.value;
    }
    Estimate mean = ratio(sums);
    if (!mean.value) return mean;
    if (!has_interval) return {mean.value, {}, {}, mean.sample_size};
    const double spread = mean.high.value_or(*mean.value) - *mean.value;
    const auto n = static_cast<double>(sums.count);
    mean.low = *mean.value - std::hypot(spread, below / n);
    mean.high = *mean.value + std::hypot(spread, above / n);
    return mean;
}

Json rounded_estimate(const Estimate& estimate) {
    return {{"estimate", rounded(estimate.value)},
            {"low", rounded(estimate.low)},
            {"high", rounded(estimate.high)}};
}

Json effects_json(const Futures& futures, const Target& target) {
    const std::vector<Estimate> values = futures.values(target);
    Json json = target_json(futures.info(), target);
    json["factors"] = Json::array();
    for (std::size_t f = 0; f < futures.axes().size(); ++f) {
        const auto ends = ends_of(futures, f, values);
        if (!ends) continue;
        const FutureAxis& axis = futures.axes()[f];
        const auto& [low, high] = *ends;
        json["factors"].push_back({{"name", axis.name},
                                   {"title", axis.title},
                                   {"low_setting", axis_value_text(axis, rounded(low.setting, 3))},
                                   {"high_setting", axis_value_text(axis, rounded(high.setting, 3))},
                                   {"low", rounded_estimate(mean_over(values, low.futures))},
                                   {"high", rounded_estimate(mean_over(values, high.futures))},
                                   {"points_low", low.futures.size()},
                                   {"points_high", high.futures.size()}});
    }
    return json;
}

/// That a future is among the worst quarter; nothing for outcomes of which neither way is worse, and where
/// all futures are alike.
std::optional<Condition> worst_quarter(const Futures& futures, const Target& target) {
    const std::optional<Better> better = better_direction(futures.info().outcomes[target.outcome].name);
    if (!better) return std::nullopt;
    std::vector<double> values;
    for (const Estimate& estimate : futures.values(target)) {
        if (estimate.value) values.push_back(*estimate.value);
    }
    if (values.size() < 8) return std::nullopt;
    std::sort(values.begin(), values.end());
    if (values.front() == values.back()) return std::nullopt;
    const std::size_t quarter = values.size() / 4;
    if (*better == Better::kLower)
        return Condition{target, Relation::kAtLeast, values[values.size() - quarter]};
    return Condition{target, Relation::kAtMost, values[quarter - 1]};
}

/// The boxes of a condition, or why there are none.
void add_boxes(Json& json, const Futures& futures, const Condition& condition, const char* question) {
    try {
        Json item = to_json(futures, discover(futures, std::vector<Condition>{condition}));
        item["question"] = question;
        json["boxes"].push_back(std::move(item));
    } catch (const InputError& error) {
        json["why_no_boxes"] = error.diagnostics().front().message;
    }
}

}  // namespace

Json sensitivity_data_json(const StoreReader& store) {
    const Futures futures(store);
    const StoreInfo& info = futures.info();
    Json json = {{"sensitivity", Json::array()}, {"boxes", Json::array()}, {"effects", Json::array()}};
    const std::vector<std::size_t> headline = headline_in(info);
    for (const std::size_t outcome : headline) {
        for (const Target& target : targets_of(info, outcome)) {
            json["effects"].push_back(effects_json(futures, target));
            try {
                json["sensitivity"].push_back(to_json(futures, sensitivity_of(futures, target)));
            } catch (const InputError& error) {
                json["why_not"] = error.diagnostics().front().message;
                continue;
            }
            if (outcome != headline.front()) continue;
            if (!target.minus) {
                if (const std::optional<Condition> worst = worst_quarter(futures, target))
                    add_boxes(json, futures, *worst, "worst quarter");
            } else {
                add_boxes(json, futures, backfires(info, target), "does worse");
            }
        }
    }
    return json;
}

}  // namespace offramp
