// SPDX-License-Identifier: Apache-2.0
#include "analysis/report/over_time.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>
#include <vector>

#include "analysis/interval.hpp"
#include "analysis/report/rounded.hpp"
#include "engine/trajectory/calendar.hpp"

namespace offramp {
namespace {

using Json = nlohmann::ordered_json;
using CourseList = std::vector<CampaignCourse>;

/// The k-th smallest, k from 1, kept within the sample.
double order_statistic(const std::vector<double>& sorted, double k) {
    const double last = static_cast<double>(sorted.size());
    return sorted[static_cast<std::size_t>(std::clamp(std::ceil(k), 1.0, last)) - 1];
}

/// Quantiles by step. `values_at(step)`: one value for each campaign that is observed then.
template <class ValuesAt>
Json quantiles_json(std::size_t steps, ValuesAt values_at) {
    constexpr std::pair<const char*, double> kLevels[] = {
        {"q05", 0.05}, {"q25", 0.25}, {"q50", 0.5}, {"q75", 0.75}, {"q95", 0.95}};
    Json json = {{"n", Json::array()}};
    for (std::size_t step = 0; step < steps; ++step) {
        std::vector<double> values = values_at(step);
        std::sort(values.begin(), values.end());
        const auto n = static_cast<double>(values.size());
        const double reach = kNormal975 * std::sqrt(n) / 2.0;
        json["n"].push_back(values.size());
        const auto put = [&](const char* name, double k) {
            json[name].push_back(values.empty() ? Json(nullptr) : Json(rounded(order_statistic(values, k))));
        };
        for (const auto& [name, level] : kLevels) put(name, level * n);
        put("q50_low", n / 2.0 - reach);
        put("q50_high", n / 2.0 + 1.0 + reach);
    }
    return json;
}

Json tension_json(const CourseList& courses, std::size_t steps) {
    return quantiles_json(steps, [&](std::size_t step) {
        std::vector<double> values;
        for (const CampaignCourse& course : courses)
            if (step < course.tension.size()) values.push_back(course.tension[step]);
        return values;
    });
}

Json highest_json(const CourseList& courses, std::size_t steps) {
    std::vector<double> so_far(courses.size(), 0.0);
    return quantiles_json(steps, [&](std::size_t step) {
        for (std::size_t c = 0; c < courses.size(); ++c)
            so_far[c] = std::max(so_far[c], static_cast<double>(courses[c].rung[step]));
        return so_far;
    });
}

Json reached_json(const CourseList& courses, std::size_t steps, int war_rung) {
    Json list = Json::array();
    for (int rung = 1; rung <= war_rung; ++rung) {
        Json item = {{"rung", rung}};
        for (std::size_t step = 0; step < steps; ++step) {
            const auto hits = std::ranges::count_if(
                courses, [&](const CampaignCourse& course) { return course.rung[step] >= rung; });
            const Estimate share = wilson(static_cast<std::uint64_t>(hits), courses.size());
            item["share"].push_back(rounded(share.value));
            item["low"].push_back(rounded(share.low));
            item["high"].push_back(rounded(share.high));
        }
        list.push_back(std::move(item));
    }
    return list;
}

Json channels_json(const CourseList& courses, std::size_t steps, std::size_t channels) {
    Json list = Json::array();
    for (std::size_t channel = 0; channel < channels; ++channel) {
        Json shares = Json::array();
        for (std::size_t step = 0; step < steps; ++step) {
            std::size_t observed = 0;
            std::size_t open = 0;
            for (const CampaignCourse& course : courses) {
                if (step >= course.channels_open.size()) continue;
                ++observed;
                open += course.channels_open[step] >> channel & 1U;
            }
            shares.push_back(observed == 0
                                 ? Json(nullptr)
                                 : Json(rounded(static_cast<double>(open) / static_cast<double>(observed))));
        }
        list.push_back(std::move(shares));
    }
    return list;
}

Json crises_json(const CourseList& courses) {
    std::map<std::tuple<int, int, Detail>, std::size_t> flows;
    std::size_t count = 0;
    for (const CampaignCourse& course : courses) {
        for (const CrisisPath& crisis : course.crises) {
            ++flows[{crisis.opening, crisis.peak, crisis.end}];
            ++count;
        }
    }
    Json json = {{"count", count}, {"flows", Json::array()}};
    for (const auto& [path, number] : flows) {
        const auto& [opening, peak, end] = path;
        json["flows"].push_back(
            {{"opening", opening}, {"peak", peak}, {"end", to_string(end)}, {"count", number}});
    }
    return json;
}

Json marks_json(const Model& model) {
    Json marks = Json::array();
    for (const AgendaItem& item : model.agenda) {
        const bool is_shock = item.kind == AgendaItem::Kind::kShock;
        if (!is_shock && item.kind != AgendaItem::Kind::kContact) continue;
        const auto& labels = is_shock ? model.titles.shocks : model.titles.contacts;
        marks.push_back({{"hours", item.hours},
                         {"label", labels.at(static_cast<std::size_t>(item.index))},
                         {"kind", is_shock ? "shock" : "contact"}});
    }
    return marks;
}

}  // namespace

Json over_time_json(const CampaignSample& sample, std::span<const Model* const> models) {
    const Model& model = *models.front();
    const std::size_t steps = sample.grid.steps;
    Json json = {{"campaigns", sample.courses.front().size()},
                 {"step_hours", sample.grid.step_hours},
                 {"start", iso_minute(calendar_time(model.names.start, 0.0))},
                 {"actors", model.titles.actor_titles},
                 {"rungs", model.titles.rungs},
                 {"marks", marks_json(model)},
                 {"policies", Json::array()}};
    for (std::size_t p = 0; p < models.size(); ++p) {
        const CourseList& courses = sample.courses[p];
        json["policies"].push_back({{"name", models[p]->policy_name},
                                    {"title", models[p]->policy_title},
                                    {"tension", tension_json(courses, steps)},
                                    {"highest", highest_json(courses, steps)},
                                    {"reached", reached_json(courses, steps, model.war_rung)},
                                    {"channel_names", models[p]->titles.channels},
                                    {"channels", channels_json(courses, steps, models[p]->channels.size())},
                                    {"crises", crises_json(courses)}});
    }
    return json;
}

}  // namespace offramp
