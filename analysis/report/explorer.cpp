// SPDX-License-Identifier: Apache-2.0
#include "analysis/report/explorer.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <tuple>

#include "analysis/narration.hpp"
#include "analysis/report/rounded.hpp"
#include "engine/trajectory/calendar.hpp"
#include "engine/trajectory/event_table.hpp"

namespace offramp {
namespace {

using Json = nlohmann::ordered_json;

/// Positions in the sample, the worst campaign first.
std::vector<std::size_t> worst_first(const std::vector<CampaignCourse>& courses) {
    std::vector<std::size_t> order(courses.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, {}, [&](std::size_t c) {
        const CampaignSummary& summary = courses[c].summary;
        return std::tuple(-summary.highest_rung, summary.value[0] + summary.value[1]);
    });
    return order;
}

/// Positions by the change of the highest rung from the baseline to a policy, the greatest fall (sign 1) or
/// rise (sign -1) first; only those with such a change.
std::vector<std::size_t> most_changed(const CampaignSample& sample, std::size_t policy, int sign) {
    const auto change = [&](std::size_t c) {
        return sign *
               (sample.courses[0][c].summary.highest_rung - sample.courses[policy][c].summary.highest_rung);
    };
    std::vector<std::size_t> order;
    for (const std::size_t c : worst_first(sample.courses[0]))
        if (change(c) > 0) order.push_back(c);
    std::ranges::stable_sort(order, {}, [&](std::size_t c) { return -change(c); });
    return order;
}

struct Queue {
    std::string reason;
    std::vector<std::size_t> order;
};

std::vector<Queue> queues_of(const CampaignSample& sample, std::span<const Model* const> models) {
    std::vector<Queue> queues;
    const std::vector<std::size_t> order = worst_first(sample.courses[0]);
    const std::string& baseline = models[0]->policy_name;
    queues.push_back({"worst under " + baseline, order});
    const std::size_t middle = (order.size() - 1) / 2;
    const std::size_t upper_end = std::min(order.size(), middle + 3);
    queues.push_back({"median under " + baseline,
                      {order.begin() + static_cast<std::ptrdiff_t>(middle),
                       order.begin() + static_cast<std::ptrdiff_t>(upper_end)}});
    for (std::size_t p = 1; p < models.size(); ++p) {
        const std::string& name = models[p]->policy_name;
        queues.push_back({"climbs less high under " + name, most_changed(sample, p, 1)});
        queues.push_back({"climbs higher under " + name, most_changed(sample, p, -1)});
        queues.push_back({"worst under " + name, worst_first(sample.courses[p])});
    }
    queues.push_back({"mildest under " + baseline, {order.rbegin(), order.rend()}});
    return queues;
}

/// Texts of all events, each kept once.
class TextTable {
  public:
    int position(const std::string& text) {
        if (text.empty()) return -1;
        const auto [found, added] = positions_.try_emplace(text, static_cast<int>(list_.size()));
        if (added) {
            list_.push_back(text);
            bytes_ += text.size();
        }
        return found->second;
    }
    Json take() { return std::move(list_); }
    std::size_t bytes() const { return bytes_; }

  private:
    std::map<std::string, int> positions_;
    Json list_ = Json::array();
    std::size_t bytes_ = 0;
};

Json event_json(const Event& event, const Trajectory& record, const Names& titles, TextTable& texts) {
    Json json = {rounded(event.hours, 6),
                 static_cast<int>(event.kind),
                 static_cast<int>(event.detail),
                 event.actor,
                 event.crisis,
                 event.round,
                 event.rungs[0],
                 event.rungs[1],
                 rounded(event.tension, 3),
                 rounded(event.trust[0], 3),
                 rounded(event.trust[1], 3),
                 rounded(event.belief[0], 3),
                 rounded(event.belief[1], 3),
                 event.channels_open,
                 rounded(event.amount),
                 texts.position(narrate(event, record, titles).text)};
    if (event.kind == EventKind::kAction) {
        json.push_back(event.label);
        Json options = Json::array();
        for (const Option& option : record.options_of(event))
            options.push_back({option.action, rounded(option.probability, 3)});
        json.push_back(std::move(options));
    }
    return json;
}

Json names_of(const auto& rows) {
    Json names = Json::array();
    for (const auto& row : rows) names.push_back(row.name);
    return names;
}

}  // namespace

std::vector<PickedCampaign> pick_campaigns(const CampaignSample& sample, std::span<const Model* const> models,
                                           std::size_t at_most) {
    std::vector<PickedCampaign> picked;
    if (sample.courses.empty() || sample.courses.front().empty()) return picked;
    std::vector<Queue> queues = queues_of(sample, models);
    std::map<std::size_t, std::size_t> place;  // in `picked`, by position in the sample
    for (std::size_t turn = 0; picked.size() < at_most; ++turn) {
        bool any = false;
        for (const Queue& queue : queues) {
            if (turn >= queue.order.size()) continue;
            any = true;
            const std::size_t position = queue.order[turn];
            const auto found = place.find(position);
            if (found != place.end()) {
                picked[found->second].reasons.push_back(queue.reason);
            } else if (picked.size() < at_most) {
                place[position] = picked.size();
                picked.push_back({position, {queue.reason}});
            }
        }
        if (!any) break;
    }
    return picked;
}

Json explorer_json(const CampaignSample& sample, std::span<const Model* const> models,
                   std::span<const MakeRunner> runners, const ExplorerOptions& options) {
    const Model& model = *models.front();
    TextTable texts;
    Json campaigns = Json::array();
    std::vector<CampaignRunner> run;
    Json policies = Json::array();
    for (std::size_t p = 0; p < models.size(); ++p) {
        run.push_back(runners[p]());
        policies.push_back({{"name", models[p]->policy_name},
                            {"title", models[p]->policy_title},
                            {"channels", models[p]->titles.channels},
                            {"actions", models[p]->titles.actions}});
    }
    Trajectory record;
    std::size_t bytes = 0;
    for (const PickedCampaign& pick : pick_campaigns(sample, models, options.at_most)) {
        Json item = {{"campaign", sample.courses[0][pick.position].campaign},
                     {"reasons", pick.reasons},
                     {"policies", Json::array()}};
        for (std::size_t p = 0; p < models.size(); ++p) {
            const CampaignCourse& course = sample.courses[p][pick.position];
            run[p](course.campaign, &record);
            Json events = Json::array();
            for (const Event& event : record.events)
                events.push_back(event_json(event, record, models[p]->titles, texts));
            item["policies"].push_back(
                {{"highest_rung", course.summary.highest_rung},
                 {"war", course.summary.war},
                 {"crises", course.summary.crises},
                 {"accidents", course.summary.accidents},
                 {"value", {rounded(course.summary.value[0]), rounded(course.summary.value[1])}},
                 {"events", std::move(events)}});
        }
        bytes += item.dump().size();
        if (!campaigns.empty() && bytes + texts.bytes() > options.bytes) break;
        campaigns.push_back(std::move(item));
    }
    return {{"sampled", sample.courses.front().size()},
            {"actors", model.titles.actor_titles},
            {"rungs", model.titles.rungs},
            {"types", model.titles.types},
            {"policies", std::move(policies)},
            {"kinds", names_of(kEvents)},
            {"details", names_of(kDetails)},
            {"start", iso_minute(calendar_time(model.names.start, 0.0))},
            {"horizon", model.horizon_hours},
            {"texts", texts.take()},
            {"campaigns", std::move(campaigns)}};
}

}  // namespace offramp
