// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/table_library.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "engine/base/hash.hpp"
#include "engine/crisis/reach.hpp"

namespace offramp {

namespace {

// Goes up with every change of the solver that changes what it finds.
constexpr int kSolverVersion = 2;

std::size_t nearest(const std::vector<double>& values, double x) {
    std::size_t best = 0;
    for (std::size_t k = 1; k < values.size(); ++k) {
        if (std::abs(values[k] - x) < std::abs(values[best] - x)) best = k;
    }
    return best;
}

CrisisContext context_of(const Model& m, const ContextKey& key) {
    Situation s = initial_situation(m);
    s.guardrails = key.guardrails;
    s.channels_open = key.channels_open;
    publish_guardrails_and_channels(m, s);
    std::size_t rest = key.values;
    for (const SolverModel::Axis& axis : m.solver.contexts) {
        s.features[at(axis.feature)] = axis.values[rest % axis.values.size()];
        rest /= axis.values.size();
    }
    return open_context(m, key.incident, key.provoker, setting_of(s));
}

}  // namespace

SolverOptions solver_options(const Model& m) {
    SolverOptions options;
    options.subdivisions = m.solver.subdivisions;
    options.harms = m.solver.harms;
    options.configurations = m.solver.configurations;
    return options;
}

bool plays_from_tables(const Model& m) {
    return std::any_of(m.actors.begin(), m.actors.end(), [](const ActorModel& actor) {
        return needs_solved_crises(DecisionRule{actor.rule.index()});
    });
}

bool needs_tables(const Model& m) {
    return plays_from_tables(m) || chooses_posture(m);
}

std::string table_name(const CrisisContext& c, std::uint32_t channels_open, const SolverAccuracy& accuracy) {
    // Names every member: one that is added does not compile until it stands here too.
    const auto& [subdivisions, harms, configurations, tolerance] = accuracy;
    return fingerprint(fmt::format("{} {} {} {} {} {} {} ", kSolverVersion, c.model->solver.rules_hash,
                                   subdivisions, harms, configurations, tolerance,
                                   channels_open & callable_channels(c)) +
                       bytes_of(c));
}

TableLibrary::TableLibrary(const Model& model, TableStore store)
    : model_(&model), store_(std::move(store)), options_(solver_options(model)) {}

ContextKey TableLibrary::key(int incident, int provoker, const CrisisSetting& setting,
                             std::uint32_t channels_open) const {
    ContextKey key{incident, provoker, setting.guardrails, channels_open, 0};
    std::size_t stride = 1;
    for (const SolverModel::Axis& axis : model_->solver.contexts) {
        key.values +=
            static_cast<std::uint32_t>(stride * nearest(axis.values, setting.features[axis.feature]));
        stride *= axis.values.size();
    }
    return key;
}

const CrisisTable& TableLibrary::find(const ContextKey& key) {
    std::promise<const CrisisTable*> promise;
    std::string name;
    CrisisContext context;
    const ContextKey of_whole = whole_key(key);
    bool is_whole = false;
    {
        std::unique_lock lock(mutex_);
        if (const auto known = by_key_.find(key); known != by_key_.end()) {
            const auto future = known->second;
            lock.unlock();
            return *future.get();
        }
        context = context_of(*model_, key);
        name = table_name(context, key.channels_open, options_);
        if (const auto same = by_name_.find(name); same != by_name_.end()) {
            const auto future = by_key_[key] = same->second;
            lock.unlock();
            return *future.get();
        }
        is_whole = key != of_whole &&
                   name == table_name(context_of(*model_, of_whole), of_whole.channels_open, options_);
        if (!is_whole) by_key_[key] = by_name_[name] = promise.get_future().share();
    }
    // The whole is asked for under its own key: its solution does not wait for itself.
    if (is_whole) return find(of_whole);
    try {
        const CrisisTable* table = make(key, name, context);
        promise.set_value(table);
        return *table;
    } catch (...) {
        promise.set_exception(std::current_exception());
        throw;
    }
}

ContextKey TableLibrary::whole_key(const ContextKey& key) const {
    return {key.incident, key.provoker, 0, initial_situation(*model_).channels_open, 0};
}

const WholeCrisis& TableLibrary::whole(const ContextKey& key) {
    std::promise<const WholeCrisis*> promise;
    {
        std::unique_lock lock(mutex_);
        if (const auto known = wholes_.find(key); known != wholes_.end()) {
            const auto future = known->second;
            lock.unlock();
            return *future.get();
        }
        wholes_[key] = promise.get_future().share();
    }
    try {
        const CrisisTable& table = find(key);
        auto solved = std::make_unique<WholeCrisis>(WholeCrisis{&table, reach_of(table)});
        const std::lock_guard lock(mutex_);
        solved_.push_back(std::move(solved));
        promise.set_value(solved_.back().get());
        return *solved_.back();
    } catch (...) {
        promise.set_exception(std::current_exception());
        throw;
    }
}

const CrisisTable* TableLibrary::make(const ContextKey& key, const std::string& name,
                                      const CrisisContext& context) {
    auto table = std::make_unique<CrisisTable>(context, key.channels_open, options_.subdivisions,
                                               options_.harms, options_.configurations);
    const ContextKey of_whole = whole_key(key);
    const WholeCrisis* solved = of_whole == key || std::getenv("OFFRAMP_WHOLE") ? nullptr : &whole(of_whole);
    if (solved != nullptr) table->whole = solved->table;
    const bool loaded = store_.load && store_.load(name, *table);
    if (!loaded) {
        table = solve_crisis(context, key.channels_open, options_, solved);
        if (store_.save) store_.save(name, *table);
    }
    const std::lock_guard lock(mutex_);
    if (loaded) ++loaded_;
    tables_.push_back(std::move(table));
    return tables_.back().get();
}

LibraryReport TableLibrary::report() const {
    const std::lock_guard lock(mutex_);
    LibraryReport report;
    report.tables = static_cast<int>(tables_.size());
    report.loaded = loaded_;
    for (const auto& table : tables_) {
        report.bytes += table->bytes();
        report.solver.add(table->report);
    }
    return report;
}

}  // namespace offramp
