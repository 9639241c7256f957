// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/table_library.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/base/hash.hpp"
#include "engine/crisis/reach.hpp"

namespace offramp {

namespace {

// Goes up with every change of the solver that changes what it finds.
constexpr int kSolverVersion = 7;
// Share of what play comes to that is taken over from a crisis of the same kind that is solved whole. At a
// fiftieth the reference campaigns go as if every crisis were solved whole: docs/equilibrium.md.
constexpr double kMissed = 0.02;
// Crises with fewer blocks of states than this are solved in all of them.
constexpr std::size_t kSolvedWhole = 500;

std::size_t nearest(const std::vector<double>& values, double x) {
    std::size_t best = 0;
    for (std::size_t k = 1; k < values.size(); ++k) {
        if (std::abs(values[k] - x) < std::abs(values[best] - x)) best = k;
    }
    return best;
}

CrisisContext context_of(const Model& m, const ContextKey& key) {
    Situation s = initial_situation(m, key.guardrails);
    s.channels_open = key.channels_open;
    publish_guardrails_and_channels(m, s);
    std::size_t rest = key.values;
    for (const SolverModel::Axis& axis : m.solver.contexts) {
        s.features[at(axis.feature)] = axis.values[rest % axis.values.size()];
        rest /= axis.values.size();
    }
    return open_context(m, key.incident, key.provoker, setting_of(s));
}

// Beliefs that are certain or, where the options know no others, the prior.
SolverOptions coarsened(SolverOptions options) {
    options.subdivisions = std::min(options.subdivisions, 1);
    return options;
}

std::size_t count_blocks(const CrisisContext& c, std::uint32_t channels_open, const SolverOptions& options) {
    const ConfigurationSpace space(c, channels_open, options.harms, options.configurations);
    return at(c.incident->rounds * space.size() * c.model->war_rung * c.model->war_rung);
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
    return plays_from_tables(m) || chooses_posture(m) ||
           std::any_of(m.later.begin(), m.later.end(), needs_tables);
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
    : model_(&model), store_(std::move(store)), options_(solver_options(model)) {
    for (const Model& later : model.later) later_.push_back(std::make_shared<TableLibrary>(later, store_));
}

std::shared_ptr<TableLibrary> TableLibrary::from(const std::shared_ptr<TableLibrary>& tables, int change) {
    return tables && change > 0 ? tables->later_[at(change - 1)] : tables;
}

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

namespace {

// What is under way or done for a key; who asks first makes it, others wait.
template <class Key, class Value>
const Value& make_once(std::mutex& mutex, std::map<Key, std::shared_future<const Value*>>& known,
                       const Key& key, auto make) {
    std::promise<const Value*> promise;
    {
        std::unique_lock lock(mutex);
        if (const auto found = known.find(key); found != known.end()) {
            const auto future = found->second;
            lock.unlock();
            return *future.get();
        }
        known[key] = promise.get_future().share();
    }
    try {
        const Value* value = make();
        promise.set_value(value);
        return *value;
    } catch (...) {
        promise.set_exception(std::current_exception());
        throw;
    }
}

}  // namespace

const CrisisTable& TableLibrary::find(const ContextKey& key) {
    return make_once(mutex_, by_key_, key, [&] {
        const CrisisContext context = context_of(*model_, key);
        const bool small = count_blocks(context, key.channels_open, options_) <= kSolvedWhole;
        std::string name = table_name(context, key.channels_open, options_);
        ContextKey start;
        std::string name_of_start;
        if (!small) {
            start = start_of(key);
            name_of_start = name_of_whole(start);
            if (name == name_of_start) return whole(start, name).table;
            name += name_of_start;
        }
        return &make_once(mutex_, by_name_, name, [&] {
            return make(context, key.channels_open, options_, name,
                        small ? nullptr : &whole(start, name_of_start));
        });
    });
}

void TableLibrary::prepare(std::span<const ContextKey> keys) {
    const auto is_known = [&](const ContextKey& key) {
        const std::lock_guard lock(mutex_);
        return by_key_.contains(key);
    };
    for (const ContextKey& key : keys) {
        if (!is_known(key)) static_cast<void>(find(key).forecast());
    }
}

ContextKey TableLibrary::start_of(const ContextKey& key) const {
    ContextKey start = key;
    start.channels_open = initial_situation(*model_, key.guardrails).channels_open;
    return start;
}

std::string TableLibrary::name_of_whole(const ContextKey& start) const {
    return table_name(context_of(*model_, start), start.channels_open, coarsened(options_));
}

const WholeCrisis& TableLibrary::whole(const ContextKey& start, const std::string& name) {
    return make_once(mutex_, wholes_, name, [&] {
        const CrisisTable* table =
            make(context_of(*model_, start), start.channels_open, coarsened(options_), name, nullptr);
        auto solved = std::make_unique<WholeCrisis>(WholeCrisis{table, reach_of(*table)});
        solved->reached = least_reach(solved->reach, kMissed);
        const std::lock_guard lock(mutex_);
        return solved_.emplace_back(std::move(solved)).get();
    });
}

const CrisisTable* TableLibrary::make(const CrisisContext& context, std::uint32_t channels_open,
                                      const SolverOptions& options, const std::string& name,
                                      const WholeCrisis* whole) {
    auto table = std::make_unique<CrisisTable>(context, channels_open, options.subdivisions, options.harms,
                                               options.configurations);
    if (whole != nullptr) table->whole = whole->table;
    const bool loaded = store_.load && store_.load(name, *table);
    if (!loaded) {
        table = solve_crisis(context, channels_open, options, whole);
        if (store_.save) store_.save(name, *table);
    }
    const std::lock_guard lock(mutex_);
    if (loaded) ++loaded_;
    return tables_.emplace_back(std::move(table)).get();
}

LibraryReport TableLibrary::report() const {
    LibraryReport report;
    for (const auto& later : later_) {
        const LibraryReport more = later->report();
        report.tables += more.tables;
        report.loaded += more.loaded;
        report.bytes += more.bytes;
        report.solver.add(more.solver);
    }
    const std::lock_guard lock(mutex_);
    report.tables += static_cast<int>(tables_.size());
    report.loaded += loaded_;
    for (const auto& table : tables_) {
        report.bytes += table->bytes();
        report.solver.add(table->report);
    }
    return report;
}

}  // namespace offramp
