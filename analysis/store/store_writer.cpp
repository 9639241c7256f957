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

std::int64_t as_integer(std::uint64_t value) {
    return static_cast<std::int64_t>(value);
}

void insert_definition(Database& database, const Sweep& sweep, const Shard& shard) {
    database.prepare("INSERT INTO sweep VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(1, sweep.name)
        .bind(2, sweep.title)
        .bind(3, version())
        .bind(4, sweep.hash)
        .bind(5, sweep.definition)
        .bind(6, sweep.text)
        .bind(7, sweep.scenario)
        .bind(8, sweep.scenario_title)
        .bind(9, sweep.scenario_hash)
        .bind(10, std::to_string(sweep.seed))
        .bind(11, as_integer(sweep.campaigns))
        .bind(12, as_integer(sweep.design.size()))
        .bind(13, std::int64_t{sweep.war_rung})
        .bind(14, std::string_view(sweep.crossed ? "crossed" : "paired"))
        .bind(15, to_string(shard))
        .run();
    std::int64_t id = 0;
    for (const SweepPolicy& policy : sweep.policies) {
        database.prepare("INSERT INTO policy VALUES (?, ?, ?, ?, ?)")
            .bind(1, id++)
            .bind(2, policy.name)
            .bind(3, policy.title)
            .bind(4, policy.scenario.hash())
            .bind(5, policy.scenario.canonical_text())
            .run();
    }
    id = 0;
    for (const Factor& factor : sweep.factors) {
        database.prepare("INSERT INTO factor VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
            .bind(1, id++)
            .bind(2, factor.name)
            .bind(3, factor.title)
            .bind(4, to_string(factor.kind))
            .bind(5, factor.unit)
            .bind(6, nlohmann::json(factor.paths).dump())
            .bind(7, nlohmann::json(factor.complements).dump())
            .bind(8, std::int64_t{factor.how == Override::How::kScale})
            .run();
    }
    id = 0;
    for (const OutcomeDefinition& outcome : outcome_definitions(sweep.names, sweep.war_rung)) {
        if (id == std::ssize(sweep.outcomes) || sweep.outcomes[static_cast<std::size_t>(id)] != outcome.name)
            continue;
        database.prepare("INSERT INTO outcome VALUES (?, ?, ?, ?)")
            .bind(1, id++)
            .bind(2, outcome.name)
            .bind(3, outcome.meaning)
            .bind(4, outcome.unit)
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
    const Location file{database.file().string(), 0, 0};
    if (stored.text(0) != sweep.hash) {
        throw InputError(Diagnostic{file,
                                    fmt::format("holds another sweep than this one: what differs is {}",
                                                differences_between(stored.text(1), sweep.definition)),
                                    "name a new store, or use the sweep as it was"});
    }
    if (stored.text(2) != to_string(shard)) {
        const auto spoken = [](const std::string& part) {
            return part.empty() ? "the whole sweep" : "shard " + part;
        };
        throw InputError(Diagnostic{
            file, fmt::format("is for {}, not for {}", spoken(stored.text(2)), spoken(to_string(shard))),
            "each shard has a store of its own"});
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
      insert_estimate_(database_.prepare("INSERT INTO estimate VALUES (?, ?, ?, ?, ?, ?, ?)")),
      insert_difference_(database_.prepare("INSERT INTO difference VALUES (?, ?, ?, ?, ?, ?)")),
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
    const std::int64_t point = as_integer(result.point);
    insert_point_.bind(1, point).run();
    for (std::size_t f = 0; f < result.settings.size(); ++f) {
        const FactorValue& value = result.settings[f];
        insert_setting_.bind(1, point).bind(2, as_integer(f)).bind(3, value.number);
        if (!value.text.empty()) insert_setting_.bind(4, value.text);
        insert_setting_.run();
    }
    for (const PolicyResult& part : result.policies) {
        const std::int64_t policy = as_integer(part.policy);
        insert_result_.bind(1, point)
            .bind(2, policy)
            .bind(3, part.hash)
            .bind(4, as_integer(part.totals.campaigns()))
            .bind(5, as_integer(part.totals.failed()))
            .bind_blob(6, encode_totals(part.totals))
            .run();
        for (const FailedCampaign& failure : part.totals.first_failures()) {
            insert_failure_.bind(1, point)
                .bind(2, policy)
                .bind(3, as_integer(failure.campaign))
                .bind(4, failure.message)
                .run();
        }
        for (std::size_t o = 0; o < part.estimates.size(); ++o) {
            const Estimate& estimate = part.estimates[o];
            insert_estimate_.bind(1, point)
                .bind(2, policy)
                .bind(3, as_integer(o))
                .bind(4, estimate.value)
                .bind(5, estimate.low)
                .bind(6, estimate.high)
                .bind(7, as_integer(estimate.sample_size))
                .run();
        }
    }
    for (const PolicyDifference& part : result.differences) {
        insert_difference_.bind(1, point)
            .bind(2, as_integer(part.policy))
            .bind(3, as_integer(part.outcome))
            .bind(4, part.difference.value)
            .bind(5, part.difference.low)
            .bind(6, part.difference.high)
            .run();
    }
    pending_.push_back(result.point);
}

void StoreWriter::write(const TrajectoryText& trajectory) {
    begin();
    insert_trajectory_.bind(1, as_integer(trajectory.point))
        .bind(2, as_integer(trajectory.policy))
        .bind(3, as_integer(trajectory.campaign))
        .bind(4, trajectory.events)
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
