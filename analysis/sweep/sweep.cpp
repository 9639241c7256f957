// SPDX-License-Identifier: Apache-2.0
#include "analysis/sweep/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numbers>
#include <numeric>
#include <set>
#include <sstream>

#include "analysis/chunks.hpp"
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

namespace {

constexpr std::size_t kMostChecked = 2048;

/// All points, or so many of them.
std::vector<std::uint64_t> points_to_check(const Sweep& sweep) {
    const std::uint64_t size = sweep.design.size();
    std::set<std::uint64_t> points;
    if (size > kMostChecked) {
        const auto telling = sweep.design.telling_points(sweep.factors, kMostChecked);
        points.insert(telling.begin(), telling.end());
    }
    // Steps that share no divisor with the size go through all residues, and so through all levels.
    auto step = static_cast<std::uint64_t>(static_cast<double>(size) / std::numbers::phi) | 1U;
    while (std::gcd(step, size) != 1) step += 2;
    for (std::uint64_t k = 0; points.size() < std::min<std::uint64_t>(size, kMostChecked); ++k)
        points.insert(k * step % size);
    return {points.begin(), points.end()};
}

std::vector<Diagnostic> problems_at(const Sweep& sweep, std::uint64_t number) {
    std::vector<Diagnostic> problems;
    const std::vector<FactorValue> point = sweep.point(number);
    for (const std::size_t policy : sweep.policies_at(number)) {
        try {
            scenario_at(sweep, policy, point);
        } catch (const InputError& error) {
            for (const Diagnostic& found : error.diagnostics()) {
                problems.push_back(
                    {found.where,
                     fmt::format("at point {} ({}) under policy {}: {}", number, describe_point(sweep, point),
                                 sweep.policies[policy].name, found.message),
                     found.hint});
            }
        }
    }
    return problems;
}

}  // namespace

FileCheck check_sweep_file(const std::filesystem::path& file, const CheckProgress& progress) {
    FileCheck check;
    check.problems = problems_in([&] {
        const Sweep sweep = load_sweep(file);
        const std::vector<std::uint64_t> points = points_to_check(sweep);
        if (points.size() < sweep.design.size()) {
            check.scope = fmt::format(
                "{} of {} points checked: the ends or levels of each factor, and others spread evenly; not "
                "every "
                "combination, which offramp sweep checks before it runs",
                points.size(), sweep.design.size());
        }
        check_points(sweep, points, {.progress = progress});
    });
    return check;
}

ValidatedScenario scenario_at(const Sweep& sweep, std::size_t policy, std::span<const FactorValue> point) {
    std::vector<Override> overrides;
    for (std::size_t f = 0; f < point.size(); ++f) append_overrides(overrides, sweep.factors[f], point[f]);
    return with_overrides(sweep.policies.at(policy).scenario, overrides);
}

bool check_points(const Sweep& sweep, std::span<const std::uint64_t> points,
                  const PointCheckOptions& options) {
    constexpr std::size_t kShown = 20;
    std::vector<Diagnostic> problems;
    std::uint64_t done = 0;
    run_chunks(
        {.count = points.size(), .threads = options.threads, .cancel = options.cancel, .chunk = 16},
        [] { return 0; },
        [&](int, ChunkRange range) {
            std::vector<std::vector<Diagnostic>> found;
            for (std::uint64_t k = range.begin; k < range.end; ++k)
                found.push_back(problems_at(sweep, points[k]));
            return found;
        },
        [&](std::vector<std::vector<Diagnostic>>& found) {
            for (const std::vector<Diagnostic>& at_point : found) {
                problems.insert(problems.end(), at_point.begin(), at_point.end());
                if (problems.size() >= kShown) throw InputError(std::move(problems));
            }
            done += found.size();
            if (options.progress) options.progress(done, points.size());
        });
    if (!problems.empty()) throw InputError(std::move(problems));
    return done == points.size();
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
