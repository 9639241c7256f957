// SPDX-License-Identifier: Apache-2.0
// What a store says is checked, and what is in it is data.
#include <sys/stat.h>

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <string>

#include "analysis/report/sweep_data.hpp"
#include "analysis/store/merge_stores.hpp"
#include "analysis/store/sweep_summary.hpp"
#include "analysis/store/verify_store.hpp"
#include "tests/catch.hpp"
#include "tests/support/sanitized.hpp"
#include "tests/sweep/plain_sqlite.hpp"
#include "tests/sweep/strait_sweep.hpp"

using namespace offramp;
using namespace offramp::testing;
namespace fs = std::filesystem;

namespace {

/// Four points of a few campaigns, with trajectories.
Sweep small_sweep(const SweepFolder& folder) {
    std::string text = strait_sweep("20", "trajectories: {first: 1}\noutcomes: [p_war, value_us]\n");
    text.replace(text.find("[1h, 6h, 36h, 4d]"), 17, "[1h, 4d]");
    text.replace(text.find("[lookahead, level_k]"), 20, "[lookahead]");
    text.replace(text.find("steps: 3"), 8, "steps: 2");
    return load_sweep(folder.write(text));
}

/// All that our own program can say of a store, in one text.
std::string all_said(const std::string& file) {
    const StoreReader store(file);
    std::string text = to_json(summarise(store)).dump() + sweep_data_json(store).dump();
    for (const std::string_view what : kExports)
        export_store(store, what, TextFormat::kCsv, [&](std::string_view part) { text += part; });
    return text;
}

void flip(const std::string& file, std::uint64_t bit) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    const auto place = static_cast<std::streamoff>(bit / 8);
    stream.seekg(place);
    const char byte = static_cast<char>(stream.get());
    stream.seekp(place);
    stream.put(static_cast<char>(byte ^ (1 << bit % 8)));
}

StoreVerdict verified(const std::string& store, std::uint64_t points = 2) {
    return verify_store(store, {.points = points, .seed = 3, .threads = 2, .cancel = {}, .progress = {}});
}

std::string problems_of(const std::string& store, std::uint64_t points = 0) {
    std::string text;
    for (const std::string& problem : verified(store, points).problems) text += problem + '\n';
    return text;
}

}  // namespace

TEST_CASE("whatever bit of a store is flipped, no other number comes out of it") {
    const SweepFolder folder;
    run_into(small_sweep(folder), folder / "s");
    const std::string whole = all_said(folder / "s");
    const std::uint64_t bits = fs::file_size(folder / "s") * 8;
    std::mt19937_64 random(14);
    std::uniform_int_distribution<std::uint64_t> anywhere(0, bits - 1);
    std::uniform_int_distribution<std::uint64_t> in_head(0, 799);  // what SQLite says of the file
    constexpr int kFlips = kSanitized ? 100 : 600;
    int noticed = 0;
    for (int k = 0; k < kFlips; ++k) {
        const std::uint64_t bit = k % 5 == 0 ? in_head(random) : anywhere(random);
        fs::copy_file(folder / "s", folder / "flipped", fs::copy_options::overwrite_existing);
        flip(folder / "flipped", bit);
        std::string said;
        const std::string complaint_of_reader = complaint([&] { said = all_said(folder / "flipped"); });
        INFO("bit " << bit << ": " << complaint_of_reader);
        noticed += complaint_of_reader.empty() ? 0 : 1;
        CHECK((!complaint_of_reader.empty() || said == whole));
        if (k % 10 != 0) continue;
        const std::string complaint_of_merge =
            complaint([&] { merge_stores({folder / "flipped"}, folder / "merged"); });
        CHECK((!complaint_of_merge.empty() || all_said(folder / "merged") == whole));
        fs::remove(folder / "merged");
    }
    CHECK(noticed > kFlips / 3);  // the rest are unused bytes of pages, and other programs' settings
}

TEST_CASE("a number that was changed in a table is not read, and its point is named") {
    const SweepFolder folder;
    run_into(small_sweep(folder), folder / "s");
    const std::array<std::pair<const char*, const char*>, 9> changes = {
        {{"UPDATE estimate SET estimate = 0.002 WHERE point = 2 AND policy = 1 AND outcome = 1",
          "point 2 is damaged"},
         {"UPDATE estimate SET n = n + 1 WHERE point = 1 AND policy = 0 AND outcome = 0",
          "point 1 is damaged"},
         {"UPDATE difference SET low = low + 1 WHERE point = 3", "point 3 is damaged"},
         {"UPDATE setting SET number = 5 WHERE point = 2 AND factor = 0", "point 2 is damaged"},
         {"UPDATE result SET campaigns = campaigns + 1 WHERE point = 0 AND policy = 1", "point 0 is damaged"},
         {"DELETE FROM trajectory WHERE point = 1 AND policy = 1", "point 1 is damaged"},
         {"UPDATE trajectory SET events = replace(events, 'u', 'v') WHERE point = 2", "point 2 is damaged"},
         {"DELETE FROM point WHERE point = 3", "a result of point 3, and not the point"},
         {"UPDATE sweep SET campaigns = 21", "does not have its checksum"}}};
    for (const auto& [sql, said] : changes) {
        fs::copy_file(folder / "s", folder / "changed", fs::copy_options::overwrite_existing);
        plain_sqlite(folder / "changed", sql);
        INFO(sql);
        CHECK_THAT(complaint([&] { all_exports(folder / "changed"); }), contains(said));
        CHECK_THAT(complaint([&] { merge_stores({folder / "changed"}, folder / "merged"); }), contains(said));
        CHECK_FALSE(fs::exists(folder / "merged"));
        std::string found;
        const std::string thrown = complaint([&] { found = problems_of(folder / "changed"); });
        CHECK_THAT(found + thrown, contains(said));
    }
}

TEST_CASE("a store that is as it was written holds, and its points come out again byte for byte") {
    const SweepFolder folder;
    const Sweep sweep = small_sweep(folder);
    run_into(sweep, folder / "s");
    fs::remove(folder / "sweep.yaml");  // the store is enough
    const StoreVerdict verdict = verified(folder / "s", 100);
    CHECK(verdict.holds());
    CHECK(verdict.complete);
    CHECK(verdict.problems.empty());
    CHECK(verdict.simulated == std::vector<std::uint64_t>{0, 1, 2, 3});
    for (const StoreCheck& check : verdict.checks) CHECK(check.checked > 0);
    CHECK(verified(folder / "s").simulated.size() == 2);
    CHECK(verified(folder / "s", 0).simulated.empty());
}

TEST_CASE("designs with blocks, factors that scale and merged shards are simulated again as well") {
    const SweepFolder folder;
    std::string text = strait_sweep("15", "trajectories: {reach_rung: 2, at_most: 2}\n");
    text.replace(text.find("factorial"), 9, "{kind: morris, trajectories: 2, replications: 2}");
    text.replace(text.find("  tension: {"), 12, "  tension: {scale: true, ");
    const Sweep sweep = load_sweep(folder.write(text));
    for (std::uint64_t i = 0; i < 2; ++i) run_into(sweep, folder / ("p" + std::to_string(i)), 2, {i, 2});
    merge_stores({folder / "p1", folder / "p0"}, folder / "merged");
    const StoreVerdict verdict = verified(folder / "merged", 100);
    CHECK(verdict.problems.empty());
    CHECK(verdict.holds());
    CHECK(verdict.simulated.size() == 2 * 4 * 2);
}

TEST_CASE("a writer's wrong numbers, which have their checksums, are found out") {
    const SweepFolder folder;
    const Sweep sweep = small_sweep(folder);
    run_into(sweep, folder / "s");
    // The results of one point under the number of another, and an estimate that its totals do not give.
    {
        const StoreReader right(folder / "s");
        StoreWriter wrong(folder / "wrong", sweep, {});
        for (const std::uint64_t point : {0U, 1U}) {
            const StoredPoint stored = right.point(point);
            PointResult result{point, stored.settings, {}, {}};
            for (std::size_t p = 0; p < 2; ++p)
                result.policies.push_back(
                    {p, stored.results[p]->hash, right.totals(point == 0 ? 3 : 1, p), stored.estimates[p]});
            if (point == 1) result.policies[1].estimates[1].value = 0.25;
            wrong.write(result);
        }
        wrong.commit();
    }
    CHECK(complaint([&] { all_exports(folder / "wrong"); }).empty());
    const std::string found = problems_of(folder / "wrong", 10);
    CHECK_THAT(found, contains("point 1, policy noisy: the estimate of value_us is not that of its totals") &&
                          contains("point 0: simulated again, it comes out otherwise under steady, noisy"));
    CHECK_FALSE(verified(folder / "wrong").holds());
}

TEST_CASE("two stores that disagree on a point are not merged") {
    const SweepFolder folder;
    const Sweep sweep = small_sweep(folder);
    run_into(sweep, folder / "a");
    {
        StoreWriter other(folder / "b", sweep, {});
        other.write(PointResult{2, sweep.point(2), {}, {}});
        other.commit();
    }
    CHECK_THAT(complaint([&] {
                   merge_stores({folder / "a", folder / "b"}, folder / "m");
               }),
               contains("b: has another result for point 2"));
}

TEST_CASE("nothing that is written in a store is executed") {
    const SweepFolder folder;
    run_into(small_sweep(folder), folder / "s");
    const std::string evil = folder / "evil";
    const std::string attach = "; ATTACH ''" + evil + "'' AS evil; CREATE TABLE evil.t (x)";
    const std::string into_schema = "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = ";
    for (const std::string& sql :
         {into_schema + "sql || '" + attach + "' WHERE name = 'sweep'",
          into_schema + "sql || '" + attach + "' WHERE name = 'points'",
          into_schema + "replace(sql, 'TEXT NOT NULL UNIQUE', 'TEXT') WHERE name = 'factor'",
          std::string("CREATE TRIGGER t AFTER INSERT ON point BEGIN DELETE FROM result; END"),
          std::string("CREATE VIEW v AS SELECT 1"), std::string("CREATE TABLE t (x)"),
          std::string("DROP VIEW points; CREATE VIEW points AS SELECT 1 AS point"),
          std::string("ALTER TABLE result RENAME TO r; CREATE VIEW result AS SELECT * FROM r")}) {
        fs::copy_file(folder / "s", folder / "changed", fs::copy_options::overwrite_existing);
        plain_sqlite(folder / "changed", sql);
        INFO(sql);
        const std::string said = complaint([&] { all_exports(folder / "changed"); });
        CHECK_THAT(said, contains("is damaged"));
        CHECK(complaint([&] { merge_stores({folder / "changed"}, folder / "m"); }) == said);
        CHECK(complaint([&] { run_into(small_sweep(folder), folder / "changed"); }) == said);
        CHECK(complaint([&] { verified(folder / "changed"); }) == said);
        CHECK_FALSE(fs::exists(evil));
        CHECK_FALSE(fs::exists(folder / "m"));
    }
    Database database(folder / "s", Database::Access::kWrite);
    CHECK_THAT(complaint([&] { database.execute("ATTACH '" + evil + "' AS evil"); }), contains("too many"));
    CHECK_FALSE(fs::exists(evil));
}

TEST_CASE("a scenario in a store stands by itself") {
    const SweepFolder folder;
    run_into(small_sweep(folder), folder / "s");
    folder.write("name: elsewhere\n", "elsewhere.yaml");
    Database database(folder / "s", Database::Access::kWrite);
    database.execute("UPDATE policy SET scenario = 'include: " + (folder / "elsewhere.yaml") +
                     "' || char(10) || scenario WHERE policy = 1");
    store_definition_checksum(database);
    CHECK_THAT(complaint([&] { verified(folder / "s"); }),
               contains("names other files, and what is read here stands by itself"));
}

TEST_CASE("names of stores are paths, whatever SQLite takes them for") {
    const SweepFolder folder;
    const Sweep sweep = small_sweep(folder);
    const fs::path before = fs::current_path();
    fs::current_path(folder.directory.path());
    for (const char* name : {":memory:", "file:x?mode=memory", "file:x"}) {
        run_into(sweep, name);
        CHECK(fs::is_regular_file(folder / name));
        CHECK(complaint([&] { StoreReader{name}; }).empty());
    }
    CHECK_FALSE(fs::exists(folder / "x"));
    fs::current_path(before);
}

TEST_CASE("a store is a regular file: nothing else is waited for, or read without end") {
    const SweepFolder folder;
    const Sweep sweep = small_sweep(folder);
    REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
    for (const std::string& file : {folder / "fifo", std::string("/dev/zero"), std::string("/dev/null")}) {
        CHECK_THAT(complaint([&] { StoreReader{file}; }), contains(file + ": is not a regular file"));
        CHECK_THAT(complaint([&] { merge_stores({file}, folder / "m"); }),
                   contains(file + ": is not a regular file"));
    }
    CHECK_THAT(complaint([&] { run_into(sweep, folder / "fifo"); }), contains("fifo: is not a regular file"));
}
