// SPDX-License-Identifier: Apache-2.0
#include "analysis/store/store_schema.hpp"

#include <fmt/format.h>

#include <array>
#include <map>
#include <utility>
#include <vector>

#include "engine/base/error.hpp"

namespace offramp {
namespace {

constexpr const char* kTables = R"sql(
CREATE TABLE sweep (               -- one row: what was asked for
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    version TEXT NOT NULL,         -- of offramp
    hash TEXT NOT NULL,            -- fingerprint of the definition
    definition TEXT NOT NULL,      -- JSON: all that decides on the results
    file TEXT NOT NULL,            -- the sweep file as it stood
    scenario TEXT NOT NULL,        -- its name
    scenario_title TEXT NOT NULL,
    scenario_hash TEXT NOT NULL,   -- without a policy
    seed TEXT NOT NULL,            -- a whole number of 64 bits without sign
    campaigns INTEGER NOT NULL,    -- of each point and policy
    points INTEGER NOT NULL,       -- of the design
    war_rung INTEGER NOT NULL,     -- the ladder's top
    combine TEXT NOT NULL,         -- crossed or paired
    shard TEXT NOT NULL,           -- i/n: only points with point % n = i - 1; empty: all
    checksum INTEGER NOT NULL      -- of this row, policies, factors and outcomes (analysis/store/row_digest.hpp)
) STRICT;
CREATE TABLE policy (
    policy INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    hash TEXT NOT NULL,
    scenario TEXT NOT NULL         -- the whole scenario with the policy, without any factor, as YAML
) STRICT;
CREATE TABLE factor (
    factor INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,            -- number, whole number, truth value, duration, rate, date or name
    unit TEXT NOT NULL,            -- of setting.number: hours, 1/hour, payoff or empty
    paths TEXT NOT NULL,           -- JSON list
    complements TEXT NOT NULL,     -- JSON list
    scale INTEGER NOT NULL         -- 1: multiplies what the scenario has
) STRICT;
CREATE TABLE outcome (
    outcome INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    meaning TEXT NOT NULL,
    unit TEXT NOT NULL
) STRICT;
CREATE TABLE point (               -- finished ones only
    point INTEGER PRIMARY KEY,
    checksum INTEGER NOT NULL      -- of all rows that belong to it
) STRICT;
CREATE TABLE setting (             -- the value of a factor at a point
    point INTEGER NOT NULL,
    factor INTEGER NOT NULL,
    number REAL,                   -- in the factor's unit; NULL for names and dates
    text TEXT,                     -- as in a scenario file; NULL: what the scenario itself has
    PRIMARY KEY (point, factor)
) STRICT, WITHOUT ROWID;
CREATE TABLE result (
    point INTEGER NOT NULL,
    policy INTEGER NOT NULL,
    hash TEXT NOT NULL,            -- of the scenario with policy and factors
    campaigns INTEGER NOT NULL,    -- that succeeded
    failed INTEGER NOT NULL,
    totals BLOB NOT NULL,          -- mergeable exact sums of every outcome (analysis/totals_codec.hpp)
    PRIMARY KEY (point, policy)
) STRICT;
CREATE TABLE failure (             -- the first few campaigns that could not be simulated
    point INTEGER NOT NULL,
    policy INTEGER NOT NULL,
    campaign INTEGER NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (point, policy, campaign)
) STRICT, WITHOUT ROWID;
CREATE TABLE estimate (            -- low and high: 95 % interval; NULL: the data say nothing, or why not in note
    point INTEGER NOT NULL,
    policy INTEGER NOT NULL,
    outcome INTEGER NOT NULL,
    estimate REAL,
    low REAL,
    high REAL,
    n INTEGER NOT NULL,
    note TEXT,
    PRIMARY KEY (point, policy, outcome)
) STRICT, WITHOUT ROWID;
CREATE TABLE difference (          -- policy minus the first policy on the same campaigns, paired interval
    point INTEGER NOT NULL,
    policy INTEGER NOT NULL,
    outcome INTEGER NOT NULL,
    estimate REAL,
    low REAL,
    high REAL,
    n INTEGER NOT NULL,
    note TEXT,
    PRIMARY KEY (point, policy, outcome)
) STRICT, WITHOUT ROWID;
CREATE TABLE trajectory (          -- may hold some of points that are not finished
    point INTEGER NOT NULL,
    policy INTEGER NOT NULL,
    campaign INTEGER NOT NULL,
    checksum INTEGER NOT NULL,     -- of the rest of the row
    events TEXT NOT NULL,          -- JSON lines, one for each event
    PRIMARY KEY (point, policy, campaign)
) STRICT;
)sql";

constexpr const char* kFixedViews = R"sql(
CREATE VIEW progress AS
    SELECT (SELECT COUNT(*) FROM point) AS finished, points, shard FROM sweep;
CREATE VIEW outcomes AS            -- tidy: a row for each point, policy and outcome
    SELECT e.point, p.name AS policy, o.name AS outcome, o.unit, e.estimate, e.low, e.high, e.n, e.note
    FROM estimate e JOIN policy p USING (policy) JOIN outcome o USING (outcome);
CREATE VIEW differences AS
    SELECT d.point, p.name AS policy, b.name AS baseline, o.name AS outcome, o.unit, d.estimate, d.low, d.high,
           d.note
    FROM difference d JOIN policy p USING (policy) JOIN outcome o USING (outcome)
    JOIN policy b ON b.policy = 0;
CREATE VIEW settings AS
    SELECT s.point, f.name AS factor, f.unit, s.number, s.text FROM setting s JOIN factor f USING (factor);
CREATE VIEW policy_summary AS      -- over the points: how an outcome spreads under each policy
    SELECT policy, outcome, COUNT(estimate) AS points, AVG(estimate) AS mean, MIN(estimate) AS lowest,
           MAX(estimate) AS highest
    FROM outcomes GROUP BY policy, outcome;
CREATE VIEW failures AS
    SELECT f.point, p.name AS policy, f.campaign, f.message FROM failure f JOIN policy p USING (policy);
CREATE VIEW trajectories AS
    SELECT t.point, p.name AS policy, t.campaign, t.events FROM trajectory t JOIN policy p USING (policy)
    JOIN point USING (point);
CREATE VIEW events AS              -- a row for each event of each trajectory that was kept
    SELECT t.point, t.policy, t.campaign, e.key AS number, json_extract(e.value, '$.time') AS time,
           json_extract(e.value, '$.hours') AS hours, json_extract(e.value, '$.kind') AS kind, json_extract(e.value, '$.actor') AS actor,
           json_extract(e.value, '$.label') AS label, json_extract(e.value, '$.detail') AS detail, json_extract(e.value, '$.crisis') AS crisis,
           json_extract(e.value, '$.round') AS round, json_extract(e.value, '$.tension') AS tension, e.value AS event
    FROM trajectories t,
         json_each('[' || replace(rtrim(t.events, char(10)), char(10), ',') || ']') e;
)sql";

/// A name as an SQL identifier.
std::string in_double_quotes(std::string_view name) {
    std::string text = "\"";
    for (const char c : name) {
        if (c == '"') text += '"';
        text += c;
    }
    return text + '"';
}

std::string views_of(const StoreColumns& columns) {
    // A column for each factor: its number where it has one, else its text.
    std::string design = "CREATE VIEW design AS SELECT point";
    for (std::size_t f = 0; f < columns.factors.size(); ++f) {
        design += fmt::format(
            ",\n    (SELECT COALESCE(number, text) FROM setting s WHERE s.point = point.point AND factor = "
            "{}) "
            "AS {}",
            f, in_double_quotes(columns.factors[f]));
    }
    design += " FROM point;\n";
    // A row for each point and policy, with a column for each factor and outcome.
    std::string points = "CREATE VIEW points AS SELECT d.*, p.name AS policy, r.campaigns, r.failed";
    for (std::size_t o = 0; o < columns.outcomes.size(); ++o) {
        points += fmt::format(
            ",\n    (SELECT estimate FROM estimate e WHERE e.point = r.point AND e.policy = r.policy AND "
            "outcome = {}) AS {}",
            o, in_double_quotes(columns.outcomes[o]));
    }
    points += " FROM result r JOIN design d USING (point) JOIN policy p USING (policy);\n";
    return kFixedViews + design + points;
}

/// Type, table and text of everything in the schema, by name.
using Schema = std::map<std::string, std::array<std::string, 3>>;

Schema schema_of(const Database& database) {
    Schema schema;
    Statement objects = database.prepare("SELECT name, type, tbl_name, sql FROM sqlite_schema");
    while (objects.step()) schema[objects.text(0)] = {objects.text(1), objects.text(2), objects.text(3)};
    return schema;
}

Schema own_schema(const StoreColumns& columns) {
    Database database = Database::in_memory();
    create_schema(database, columns);
    return schema_of(database);
}

void require_same(const Database& database, Schema stored, Schema own, bool with_columns) {
    const auto refuse_at = [&](const std::string& name) {
        throw RuntimeFailure(
            fmt::format("{}: is damaged, or was changed by others: '{}' in it is not what offramp makes",
                        database.file().string(), name));
    };
    if (!with_columns) {
        for (const char* view : {"design", "points"}) {
            stored.erase(view);
            own.erase(view);
        }
    }
    for (const auto& [name, object] : own) {
        const auto found = stored.find(name);
        if (found == stored.end() || found->second != object) refuse_at(name);
    }
    for (const auto& [name, object] : stored) {
        if (!own.contains(name)) refuse_at(name);
    }
}

std::vector<std::string> names_in(const Database& database, const char* query) {
    std::vector<std::string> names;
    Statement rows = database.prepare(query);
    while (rows.step()) names.push_back(rows.text(0));
    return names;
}

}  // namespace

void create_schema(Database& database, const StoreColumns& columns) {
    database.execute(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", kStoreApplication,
                                 kStoreVersion));
    database.execute(kTables);
    database.execute(views_of(columns));
}

std::size_t require_own_schema(const Database& database) {
    const Schema stored = schema_of(database);
    // First what is the same in every store, so that the names that the others depend on come from tables.
    require_same(database, stored, own_schema({}), false);
    const auto factors = names_in(database, "SELECT name FROM factor ORDER BY factor");
    const auto outcomes = names_in(database, "SELECT name FROM outcome ORDER BY outcome");
    require_same(database, stored, own_schema({factors, outcomes}), true);
    return stored.size();
}

}  // namespace offramp
