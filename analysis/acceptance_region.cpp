// SPDX-License-Identifier: Apache-2.0
#include "analysis/acceptance_region.hpp"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

#include "analysis/guardrail_options.hpp"
#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"
#include "engine/scenario/override.hpp"
#include "engine/scenario/units.hpp"

namespace offramp {
namespace {

constexpr int kMostPoints = 101;
constexpr int kUsualPoints = 6;

[[noreturn]] void refuse_axis(std::string_view text, const std::string& problem) {
    throw InputError({}, fmt::format("the region '{}' {}", text, problem),
                     "PATH=LOW:HIGH:POINTS, as in actors.cn.posture.presence.nuisance=0:3:7");
}

double axis_value(const RegionAxis& axis, int k) {
    return axis.low + (axis.high - axis.low) * k / (axis.points - 1);
}

std::size_t points_of(const std::vector<RegionAxis>& axes) {
    std::size_t points = 1;
    for (const RegionAxis& axis : axes) points *= static_cast<std::size_t>(axis.points);
    return points;
}

std::vector<double> values_at(const std::vector<RegionAxis>& axes, std::size_t point) {
    std::vector<double> values(axes.size());
    for (std::size_t a = axes.size(); a-- > 0;) {
        const auto count = static_cast<std::size_t>(axes[a].points);
        values[a] = axis_value(axes[a], static_cast<int>(point % count));
        point /= count;
    }
    return values;
}

ValidatedScenario scenario_at(const ValidatedScenario& scenario, const std::vector<RegionAxis>& axes,
                              const std::vector<double>& values) {
    std::vector<Override> overrides;
    for (std::size_t a = 0; a < axes.size(); ++a) {
        const ValueKind kind = value_at(scenario.scenario(), axes[a].path).kind;
        if (!is_continuous(kind)) {
            throw InputError({}, axes[a].path + " takes no values between two others",
                             "a region needs a number");
        }
        overrides.push_back({.path = axes[a].path, .value = value_text(kind, values[a]), .where = {}});
    }
    return with_overrides(scenario, overrides);
}

}  // namespace

RegionAxis parse_axis(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0) refuse_axis(text, "names no path and values");
    RegionAxis axis{.path = std::string(text.substr(0, equals))};
    std::string_view rest = text.substr(equals + 1);
    std::array<std::string_view, 3> parts;
    for (std::size_t k = 0; k < parts.size(); ++k) {
        const std::size_t colon = rest.find(':');
        const bool last = k + 1 == parts.size();
        if ((colon == std::string_view::npos) != last)
            refuse_axis(text, "is not two ends and a number of points");
        parts[k] = rest.substr(0, colon);
        if (!last) rest.remove_prefix(colon + 1);
    }
    const Parsed<double> low = parse_number(parts[0]);
    const Parsed<double> high = parse_number(parts[1]);
    const Parsed<int> points = parse_integer(parts[2]);
    if (!low.value || !high.value || !points.value) refuse_axis(text, "has an end that is no number");
    if (*points.value < 2 || *points.value > kMostPoints)
        refuse_axis(text, fmt::format("does not have 2 to {} points", kMostPoints));
    if (!(*low.value < *high.value)) refuse_axis(text, "does not go up");
    axis.low = *low.value;
    axis.high = *high.value;
    axis.points = *points.value;
    return axis;
}

std::vector<RegionAxis> default_axes(const ValidatedScenario& scenario, int actor) {
    const Actor& side = scenario.scenario().actors[at(actor)];
    const std::string presence = "actors." + side.name + ".posture.presence.";
    const auto twice = [](double value) { return value > 0.0 ? 2.0 * value : 1.0; };
    return {{presence + "nuisance", 0.0, twice(side.posture.presence.nuisance), kUsualPoints},
            {presence + "dread", 0.0, twice(side.posture.presence.dread), kUsualPoints}};
}

void check_axes(const ValidatedScenario& scenario, const std::vector<RegionAxis>& axes) {
    for (std::size_t p = 0; p < points_of(axes); ++p) scenario_at(scenario, axes, values_at(axes, p));
}

AcceptanceRegion acceptance_region(const ValidatedScenario& scenario, std::uint32_t package,
                                   const std::vector<RegionAxis>& axes, const StudyOptions& options) {
    ensure(!axes.empty() && axes.size() <= 2, "a region has one or two axes");
    AcceptanceRegion region;
    region.package = package;
    region.names = package_names(package, names_of(scenario.scenario().guardrails));
    region.axes = axes;
    const std::size_t points = points_of(axes);
    StudyOptions study = options;
    study.campaigns = study.first_pass = std::min(options.first_pass, options.campaigns);
    region.campaigns = study.campaigns;
    check_axes(scenario, axes);
    for (std::size_t p = 0; p < points; ++p) {
        if (options.progress) {
            study.progress = [&, p](std::uint64_t done, std::uint64_t expected) {
                options.progress(p * expected + done, points * expected);
            };
        }
        RegionPoint point;
        point.values = values_at(axes, p);
        const ValidatedScenario moved = scenario_at(scenario, axes, point.values);
        OptionStudy both(moved.scenario(), {{0, -1}, {package, -1}}, {{1, 0}}, kActors * points, study);
        if (!both.run([] { return std::vector<std::size_t>(); })) return region;
        for (int actor = 0; actor < kActors; ++actor) {
            point.difference[at(actor)] = both.difference(actor, 1, 0);
            point.accepts[at(actor)] =
                point.difference[at(actor)].estimate.value.value_or(0.0) >= -kIndifferent;
        }
        region.points.push_back(std::move(point));
    }
    region.complete = true;
    return region;
}

static void to_json(nlohmann::ordered_json& json, const RegionAxis& axis) {
    json = {{"path", axis.path}, {"low", axis.low}, {"high", axis.high}, {"points", axis.points}};
}

nlohmann::ordered_json to_json(const AcceptanceRegion& region, const Pair<std::string>& actors) {
    using Json = nlohmann::ordered_json;
    Json json = {{"guardrails", region.names},
                 {"campaigns", region.campaigns},
                 {"complete", region.complete},
                 {"axes", region.axes},
                 {"points", Json::array()}};
    for (const RegionPoint& point : region.points) {
        Json item = {{"values", point.values}};
        for (std::size_t i = 0; i < kActors; ++i) {
            item["accepted_" + actors[i]] = point.accepts[i];
            item["difference_" + actors[i]] = point.difference[i];
        }
        json["points"].push_back(std::move(item));
    }
    return json;
}

}  // namespace offramp
