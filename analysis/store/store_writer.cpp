// SPDX-License-Identifier: Apache-2.0
#include "analysis/store/store_writer.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "analysis/outcomes.hpp"
#include "analysis/run_record.hpp"
#include "analysis/store/open_store.hpp"
#include "analysis/store/store_schema.hpp"
#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"

namespace offramp {
namespace {

void insert_definition(Database& database, const Sweep& sweep, const Shard& shard) {
    database.prepare("INSERT INTO sweep VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)")
        .bind_all(sweep.name, sweep.title, version(), sweep.hash, sweep.definition, sweep.text,
                  sweep.scenario, sweep.scenario_title, sweep.scenario_hash, std::to_string(sweep.seed),
                  sweep.campaigns, sweep.design.size(), sweep.war_rung, sweep.crossed ? "crossed" : "paired",
                  to_string(shard))
        .run();
    std::int64_t id = 0;
    for (const SweepPolicy& policy : sweep.policies) {
        database.prepare("INSERT INTO policy VALUES (?, ?, ?, ?, ?)")
            .bind_all(id++, policy.name, policy.title, policy.scenario.hash(),
                      policy.scenario.canonical_text())
            .run();
    }
    id = 0;
    for (const Factor& factor : sweep.factors) {
        database.prepare("INSERT INTO factor VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
            .bind_all(id++, factor.name, factor.title, to_string(factor.kind), factor.unit,
                      nlohmann::json(factor.paths).dump(), nlohmann::json(factor.complements).dump(),
                      factor.how == Override::How::kScale)
            .run();
    }
    id = 0;
    for (const OutcomeDefinition& outcome : outcome_definitions(sweep.names, sweep.war_rung)) {
        if (id == std::ssize(sweep.outcomes) || sweep.outcomes[static_cast<std::size_t>(id)] != outcome.name)
            continue;
        database.prepare("INSERT INTO outcome VALUES (?, ?, ?, ?)")
            .bind_all(id++, outcome.name, outcome.meaning, outcome.unit)
            .run();
    }
    ensure(id == std::ssize(sweep.outcomes), "the outcomes kept are in the order of all");
}

void create_store(Database& database, const Sweep& sweep, const Shard& shard) {
    // All or nothing: a kill in between leaves an empty file, which counts as none.
    database.execute("BEGIN IMMEDIATE");
    create_schema(database, {names_of(sweep.factors), sweep.outcomes});
    insert_definition(database, sweep, shard);
    store_definition_checksum(database);
    database.execute("COMMIT");
}

/// Which parts of two definitions differ, in words.
std::string differences_between(const std::string& stored, const std::string& wanted) {
    const auto there = nlohmann::ordered_json::parse(stored, nullptr, false);
    const auto here = nlohmann::ordered_json::parse(wanted);
    std::string list;
    for (const auto& [key, value] : here.items()) {
        if (there.is_object() && there.contains(key) && there.at(key) == value) continue;
        list += (list.empty() ? "" : ", ") + key;
    }
    return list.empty() ? "more than this version knows" : list;
}

void check_same_sweep(const Database& database, const Sweep& sweep, const Shard& shard) {
    const StoreInfo stored = read_info(database);
    const Location file{database.file().string()};
    if (stored.hash != sweep.hash) {
        throw InputError(file,
                         fmt::format("holds another sweep than this one: what differs is {}",
                                     differences_between(stored.definition, sweep.definition)),
                         "name a new store, or use the sweep as it was");
    }
    if (stored.shard != to_string(shard)) {
        const auto spoken = [](const std::string& part) {
            return part.empty() ? "the whole sweep" : "shard " + part;
        };
        throw InputError(file,
                         fmt::format("is for {}, not for {}", spoken(stored.shard), spoken(to_string(shard))),
                         "each shard has a store of its own");
    }
}

Database writable_store(const std::filesystem::path& file, const Sweep& sweep, const Shard& shard) {
    if (std::optional<Database> there = find_store(file, Database::Access::kWrite)) {
        check_same_sweep(*there, sweep, shard);
        return std::move(*there);
    }
    Database database(file, Database::Access::kCreate);
    create_store(database, sweep, shard);
    return database;
}

std::set<std::uint64_t> finished_points(const Database& database, const StoreInfo& info) {
    const std::vector<std::uint64_t> points = finished_points_in(database);
    PointReader reader(database, info);
    for (const std::uint64_t point : points) reader.read(point);
    return {points.begin(), points.end()};
}

}  // namespace

std::string to_string(const Shard& shard) {
    return shard.count == 1 ? "" : fmt::format("{}/{}", shard.index + 1, shard.count);
}

StoreWriter::StoreWriter(const std::filesystem::path& file, const Sweep& sweep, const Shard& shard)
    : lock_(file, lock_beside(file)),
      database_(writable_store(file, sweep, shard)),
      info_(read_info(database_)),
      points_(database_, info_),
      finished_(finished_points(database_, info_)) {
    database_.execute("PRAGMA synchronous = FULL");
    // Trajectories are written before their point is finished; a run that was killed may have left some.
    database_.execute("DELETE FROM trajectory WHERE point NOT IN (SELECT point FROM point)");
}

void StoreWriter::begin() {
    if (in_transaction_) return;
    database_.execute("BEGIN IMMEDIATE");
    in_transaction_ = true;
}

void StoreWriter::write(const PointResult& result) {
    begin();
    points_.write(result);
    pending_.push_back(result.point);
}

void StoreWriter::write(const TrajectoryText& trajectory) {
    begin();
    points_.write(trajectory);
}

void StoreWriter::commit() {
    if (!in_transaction_) return;
    database_.execute("COMMIT");
    in_transaction_ = false;
    finished_.insert(pending_.begin(), pending_.end());
    pending_.clear();
}

}  // namespace offramp
