// SPDX-License-Identifier: Apache-2.0
#include "analysis/store/merge_stores.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "analysis/atomic_file.hpp"
#include "analysis/store/open_store.hpp"
#include "analysis/store/store_schema.hpp"
#include "analysis/store/stored_point.hpp"
#include "analysis/writer_lock.hpp"
#include "engine/base/error.hpp"
#include "engine/base/file.hpp"
#include "engine/base/nearest_name.hpp"

namespace offramp {
namespace fs = std::filesystem;
namespace {

// What belongs to a point, itself first.
constexpr std::array kPointTables = {"point",    "setting",    "result",    "failure",
                                     "estimate", "difference", "trajectory"};

/// The file under construction; removed unless it was put in its place.
class PartialStore {
  public:
    explicit PartialStore(fs::path file) : file_(std::move(file)), journal_(file_.string() + "-journal") {
        remove();
    }
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
        sync_directory_of(place);
    }

  private:
    void remove() {
        std::error_code code;
        fs::remove(file_, code);
        fs::remove(journal_, code);
    }
    fs::path file_;
    fs::path journal_;
};

/// An input, open to be read.
struct Input {
    explicit Input(const fs::path& file)
        : database(open_store(file, Database::Access::kRead)),
          info(read_info(database)),
          reader(database, info) {}
    Database database;
    StoreInfo info;
    PointReader reader;
};

void check_inputs(const std::vector<fs::path>& inputs) {
    std::vector<Diagnostic> problems;
    std::optional<StoreInfo> first;
    for (const fs::path& input : inputs) {
        StoreInfo info;
        try {
            info = read_info(open_store(input, Database::Access::kRead));
        } catch (const InputError& error) {
            problems.insert(problems.end(), error.diagnostics().begin(), error.diagnostics().end());
            continue;
        }
        if (!first) first = info;
        if (info.hash == first->hash) continue;
        problems.push_back(
            {{input.string()},
             fmt::format("is of another sweep ('{}', offramp {}) than {} ('{}', offramp {})", info.sweep,
                         info.version, inputs.front().string(), first->sweep, first->version),
             "only shards of one sweep, run by one version, can be merged"});
    }
    if (!problems.empty()) throw InputError(std::move(problems));
}

/// Copies rows from one database to another: those of a point, or all.
class RowCopy {
  public:
    RowCopy(const Database& from, const Database& to, const std::string& table, bool of_point)
        : rows_(from.prepare("SELECT * FROM " + table + (of_point ? " WHERE point = ?" : ""))),
          insert_(to.prepare(insertion(table, rows_.columns()))),
          of_point_(of_point) {}

    void copy(std::uint64_t point = 0) {
        if (of_point_) rows_.bind(1, point);
        while (rows_.step()) insert_.bind_row(rows_).run();
        rows_.reset();
    }

  private:
    static std::string insertion(const std::string& table, int columns) {
        std::string sql = "INSERT INTO " + table + " VALUES (?";
        for (int c = 1; c < columns; ++c) sql += ", ?";
        return sql + ")";
    }
    Statement rows_, insert_;
    bool of_point_;
};

/// Our own tables and views, with the definition of the first input, for the whole sweep.
void make_frame(Database& merged, const Input& first) {
    create_schema(merged, {names_of(first.info.factors), names_of(first.info.outcomes)});
    for (const char* table : kDefinitionTables) RowCopy(first.database, merged, table, false).copy();
    merged.execute("UPDATE sweep SET shard = ''");
    store_definition_checksum(merged);
}

void copy_points(Database& merged, Input& input) {
    std::vector<RowCopy> copies;
    for (const char* table : kPointTables) copies.emplace_back(input.database, merged, table, true);
    Statement there = merged.prepare("SELECT checksum FROM point WHERE point = ?");
    for (const std::uint64_t point : finished_points_in(input.database)) {
        const std::int64_t checksum = input.reader.read(point).checksum;
        input.reader.each_trajectory(point, [](const TrajectoryText&) {});
        there.bind(1, point);
        const bool is_known = there.step();
        const bool is_same = is_known && there.integer(0) == checksum;
        there.reset();
        if (is_known && !is_same) {
            throw InputError({input.database.file().string()},
                             fmt::format("has another result for point {} than the stores before it", point),
                             "results of one sweep are the same everywhere: offramp verify says which is not "
                             "what it says");
        }
        if (is_known) continue;
        for (RowCopy& rows : copies) rows.copy(point);
    }
}

}  // namespace

MergedStore merge_stores(const std::vector<fs::path>& inputs, const fs::path& output) {
    ensure(!inputs.empty(), "there is something to merge");
    const WriterLock lock(output, lock_beside(output));
    if (is_there(output)) throw InputError({output.string()}, "is there already", "merge into a new file");
    check_inputs(inputs);
    PartialStore partial(output.string() + ".partial");
    MergedStore merged;
    {
        Database database(partial.file(), Database::Access::kCreate);
        for (const fs::path& file : inputs) {
            Input input(file);
            database.execute("BEGIN IMMEDIATE");
            if (&file == &inputs.front()) make_frame(database, input);
            copy_points(database, input);
            database.execute("COMMIT");
        }
        merged.points = static_cast<std::uint64_t>(database.number("SELECT COUNT(*) FROM point"));
        merged.points_wanted = static_cast<std::uint64_t>(database.number("SELECT points FROM sweep"));
    }
    partial.move_to(output);
    return merged;
}

}  // namespace offramp
