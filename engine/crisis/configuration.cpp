// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/configuration.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace offramp {

namespace {

bool harm_matters(const CrisisContext& c) {
    const CrisisModel& rules = c.model->crisis;
    return c.accident_exposure > 0.0 && c.harm_odds > 0.0 &&
           (c.incident->hazard.harm != 0.0 || c.incident->harm.harm != 0.0 || rules.kept.harm != 0.0 ||
            rules.misperception.harm != 0.0);
}

}  // namespace

std::uint32_t callable_channels(const CrisisContext& c) {
    std::uint32_t callable = 0;
    for (const int action : c.incident->actions) {
        for (int i = 0; i < kActors; ++i) {
            if (!may_take(c, i, action)) continue;
            for (const int channel : c.model->actions[at(action)].calls) {
                if (c.model->channels[at(channel)].may_call[at(i)]) callable |= 1U << channel;
            }
        }
    }
    return callable;
}

ConfigurationSpace::ConfigurationSpace(const CrisisContext& context, std::uint32_t channels_open, int harms,
                                       int limit)
    : context_(&context),
      callable_(callable_channels(context)),
      most_harms_(harm_matters(context) ? harms : 0) {
    const Model& m = *context.model;
    std::vector<int> once;
    for (const int action : context.incident->actions) {
        const ActionModel& a = m.actions[at(action)];
        const bool taken_by_some = may_take(context, 0, action) || may_take(context, 1, action);
        if (a.once && !a.ends_incident && taken_by_some) once.push_back(action);
    }
    // The cheaper an action, the more there would be to gain from repeating it.
    const auto cost = [&](int action) {
        const Pair<double>& c = m.actions[at(action)].cost;
        return std::min(may_take(context, 0, action) ? c[0] : HUGE_VAL,
                        may_take(context, 1, action) ? c[1] : HUGE_VAL);
    };
    std::stable_sort(once.begin(), once.end(), [&](int a, int b) { return cost(a) < cost(b); });
    std::uint32_t tracked = 0;
    for (const int action : once) tracked |= 1U << action;
    const std::uint32_t all = tracked;
    for (;; once.pop_back()) {
        enumerate(channels_open, tracked, limit);
        if (once.empty() || size() <= limit) break;
        tracked &= ~(1U << once.back());
    }
    untracked_ = all & ~tracked;
    link();
}

// Stops early beyond the limit, unless there is nothing left to leave out.
void ConfigurationSpace::enumerate(std::uint32_t channels_open, std::uint32_t tracked, int limit) {
    tracked_ = tracked;
    all_.clear();
    place_.clear();
    Configuration opening{channels_open & callable_, {}, 0, false, 0.0};
    add(opening);
    // What is recognised as an accident is no affront (opening_state()).
    if (context_->incident->affront[at(other(context_->provoker))] > 0.0) {
        opening.answered = 1.0;
        add(opening);
    }
    for (std::size_t k = 0; k < all_.size() && (size() <= limit || tracked == 0); ++k) {
        for (const int action : context_->incident->actions) {
            for (int i = 0; i < kActors; ++i) {
                const Configuration from = all_[k];
                const bool spent = (from.taken[at(i)] >> action & 1U) != 0;
                const bool too_late =
                    context_->model->actions[at(action)].ends_incident && from.incident_over;
                if (may_take(*context_, i, action) && !spent && !too_late) add(made_of(from, i, action));
            }
        }
        if (all_[k].harms < most_harms_) {
            Configuration harmed = all_[k];
            ++harmed.harms;
            add(harmed);
        }
    }
}

void ConfigurationSpace::add(const Configuration& c) {
    if (place_.try_emplace(c, size()).second) all_.push_back(c);
}

void ConfigurationSpace::link() {
    after_.assign(at(size() * kActors * kMaxActions), -1);
    harmed_.resize(all_.size());
    int* next = after_.data();
    for (int k = 0; k < size(); ++k) {
        for (int i = 0; i < kActors; ++i, next += kMaxActions) {
            for (const int action : context_->incident->actions) {
                if (may_take(*context_, i, action))
                    next[action] = find_exactly(made_of(all_[at(k)], i, action));
            }
        }
        Configuration harmed = all_[at(k)];
        harmed.harms = std::min(harmed.harms + 1, most_harms_);
        harmed_[at(k)] = find_exactly(harmed);
    }
}

std::size_t ConfigurationSpace::Hash::operator()(const Configuration& c) const {
    std::size_t h = 0;
    const auto mix = [&h](std::uint64_t x) { h = (h ^ x) * 0x9e3779b97f4a7c15U; };
    mix(c.channels);
    mix(static_cast<std::uint64_t>(c.taken[0]) << 32U | c.taken[1]);
    mix(static_cast<std::uint64_t>(c.harms) << 1U | (c.incident_over ? 1U : 0U));
    mix(std::bit_cast<std::uint64_t>(c.answered));
    return h ^ h >> 32U;
}

Configuration ConfigurationSpace::made_of(const Configuration& from, int actor, int action) const {
    CrisisState s;
    from.put_into(s);
    take_action(*context_->model, s, actor, action);
    return reduced(s);
}

// What is told apart of a state. An incident that never persists is not over in any way that matters, nor
// does it matter how far an affront is answered that costs nothing.
Configuration ConfigurationSpace::reduced(const CrisisState& s) const {
    const IncidentModel& n = *context_->incident;
    return {s.channels_open & callable_,
            {s.taken[0] & tracked_, s.taken[1] & tracked_},
            std::min(s.harms, most_harms_),
            s.incident_over && n.persists > 0,
            n.affront[at(other(context_->provoker))] > 0.0 ? s.answered : 0.0};
}

int ConfigurationSpace::find_exactly(const Configuration& c) const {
    constexpr int kFew = 8;  // are compared sooner than hashed
    if (size() <= kFew) {
        const auto found = std::find(all_.begin(), all_.end(), c);
        return found == all_.end() ? -1 : static_cast<int>(found - all_.begin());
    }
    const auto found = place_.find(c);
    return found == place_.end() ? -1 : found->second;
}

int ConfigurationSpace::find(const CrisisState& s) const {
    const Configuration own = reduced(s);
    if (const int same = find_exactly(own); same >= 0) return same;
    int best = 0;
    int best_score = -1;
    for (int k = 0; k < size(); ++k) {
        const Configuration& c = all_[at(k)];
        if ((c.channels & ~own.channels) != 0) continue;
        // What was done counts more than which channels are open.
        const int score = (c.answered == own.answered ? 2000 : 0) + (c.taken == own.taken ? 1000 : 0) +
                          (c.incident_over == own.incident_over ? 400 : 0) +
                          (c.harms == own.harms ? 200 : 0) + std::popcount(c.channels);
        if (score > best_score) {
            best_score = score;
            best = k;
        }
    }
    return best;
}

}  // namespace offramp
