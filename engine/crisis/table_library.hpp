// SPDX-License-Identifier: Apache-2.0
// Solved crises, each solved when it is first met.
#pragma once

#include <cstdint>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>

#include "engine/crisis/crisis_solver.hpp"
#include "engine/model/situation.hpp"

namespace offramp {

/// What tells solved crises apart. Features are replaced by the nearest of the values at which the scenario's
/// `contexts` asks for solutions.
struct ContextKey {
    int incident = 0;
    int provoker = 0;
    std::uint32_t guardrails = 0;
    std::uint32_t channels_open = 0;
    std::uint32_t values = 0;  ///< which of the contexts' combinations of values

    friend auto operator<=>(const ContextKey&, const ContextKey&) = default;
};

/// Keeps tables from run to run, by a key that is different wherever the table would be. Either may be empty;
/// both are called from several threads at once.
struct TableStore {
    std::function<bool(const std::string& key, CrisisTable& table)> load = {};  ///< false where there is none
    std::function<void(const std::string& key, const CrisisTable& table)> save = {};
};

/// What a library did.
struct LibraryReport {
    int tables = 0;
    int loaded = 0;  ///< of them, from the store
    std::size_t bytes = 0;
    SolverReport solver;  ///< over all tables
};

/// Shared by all threads that play a model; find() may be called from any of them.
class TableLibrary {
  public:
    /// `model` must outlive it.
    explicit TableLibrary(const Model& model, TableStore store = {});

    ContextKey key(int incident, int provoker, const CrisisSetting& setting,
                   std::uint32_t channels_open) const;

    /// The table of a crisis. Solves it where nobody has; a thread that asks for one that is being solved
    /// waits.
    const CrisisTable& find(const ContextKey& key);

    /// Makes those tables, with their forecasts, that nobody makes yet. Threads that call it with the same
    /// keys share the work, where they would wait for each other in find().
    void prepare(std::span<const ContextKey> keys);

    /// The tables of what holds after a number of changes (model_from()); those of 0 are these.
    static std::shared_ptr<TableLibrary> from(const std::shared_ptr<TableLibrary>& tables, int change);

    LibraryReport report() const;  ///< with those of later

  private:
    // Each kind of crisis is solved whole once for every set of guardrails and values, with the channels open
    // that campaigns begin with. Those with others open are solved where play from that comes to.
    ContextKey start_of(const ContextKey& key) const;
    std::string name_of_whole(const ContextKey& start) const;
    const WholeCrisis& whole(const ContextKey& start, const std::string& name);
    const CrisisTable* make(const CrisisContext& context, std::uint32_t channels_open,
                            const SolverOptions& options, const std::string& name, const WholeCrisis* whole);

    const Model* model_;
    TableStore store_;
    SolverOptions options_;
    mutable std::mutex mutex_;
    std::map<ContextKey, std::shared_future<const CrisisTable*>> by_key_;
    std::map<std::string, std::shared_future<const CrisisTable*>> by_name_;  // contexts that come to the same
    std::vector<std::unique_ptr<CrisisTable>> tables_;
    std::map<std::string, std::shared_future<const WholeCrisis*>> wholes_;
    std::vector<std::unique_ptr<WholeCrisis>> solved_;
    int loaded_ = 0;
    std::vector<std::shared_ptr<TableLibrary>> later_;  // of each of the model's later ones
};

/// Solver settings of a scenario.
SolverOptions solver_options(const Model& model);

/// A name for what solve_crisis() would find: equal where everything that it looks at is equal.
std::string table_name(const CrisisContext& context, std::uint32_t channels_open,
                       const SolverAccuracy& accuracy);

/// Whether an actor plays from solved crises.
bool plays_from_tables(const Model& model);

/// Whether solved crises are wanted at all: by an actor's play, or by the season's game, now or later.
bool needs_tables(const Model& model);

}  // namespace offramp
