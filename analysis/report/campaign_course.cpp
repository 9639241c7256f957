// SPDX-License-Identifier: Apache-2.0
#include "analysis/report/campaign_course.hpp"

#include <algorithm>
#include <cmath>

namespace offramp {
namespace {

int highest_of(const Event& event) {
    return std::max(event.rungs[0], event.rungs[1]);
}

/// The highest rung that an event shows: an action is recorded before its move, with the rung it leads to.
int reached_at(const Event& event, const Model& model) {
    if (event.kind == EventKind::kAction)
        return std::max(highest_of(event), static_cast<int>(std::lround(event.amount)));
    const bool war = event.kind == EventKind::kCrisisEnded &&
                     (event.detail == Detail::kWarByChoice || event.detail == Detail::kWarByAccident);
    return war ? model.war_rung : highest_of(event);
}

std::size_t step_of(const Event& event, const StepGrid& grid) {
    return std::min(static_cast<std::size_t>(event.hours / grid.step_hours), grid.steps - 1);
}

void add_to_crises(std::vector<CrisisPath>& crises, const Event& event, int reached) {
    if (event.crisis < 0) return;
    const auto number = static_cast<std::size_t>(event.crisis);
    if (event.kind == EventKind::kCrisisOpened) {
        crises.resize(std::max(crises.size(), number + 1));
        crises[number] = {reached, reached, Detail::kCensored};
    }
    if (number >= crises.size()) return;
    crises[number].peak = std::max(crises[number].peak, reached);
    if (event.kind == EventKind::kCrisisEnded) crises[number].end = event.detail;
}

}  // namespace

StepGrid step_grid(const Model& model, std::size_t at_most) {
    const double ticks = std::max(1.0, std::ceil(model.horizon_hours / model.tick_hours));
    const double ticks_a_step = std::ceil(ticks / static_cast<double>(at_most));
    const double step = ticks_a_step * model.tick_hours;
    return {step, static_cast<std::size_t>(std::max(1.0, std::ceil(model.horizon_hours / step)))};
}

CampaignCourse course_of(const Trajectory& record, const CampaignSummary& summary, const Model& model,
                         const StepGrid& grid) {
    CampaignCourse course;
    course.campaign = record.campaign;
    course.summary = summary;
    course.rung.assign(grid.steps, 0);
    std::size_t step = 0;
    int standing = 0;  // the rung after the last event
    const auto close_steps_before = [&](std::size_t next, const Event& last) {
        for (; step < next; ++step) {
            course.tension.push_back(last.tension);
            course.channels_open.push_back(last.channels_open);
            course.rung[step + 1] = static_cast<std::int8_t>(standing);
        }
    };
    const Event* last = nullptr;
    for (const Event& event : record.events) {
        if (last != nullptr) close_steps_before(step_of(event, grid), *last);
        const int reached = reached_at(event, model);
        course.rung[step] = std::max(course.rung[step], static_cast<std::int8_t>(reached));
        add_to_crises(course.crises, event, reached);
        standing = highest_of(event);
        last = &event;
    }
    if (last != nullptr) {
        course.tension.push_back(last->tension);
        course.channels_open.push_back(last->channels_open);
    }
    if (summary.war)
        std::fill(course.rung.begin() + static_cast<std::ptrdiff_t>(step), course.rung.end(),
                  static_cast<std::int8_t>(model.war_rung));
    return course;
}

}  // namespace offramp
