// SPDX-License-Identifier: Apache-2.0
#include "analysis/store/store_info.hpp"

#include <fmt/format.h>

#include <new>
#include <nlohmann/json.hpp>

#include "analysis/store/row_digest.hpp"
#include "analysis/sweep/design.hpp"
#include "engine/base/error.hpp"

namespace offramp {
namespace {

constexpr const char* kSweepRow =
    "SELECT id, name, title, version, hash, definition, file, scenario, scenario_title, scenario_hash, seed, "
    "campaigns, points, war_rung, combine, shard FROM sweep";

[[noreturn]] void refuse_definition(const Database& database, const std::string& why) {
    throw RuntimeFailure(database.file().string() + ": is damaged (" + why + ")");
}

/// Throws what the parts throw for a text that does not say what it should.
void read_sweep_row(const Statement& head, StoreInfo& info) {
    info.sweep = head.text(1);
    info.title = head.text(2);
    info.version = head.text(3);
    info.hash = head.text(4);
    info.definition = head.text(5);
    info.scenario = head.text(7);
    info.scenario_title = head.text(8);
    info.scenario_hash = head.text(9);
    info.seed = std::stoull(head.text(10));
    info.campaigns = static_cast<std::uint64_t>(head.integer(11));
    info.points_wanted = static_cast<std::uint64_t>(head.integer(12));
    info.war_rung = static_cast<int>(head.integer(13));
    info.crossed = head.text(14) == "crossed";
    info.shard = head.text(15);
    const auto definition = nlohmann::ordered_json::parse(info.definition);
    info.design = design_in(definition);
    info.trajectories = trajectory_rule_in(definition.at("trajectories").get<std::string>());
}

std::vector<std::string> list_in(const std::string& json) {
    return nlohmann::json::parse(json).get<std::vector<std::string>>();
}

/// Calls take(row) for each row of a table whose first column numbers its rows from 0.
void each_numbered(const Database& database, const char* query, const auto& take) {
    Statement rows = database.prepare(query);
    for (std::int64_t number = 0; rows.step(); ++number) {
        if (rows.integer(0) != number) throw RuntimeFailure("its lists have gaps");
        take(rows);
    }
}

StoreInfo info_in(const Database& database) {
    StoreInfo info;
    Statement head = database.prepare(kSweepRow);
    if (!head.step()) throw RuntimeFailure("it holds no sweep");
    read_sweep_row(head, info);
    each_numbered(
        database,
        "SELECT factor, name, title, kind, unit, paths, complements, scale FROM factor ORDER BY factor",
        [&](const Statement& row) {
            info.factors.push_back({row.text(1), row.text(2), row.text(3), row.text(4), list_in(row.text(5)),
                                    list_in(row.text(6)), row.integer(7) != 0});
        });
    each_numbered(database, "SELECT policy, name, title, hash, scenario FROM policy ORDER BY policy",
                  [&](const Statement& row) {
                      info.policies.push_back({row.text(1), row.text(2), row.text(3), row.text(4)});
                  });
    each_numbered(database, "SELECT outcome, name, meaning, unit FROM outcome ORDER BY outcome",
                  [&](const Statement& row) {
                      info.outcomes.push_back({row.text(1), row.text(2), row.text(3)});
                  });
    return info;
}

std::int64_t definition_digest(const Database& database) {
    RowDigest digest;
    for (const std::string table : kDefinitionTables) {
        Statement rows = database.prepare(
            table == "sweep" ? kSweepRow : fmt::format("SELECT * FROM {} ORDER BY {}", table, table));
        while (rows.step()) digest.add(rows);
    }
    return digest.value();
}

}  // namespace

void store_definition_checksum(Database& database) {
    database.prepare("UPDATE sweep SET checksum = ?").bind_all(definition_digest(database)).run();
}

StoreInfo read_info(const Database& database) {
    if (database.number("SELECT checksum FROM sweep") != definition_digest(database))
        refuse_definition(database, "what it says of its sweep does not have its checksum");
    try {
        return info_in(database);
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& error) {
        refuse_definition(database, std::string("its definition cannot be read: ") + error.what());
    }
}

}  // namespace offramp
