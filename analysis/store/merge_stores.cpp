// SPDX-License-Identifier: Apache-2.0
#include "analysis/store/merge_stores.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "analysis/store/open_store.hpp"
#include "analysis/store/store_schema.hpp"
#include "analysis/store/writer_lock.hpp"
#include "engine/base/error.hpp"
#include "engine/base/file.hpp"

namespace offramp {
namespace fs = std::filesystem;
namespace {

// What belongs to a point, and what is copied for those that are new.
constexpr std::array kPointTables = {"setting", "result", "failure", "estimate", "difference", "trajectory"};

/// The file under construction; removed unless it was put in its place.
class PartialStore {
  public:
    explicit PartialStore(fs::path file) : file_(std::move(file)) { remove(); }
    ~PartialStore() { remove(); }
    PartialStore(const PartialStore&) = delete;
    PartialStore& operator=(const PartialStore&) = delete;
    PartialStore(PartialStore&&) = delete;
    PartialStore& operator=(PartialStore&&) = delete;

    const fs::path& file() const { return file_; }
    void move_to(const fs::path& place) {
        std::error_code reason;
        fs::rename(file_, place, reason);
        if (reason) fail_at(place, PathUse::kOutput, "put in place", reason);
    }

  private:
    void remove() {
        std::error_code code;
        fs::remove(file_, code);
        fs::remove(file_.string() + "-journal", code);
    }
    fs::path file_;
};

struct Identity {
    std::string hash;
    std::string name;
    std::string version;
};

Identity identity_of(const fs::path& input) {
    const Database database = open_store(input, Database::Access::kRead);
    Statement sweep = database.prepare("SELECT hash, name, version FROM sweep");
    if (!sweep.step()) throw RuntimeFailure(input.string() + ": is damaged (it holds no sweep)");
    return {sweep.text(0), sweep.text(1), sweep.text(2)};
}

void check_inputs(const std::vector<fs::path>& inputs) {
    std::vector<Diagnostic> problems;
    std::optional<Identity> first;
    for (const fs::path& input : inputs) {
        Identity identity;
        try {
            identity = identity_of(input);
        } catch (const InputError& error) {
            problems.insert(problems.end(), error.diagnostics().begin(), error.diagnostics().end());
            continue;
        }
        if (!first) first = identity;
        if (identity.hash == first->hash) continue;
        problems.push_back(
            {{input.string()},
             fmt::format("is of another sweep ('{}', offramp {}) than {} ('{}', offramp {})", identity.name,
                         identity.version, inputs.front().string(), first->name, first->version),
             "only shards of one sweep, run by one version, can be merged"});
    }
    if (!problems.empty()) throw InputError(std::move(problems));
}

void attach(Database& database, const fs::path& input) {
    database.prepare("ATTACH ? AS source").bind_all(input.string()).run();
}

/// Tables, views and the definition, as the first input has them.
void copy_frame(Database& database) {
    Statement objects = database.prepare(
        "SELECT sql FROM source.sqlite_schema WHERE sql IS NOT NULL ORDER BY type = 'view', rowid");
    std::string frame;
    while (objects.step()) frame += objects.text(0) + ";\n";
    objects.reset();
    database.execute(frame);
    for (const char* table : {"sweep", "policy", "factor", "outcome"})
        database.execute(fmt::format("INSERT INTO main.{0} SELECT * FROM source.{0}", table));
    database.execute("UPDATE main.sweep SET shard = ''");
}

void copy_points(Database& database, const fs::path& input) {
    Statement other = database.prepare(
        "SELECT a.point FROM main.result a JOIN source.result b USING (point, policy) WHERE a.hash <> b.hash "
        "OR a.totals <> b.totals ORDER BY a.point LIMIT 1");
    if (other.step()) {
        throw InputError(
            {input.string()},
            fmt::format("has another result for point {} than the stores before it", other.integer(0)),
            "results of one sweep are the same everywhere: one of the stores is not what it says");
    }
    other.reset();
    database.execute(
        "CREATE TEMP TABLE fresh AS SELECT point FROM source.point WHERE point NOT IN (SELECT point FROM "
        "main.point)");
    database.execute("INSERT INTO main.point SELECT point FROM fresh ORDER BY point");
    for (const char* table : kPointTables)
        database.execute(fmt::format(
            "INSERT INTO main.{0} SELECT * FROM source.{0} WHERE point IN (SELECT point FROM fresh)", table));
    database.execute("DROP TABLE temp.fresh");
}

}  // namespace

MergedStore merge_stores(const std::vector<fs::path>& inputs, const fs::path& output) {
    ensure(!inputs.empty(), "there is something to merge");
    const WriterLock lock(output);
    if (is_there(output)) throw InputError({output.string()}, "is there already", "merge into a new file");
    check_inputs(inputs);
    PartialStore partial(output.string() + ".partial");
    MergedStore merged;
    {
        Database database(partial.file(), Database::Access::kCreate);
        database.execute(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}",
                                     kStoreApplication, kStoreVersion));
        bool first = true;
        for (const fs::path& input : inputs) {
            attach(database, input);
            database.execute("BEGIN IMMEDIATE");
            if (first) copy_frame(database);
            first = false;
            copy_points(database, input);
            database.execute("COMMIT");
            database.execute("DETACH source");
        }
        merged.points = static_cast<std::uint64_t>(database.number("SELECT COUNT(*) FROM point"));
        merged.points_wanted = static_cast<std::uint64_t>(database.number("SELECT points FROM sweep"));
    }
    partial.move_to(output);
    return merged;
}

}  // namespace offramp
