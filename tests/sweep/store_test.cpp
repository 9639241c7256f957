// SPDX-License-Identifier: Apache-2.0
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "analysis/experiment.hpp"
#include "analysis/outcomes.hpp"
#include "analysis/store/merge_stores.hpp"
#include "analysis/store/sweep_summary.hpp"
#include "analysis/sweep/design.hpp"
#include "engine/model/compile.hpp"
#include "tests/catch.hpp"
#include "tests/support/sanitized.hpp"
#include "tests/sweep/plain_sqlite.hpp"
#include "tests/sweep/strait_sweep.hpp"

using namespace offramp;
using namespace offramp::testing;
namespace fs = std::filesystem;

namespace {

const std::string kKept = "trajectories: {reach_rung: 2, at_most: 3}\n";

// Overwrites bytes in the middle of a file.
void damage(const std::string& file, std::streamoff at, std::size_t count) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(at);
    stream << std::string(count, '\x5a');
}

// What a run leaves that was killed while it wrote the first pages of its store: some pages, and the journal
// that takes them back.
void leave_unborn_store(const std::string& file) {
    const std::string writing = file + "-writing";
    Database database(writing, Database::Access::kCreate);
    database.execute("PRAGMA cache_size = 1; BEGIN IMMEDIATE; CREATE TABLE t (x)");
    for (int i = 0; i < 50; ++i) database.execute("INSERT INTO t VALUES (zeroblob(2000))");
    fs::copy_file(writing, file);
    fs::copy_file(writing + "-journal", file + "-journal");
    database.execute("ROLLBACK");
}

}  // namespace

TEST_CASE("a store holds at each point what a run of that scenario gives") {
    const SweepFolder folder;
    const Sweep sweep = load_sweep(folder.write(strait_sweep("40")));
    CHECK(run_into(sweep, folder / "s.sqlite").complete());
    const StoreReader store(folder / "s.sqlite");
    const std::vector<StoredPoint> points = store.points();
    REQUIRE(points.size() == 24);
    CHECK(points[7].settings == sweep.point(7));
    const Model model = compile(scenario_at(sweep, 1, sweep.point(7)));
    const BatchResult run =
        run_batch(simulators_of(model, sweep.seed), model.war_rung, {.count = 40, .threads = 1});
    CHECK(store.totals(7, 1) == run.totals);
    const std::vector<Outcome> outcomes = outcomes_of(run.totals, model.names);
    REQUIRE(points[7].estimates[1].size() == outcomes.size());
    for (std::size_t o = 0; o < outcomes.size(); ++o) {
        CHECK(store.info().outcomes[o].name == outcomes[o].name);
        CHECK(points[7].estimates[1][o].value == outcomes[o].estimate.value);
        CHECK(points[7].estimates[1][o].low == outcomes[o].estimate.low);
        CHECK(points[7].estimates[1][o].high == outcomes[o].estimate.high);
    }
    CHECK(*points[7].differences[1][1]->value ==
          Approx(*points[7].estimates[1][1].value - *points[7].estimates[0][1].value));
    CHECK_FALSE(points[7].differences[0][1]);
}

TEST_CASE("points of a block share their campaigns, blocks and replications have their own") {
    const SweepFolder folder;
    std::string text = strait_sweep("15", "trajectories: {first: 1}\n");
    text.replace(text.find("factorial"), 9, "{kind: morris, trajectories: 2, replications: 2}");
    const Sweep sweep = load_sweep(folder.write(text));
    CHECK(run_into(sweep, folder / "s.sqlite").complete());
    const StoreReader store(folder / "s.sqlite");
    CHECK(blocks_json(store.info().design) == blocks_json(sweep.settings));
    REQUIRE(store.finished().size() == 2 * 4 * 2);
    for (const std::uint64_t point : {0U, 7U, 9U}) {
        const Model model = compile(scenario_at(sweep, 0, sweep.point(point)));
        const std::uint64_t first = (point / 8 * 2 + point % 2) * 15;
        const BatchResult run = run_batch(simulators_of(model, sweep.seed), model.war_rung,
                                          {.first = first, .count = 15, .threads = 1});
        CHECK(store.totals(point, 0) == run.totals);
        CHECK(Database(folder / "s.sqlite", Database::Access::kRead)
                  .number("SELECT MIN(campaign) FROM trajectory WHERE point = " + std::to_string(point)) ==
              static_cast<std::int64_t>(first));
    }
}

TEST_CASE("1 thread, 8 threads, stopped and resumed, sharded and merged: the same bytes") {
    const SweepFolder folder;
    // More campaigns than one thread takes at a time, so that a point comes from several.
    std::string text = strait_sweep("260", kKept);
    text.replace(text.find("[1h, 6h, 36h, 4d]"), 17, "[1h]");
    text.replace(text.find("steps: 3"), 8, "steps: 2");
    if (kSanitized) text.replace(text.find("[lookahead, level_k]"), 20, "[lookahead]");
    const Sweep sweep = load_sweep(folder.write(text));
    run_into(sweep, folder / "one", 1);
    run_into(sweep, folder / "eight", 8);
    const std::string whole = all_exports(folder / "one");
    CHECK(all_exports(folder / "eight") == whole);

    int rounds = 0;
    for (bool complete = false; !complete && rounds < 20; ++rounds) {
        std::stop_source stop;
        complete = run_sweep(sweep, folder / "resumed",
                             {.threads = 1,
                              .shard = {},
                              .cancel = stop.get_token(),
                              .progress =
                                  [&](const SweepProgress& now) {
                                      if (now.campaigns >= 600) stop.request_stop();
                                  }})
                       .complete();
    }
    CHECK(rounds >= 2);
    CHECK(all_exports(folder / "resumed") == whole);

    for (std::uint64_t i = 0; i < 3; ++i) run_into(sweep, folder / ("part" + std::to_string(i)), 2, {i, 3});
    merge_stores({folder / "part2", folder / "part0", folder / "part1"}, folder / "merged");
    CHECK(all_exports(folder / "merged") == whole);
}

TEST_CASE("merging is associative, commutative and idempotent; a part can be finished later") {
    const SweepFolder folder;
    const Sweep sweep =
        load_sweep(folder.write(strait_sweep("20", "trajectories: {reach_rung: 2, at_most: 1}\n")));
    const auto path = [&](const std::string& name) { return fs::path(folder / name); };
    for (std::uint64_t i = 0; i < 3; ++i) run_into(sweep, path("p" + std::to_string(i)), 1, {i, 3});
    merge_stores({path("p0"), path("p1")}, path("ab"));
    merge_stores({path("ab"), path("p2")}, path("ab_c"));
    merge_stores({path("p1"), path("p2")}, path("bc"));
    merge_stores({path("p0"), path("bc")}, path("a_bc"));
    merge_stores({path("p2"), path("p1"), path("p0"), path("ab"), path("ab")}, path("cba"));
    const std::string whole = all_exports(path("ab_c"));
    CHECK(all_exports(path("a_bc")) == whole);
    CHECK(all_exports(path("cba")) == whole);
    CHECK(all_exports(path("ab")) != whole);
    const SweepRun rest = run_into(sweep, path("ab"));
    CHECK(rest.points_before == 16);
    CHECK(rest.complete());
    CHECK(all_exports(path("ab")) == whole);
}

TEST_CASE("stores that do not belong together are not merged") {
    const SweepFolder folder;
    run_into(load_sweep(folder.write(strait_sweep("20"))), folder / "a", 1, {0, 2});
    run_into(load_sweep(folder.write(strait_sweep("21"), "b.yaml")), folder / "b", 1, {1, 2});
    CHECK_THAT(complaint([&] {
                   merge_stores({folder / "a", folder / "b"}, folder / "m");
               }),
               contains("is of another sweep"));
    CHECK_THAT(complaint([&] {
                   merge_stores({folder / "a", folder / "none"}, folder / "m");
               }),
               contains("there is no such store"));
    CHECK_THAT(complaint([&] { merge_stores({folder / "a"}, folder / "b"); }), contains("is there already"));
    CHECK_FALSE(fs::exists(folder / "m"));
    CHECK_FALSE(fs::exists(folder / "m.partial"));
}

TEST_CASE("a store of another sweep or shard is refused, and says what differs") {
    const SweepFolder folder;
    const Sweep sweep = load_sweep(folder.write(strait_sweep("20")));
    run_into(sweep, folder / "s", 1, {0, 24});
    const Sweep other = load_sweep(folder.write(strait_sweep("30", "trajectories: all\n"), "other.yaml"));
    CHECK_THAT(complaint([&] {
                   run_into(other, folder / "s", 1, {0, 24});
               }),
               contains("what differs is campaigns, trajectories"));
    CHECK_THAT(complaint([&] { run_into(sweep, folder / "s"); }),
               contains("is for shard 1/24, not for the whole sweep"));
    write_text(folder / "text", std::string(5000, 'x'));
    CHECK_THAT(complaint([&] { run_into(sweep, folder / "text"); }),
               contains("is damaged, or no store at all"));
    Database(folder / "db", Database::Access::kCreate).execute("CREATE TABLE t (x)");
    CHECK_THAT(complaint([&] { run_into(sweep, folder / "db"); }), contains("not a store of offramp"));
    CHECK_THAT(complaint([&] { exported(folder / "none"); }), contains("there is no such store"));
    Database(folder / "s", Database::Access::kWrite).execute("PRAGMA user_version = 99");
    CHECK_THAT(complaint([&] { exported(folder / "s"); }), contains("is a store of version 99"));
    CHECK(file_text(folder / "text") == std::string(5000, 'x'));
}

TEST_CASE("damage is noticed, wherever it is") {
    const SweepFolder folder;
    const Sweep sweep = load_sweep(folder.write(strait_sweep("20")));
    run_into(sweep, folder / "s");
    const auto size = static_cast<std::streamoff>(fs::file_size(folder / "s"));
    int noticed = 0;
    for (std::streamoff at = 4096; at + 4096 <= size; at += size / 16) {
        fs::copy_file(folder / "s", folder / "damaged", fs::copy_options::overwrite_existing);
        damage(folder / "damaged", at - at % 4096, 256);  // the head of a page
        noticed += complaint([&] { exported(folder / "damaged"); }).empty() ? 0 : 1;
        CHECK(complaint([&] { run_into(sweep, folder / "damaged"); }).empty() ==
              complaint([&] { exported(folder / "damaged"); }).empty());
    }
    CHECK(noticed >= 12);  // what is left over are pages in the middle of a text or a blob
    // A blob whose bytes changed.
    Database(folder / "s", Database::Access::kWrite)
        .execute(
            "UPDATE result SET totals = CAST(X'01' || substr(totals, 2, 40) || X'00' || substr(totals, 43) "
            "AS BLOB) WHERE point = 3");
    CHECK_THAT(complaint([&] { StoreReader(folder / "s").totals(3, 0); }), contains("point 3 is damaged"));
    // Half of a file is gone.
    fs::resize_file(folder / "s", static_cast<std::uintmax_t>(size) / 2);
    CHECK_THAT(complaint([&] { exported(folder / "s"); }), contains("damaged"));
}

TEST_CASE("a run that was killed while it made its store leaves none, and the next one makes it") {
    const SweepFolder folder;
    const Sweep sweep = load_sweep(folder.write(strait_sweep("20")));
    const std::string file = folder / "unborn";
    leave_unborn_store(file);
    REQUIRE(fs::file_size(file) > 0);
    CHECK_THROWS_WITH(StoreReader(file), contains("there is no such store"));
    leave_unborn_store(folder / "again");
    CHECK(run_into(sweep, folder / "again").complete());
    CHECK(run_into(sweep, folder / "whole").complete());
    CHECK(all_exports(folder / "again") == all_exports(folder / "whole"));
}

TEST_CASE("a second writer is told so, a reader reads along") {
    const SweepFolder folder;
    const Sweep sweep = load_sweep(folder.write(strait_sweep("20")));
    run_into(sweep, folder / "s", 1, {0, 2});
    {
        const StoreWriter writer(folder / "s", sweep, {0, 2});
        CHECK_THAT(complaint([&] {
                       run_into(sweep, folder / "s", 1, {0, 2});
                   }),
                   contains("another process is writing to it"));
        CHECK(StoreReader(folder / "s").finished().size() == 12);
    }
    CHECK_FALSE(fs::exists(folder / "s.lock"));
    // A lock file that a killed process left behind locks nobody out.
    write_text(folder / "s.lock", "");
    CHECK(run_into(sweep, folder / "s", 1, {0, 2}).complete());
}

TEST_CASE("no space left: what was committed stays, and the same sweep goes on") {
    const SweepFolder folder;
    const Sweep sweep = load_sweep(folder.write(strait_sweep("20", "trajectories: all\n")));
    {
        StoreWriter writer(folder / "s", sweep, {});
        const std::int64_t pages = writer.database().number("PRAGMA page_count");
        writer.database().execute("PRAGMA max_page_count = " + std::to_string(pages + 40));
        std::string said;
        std::uint64_t point = 0;
        for (; said.empty() && point < 24; ++point) {
            PointResult result{point, sweep.point(point), {}, {}};
            result.policies.push_back({0, std::string(20'000, 'h'), OutcomeTotals(sweep.war_rung), {}});
            said = complaint([&] {
                writer.write(result);
                writer.commit();
            });
        }
        CHECK_THAT(said, contains("no space is left"));
        CHECK(writer.finished().size() == point - 1);
        CHECK(StoreReader(folder / "s").finished().size() == point - 1);
    }
    CHECK(complaint([&] { StoreReader(folder / "s"); }).empty());
}

TEST_CASE("a full disk stops a sweep with a message, and more space lets it finish") {
    const SweepFolder folder;
    const fs::path disk = folder / "disk";
    fs::create_directory(disk);
    if (::mount("none", disk.c_str(), "tmpfs", 0, "size=1200k") != 0)
        OFFRAMP_SKIP("this system lets nobody mount a small disk: not tested on a full one");
    struct Unmount {
        const char* place;
        ~Unmount() { ::umount2(place, MNT_DETACH); }
    } const unmount{disk.c_str()};
    const Sweep sweep = load_sweep(folder.write(strait_sweep("20", "trajectories: {first: 2}\n")));
    const std::string said = complaint([&] { run_into(sweep, disk / "s"); });
    CHECK_THAT(said, contains("no space is left") &&
                         contains("points are safe in the store; the same command goes on"));
    const std::uint64_t safe = StoreReader(disk / "s").finished().size();
    REQUIRE(::mount("none", disk.c_str(), "tmpfs", MS_REMOUNT, "size=64m") == 0);
    const SweepRun rest = run_into(sweep, disk / "s");
    CHECK(rest.points_before == safe);
    CHECK(rest.complete());
    run_into(sweep, folder / "elsewhere");
    CHECK(all_exports(disk / "s") == all_exports(folder / "elsewhere"));
}

TEST_CASE("the views are there for other programs") {
    const SweepFolder folder;
    run_into(load_sweep(folder.write(strait_sweep("30", kKept))), folder / "s");
    const auto number = [&](const std::string& sql) { return plain_sqlite(folder / "s", sql); };
    CHECK(number("SELECT finished = points FROM progress") == 1);
    CHECK(number("SELECT COUNT(*) FROM points") == 48);
    CHECK(number(
              "SELECT COUNT(*) FROM points WHERE latency = 36.0 AND rule = 'level_k' AND policy = 'noisy'") ==
          3);
    CHECK(number("SELECT COUNT(*) FROM outcomes WHERE outcome = 'p_war'") == 48);
    CHECK(number("SELECT COUNT(*) FROM differences WHERE outcome = 'p_war' AND baseline = 'steady'") == 24);
    CHECK(number("SELECT COUNT(DISTINCT point || policy) = 48 AND MAX(points) = 24 FROM "
                 "policy_summary, outcomes USING (policy)") == 1);
    const std::int64_t kept = number("SELECT COUNT(*) FROM trajectories");
    CHECK(kept > 0);
    CHECK(number("SELECT COUNT(*) FROM (SELECT DISTINCT point, policy, campaign FROM events WHERE kind "
                 "= 'crisis_opened')") == kept);
    CHECK(number("SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM trajectory GROUP BY point, policy)") == 3);
}

TEST_CASE("a summary spans the points of a policy") {
    const SweepFolder folder;
    run_into(load_sweep(folder.write(strait_sweep("30") + "outcomes: [crises_per_year]\n")), folder / "s");
    const StoreReader store(folder / "s");
    const SweepSummary summary = summarise(store);
    REQUIRE(summary.policies.size() == 2);
    const OutcomeSpread& spread = summary.policies[0].outcomes.at(0);
    double sum = 0;
    double highest = 0;
    for (const StoredPoint& point : store.points()) {
        sum += *point.estimates[0][0].value;
        highest = std::max(highest, *point.estimates[0][0].value);
    }
    CHECK(spread.points == 24);
    CHECK(*spread.mean == Approx(sum / 24));
    CHECK(spread.highest == highest);
    CHECK(store.points()[*spread.highest_at].estimates[0][0].value == highest);
}
