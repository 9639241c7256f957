// SPDX-License-Identifier: Apache-2.0
#include "analysis/store/store_writer.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "analysis/outcomes.hpp"
#include "analysis/run_record.hpp"
#include "analysis/store/open_store.hpp"
#include "analysis/store/store_schema.hpp"
#include "analysis/totals_codec.hpp"
#include "engine/base/error.hpp"

namespace offramp {
namespace {

void insert_definition(Database& database, const Sweep& sweep, const Shard& shard) {
    database.prepare("INSERT INTO sweep VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
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
    database.execute(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", kStoreApplication,
                                 kStoreVersion));
    database.execute(store_tables());
    database.execute(store_views(sweep));
    insert_definition(database, sweep, shard);
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
    Statement stored = database.prepare("SELECT hash, definition, shard, name FROM sweep");
    if (!stored.step()) throw RuntimeFailure(database.file().string() + ": is damaged (it holds no sweep)");
    const Location file{database.file().string()};
    if (stored.text(0) != sweep.hash) {
        throw InputError(file,
                         fmt::format("holds another sweep than this one: what differs is {}",
                                     differences_between(stored.text(1), sweep.definition)),
                         "name a new store, or use the sweep as it was");
    }
    if (stored.text(2) != to_string(shard)) {
        const auto spoken = [](const std::string& part) {
            return part.empty() ? "the whole sweep" : "shard " + part;
        };
        throw InputError(
            file, fmt::format("is for {}, not for {}", spoken(stored.text(2)), spoken(to_string(shard))),
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

std::set<std::uint64_t> finished_points(const Database& database) {
    std::set<std::uint64_t> points;
    Statement all = database.prepare("SELECT point FROM point");
    while (all.step()) points.insert(static_cast<std::uint64_t>(all.integer(0)));
    return points;
}

void bind_note(Statement& statement, int parameter, const Estimate& estimate) {
    const std::string note = note_of(estimate);
    if (note.empty()) {
        statement.bind(parameter, std::optional<double>());
    } else {
        statement.bind(parameter, note);
    }
}

}  // namespace

std::string to_string(const Shard& shard) {
    return shard.count == 1 ? "" : fmt::format("{}/{}", shard.index + 1, shard.count);
}

StoreWriter::StoreWriter(const std::filesystem::path& file, const Sweep& sweep, const Shard& shard)
    : lock_(file),
      database_(writable_store(file, sweep, shard)),
      finished_(finished_points(database_)),
      insert_point_(database_.prepare("INSERT INTO point VALUES (?)")),
      insert_setting_(database_.prepare("INSERT INTO setting VALUES (?, ?, ?, ?)")),
      insert_result_(database_.prepare("INSERT INTO result VALUES (?, ?, ?, ?, ?, ?)")),
      insert_failure_(database_.prepare("INSERT INTO failure VALUES (?, ?, ?, ?)")),
      insert_estimate_(database_.prepare("INSERT INTO estimate VALUES (?, ?, ?, ?, ?, ?, ?, ?)")),
      insert_difference_(database_.prepare("INSERT INTO difference VALUES (?, ?, ?, ?, ?, ?, ?)")),
      insert_trajectory_(database_.prepare("INSERT INTO trajectory VALUES (?, ?, ?, ?)")) {
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
    const std::uint64_t point = result.point;
    insert_point_.bind_all(point).run();
    for (std::size_t f = 0; f < result.settings.size(); ++f) {
        const FactorValue& value = result.settings[f];
        insert_setting_.bind_all(point, f, value.number);
        if (!value.text.empty()) insert_setting_.bind(4, value.text);
        insert_setting_.run();
    }
    for (const auto& [policy, hash, totals, estimates] : result.policies) {
        insert_result_
            .bind_all(point, policy, hash, totals.campaigns(), totals.failed(), Blob{encode_totals(totals)})
            .run();
        for (const FailedCampaign& failure : totals.first_failures())
            insert_failure_.bind_all(point, policy, failure.campaign, failure.message).run();
        for (std::size_t o = 0; o < estimates.size(); ++o) {
            const Estimate& e = estimates[o];
            insert_estimate_.bind_all(point, policy, o, e.value, e.low, e.high, e.sample_size);
            bind_note(insert_estimate_, 8, e);
            insert_estimate_.run();
        }
    }
    for (const auto& [policy, outcome, difference] : result.differences) {
        insert_difference_.bind_all(point, policy, outcome, difference.value, difference.low,
                                    difference.high);
        bind_note(insert_difference_, 7, difference);
        insert_difference_.run();
    }
    pending_.push_back(result.point);
}

void StoreWriter::write(const TrajectoryText& trajectory) {
    begin();
    insert_trajectory_.bind_all(trajectory.point, trajectory.policy, trajectory.campaign, trajectory.events)
        .run();
}

void StoreWriter::commit() {
    if (!in_transaction_) return;
    database_.execute("COMMIT");
    in_transaction_ = false;
    finished_.insert(pending_.begin(), pending_.end());
    pending_.clear();
}

}  // namespace offramp
