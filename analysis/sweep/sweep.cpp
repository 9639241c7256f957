// SPDX-License-Identifier: Apache-2.0
#include "analysis/sweep/sweep.hpp"

#include <fmt/format.h>

#include <limits>
#include <numeric>
#include <sstream>

#include "analysis/sweep/map_reader.hpp"
#include "engine/base/error.hpp"

namespace offramp {

std::string to_string(const TrajectoryRule& rule) {
    switch (rule.which) {
        case TrajectoryRule::Which::kNone:
            return "none";
        case TrajectoryRule::Which::kAll:
            return "all";
        case TrajectoryRule::Which::kFirst:
            return fmt::format("first {}", rule.at_most);
        case TrajectoryRule::Which::kReachRung:
            break;
    }
    return fmt::format("rung {}, at most {}", rule.rung, rule.at_most);
}

TrajectoryRule trajectory_rule_in(const std::string& text) {
    using Which = TrajectoryRule::Which;
    TrajectoryRule rule;
    std::istringstream words(text);
    std::string kind;
    words >> kind;
    if (kind == "all") {
        rule = {Which::kAll, std::numeric_limits<std::uint64_t>::max(), 0};
    } else if (kind == "first") {
        rule.which = Which::kFirst;
        words >> rule.at_most;
    } else if (kind == "rung") {
        std::string comma, at, most;
        rule.which = Which::kReachRung;
        words >> rule.rung >> comma >> at >> most >> rule.at_most;
    }
    if (to_string(rule) != text) throw InputError({}, "'" + text + "' is no rule for trajectories");
    return rule;
}

std::vector<std::size_t> Sweep::policies_at(std::uint64_t point) const {
    if (!crossed) return {static_cast<std::size_t>(point % policies.size())};
    std::vector<std::size_t> all(policies.size());
    for (std::size_t p = 0; p < all.size(); ++p) all[p] = p;
    return all;
}

bool is_sweep_file(const std::filesystem::path& file) {
    return has_keys(file, {"factors"}) || has_keys(file, {"like"});
}

std::vector<Diagnostic> check_sweep_file(const std::filesystem::path& file) {
    return problems_in([&] {
        const Sweep sweep = load_sweep(file);
        std::vector<std::uint64_t> points(sweep.design.size());
        std::iota(points.begin(), points.end(), std::uint64_t{0});
        check_points(sweep, points);
    });
}

ValidatedScenario scenario_at(const Sweep& sweep, std::size_t policy, std::span<const FactorValue> point) {
    std::vector<Override> overrides;
    for (std::size_t f = 0; f < point.size(); ++f) append_overrides(overrides, sweep.factors[f], point[f]);
    return with_overrides(sweep.policies.at(policy).scenario, overrides);
}

void check_points(const Sweep& sweep, std::span<const std::uint64_t> points) {
    constexpr std::size_t kShown = 20;
    std::vector<Diagnostic> problems;
    for (const std::uint64_t number : points) {
        const std::vector<FactorValue> point = sweep.point(number);
        for (const std::size_t policy : sweep.policies_at(number)) {
            try {
                scenario_at(sweep, policy, point);
            } catch (const InputError& error) {
                for (const Diagnostic& found : error.diagnostics()) {
                    problems.push_back({found.where,
                                        fmt::format("at point {} ({}) under policy {}: {}", number,
                                                    describe_point(sweep, point), sweep.policies[policy].name,
                                                    found.message),
                                        found.hint});
                }
            }
        }
        if (problems.size() >= kShown) break;
    }
    if (!problems.empty()) throw InputError(std::move(problems));
}

std::string describe_point(const Sweep& sweep, std::span<const FactorValue> point) {
    std::string text;
    for (std::size_t f = 0; f < point.size(); ++f) {
        if (point[f].text.empty()) continue;
        text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", sweep.factors[f].name, point[f].text);
    }
    return text.empty() ? "the scenario itself" : text;
}

}  // namespace offramp
