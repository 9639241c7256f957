// SPDX-License-Identifier: Apache-2.0
#include "analysis/sensitivity/robustness.hpp"

#include <algorithm>
#include <cmath>

#include "analysis/interval.hpp"
#include "engine/base/error.hpp"

namespace offramp {
namespace {

FutureChoice choose(const Table& values, const Table& errors, std::size_t future) {
    FutureChoice choice;
    for (std::size_t p = 1; p < values.rows; ++p) {
        if (values(p, future) > values(choice.best, future)) choice.best = p;
    }
    bool found = false;
    choice.second = choice.best;
    for (std::size_t p = 0; p < values.rows; ++p) {
        if (p == choice.best || (found && values(p, future) <= values(choice.second, future))) continue;
        choice.second = p;
        found = true;
    }
    choice.lead = values(choice.best, future) - values(choice.second, future);
    const double error =
        errors.rows == 0 ? 0.0 : std::hypot(errors(choice.best, future), errors(choice.second, future));
    choice.clear = !found || (choice.lead > 0.0 && choice.lead > kNormal975 * error);
    return choice;
}

PolicyRobustness summarise(const Table& values, const std::vector<FutureChoice>& futures,
                           std::size_t policy) {
    PolicyRobustness result;
    result.worst = values(policy, 0);
    for (std::size_t f = 0; f < values.columns; ++f) {
        const double value = values(policy, f);
        const double regret = values(futures[f].best, f) - value;
        result.mean += value / static_cast<double>(values.columns);
        result.mean_regret += regret / static_cast<double>(values.columns);
        if (value < result.worst) {
            result.worst = value;
            result.worst_future = f;
        }
        if (regret > result.max_regret) {
            result.max_regret = regret;
            result.max_regret_future = f;
        }
        if (regret == 0.0) {
            const bool is_tied = values.rows > 1 && futures[f].lead == 0.0;
            ++(is_tied ? result.tied_best_in : result.best_in);
        }
        if (futures[f].best == policy && futures[f].clear) ++result.clearly_best_in;
    }
    return result;
}

}  // namespace

Robustness robustness(const Table& values, const Table& errors) {
    ensure(values.rows > 0 && values.columns > 0, "robustness needs policies and futures");
    ensure(errors.rows == 0 || (errors.rows == values.rows && errors.columns == values.columns),
           "an error for every value");
    Robustness result;
    for (std::size_t f = 0; f < values.columns; ++f) result.futures.push_back(choose(values, errors, f));
    for (std::size_t p = 0; p < values.rows; ++p)
        result.policies.push_back(summarise(values, result.futures, p));
    const auto chosen_by = [&](const auto& criterion) {
        std::vector<double> worth;
        for (const PolicyRobustness& policy : result.policies) worth.push_back(criterion(policy));
        return places_of_largest(worth);
    };
    result.best_mean = chosen_by([](const PolicyRobustness& p) { return p.mean; });
    result.maximin = chosen_by([](const PolicyRobustness& p) { return p.worst; });
    result.minimax_regret = chosen_by([](const PolicyRobustness& p) { return -p.max_regret; });
    return result;
}

std::vector<std::size_t> places_of_largest(std::span<const double> values) {
    std::vector<std::size_t> places;
    if (values.empty()) return places;
    constexpr double kRounding = 1e-12;
    const double largest = *std::ranges::max_element(values);
    for (std::size_t k = 0; k < values.size(); ++k) {
        const double size = std::max(std::abs(values[k]), std::abs(largest));
        if (largest - values[k] <= kRounding * size) places.push_back(k);
    }
    return places;
}

std::vector<std::size_t> pareto_set(std::span<const std::vector<double>> criteria) {
    const auto beats = [](const std::vector<double>& a, const std::vector<double>& b) {
        bool better = false;
        for (std::size_t c = 0; c < a.size(); ++c) {
            if (a[c] < b[c]) return false;
            better = better || a[c] > b[c];
        }
        return better;
    };
    std::vector<std::size_t> kept;
    for (std::size_t k = 0; k < criteria.size(); ++k) {
        const bool beaten =
            std::ranges::any_of(criteria, [&](const auto& other) { return beats(other, criteria[k]); });
        if (!beaten) kept.push_back(k);
    }
    return kept;
}

}  // namespace offramp
