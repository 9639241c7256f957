// SPDX-License-Identifier: Apache-2.0
// Every call that changes a file fails once, and from then on: the disk is full, or breaks.
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <stop_token>

#include "analysis/report/page.hpp"
#include "analysis/run_directory.hpp"
#include "analysis/store/open_store.hpp"
#include "tests/catch.hpp"
#include "tests/faults/fault.hpp"
#include "tests/faults/workplace.hpp"
#include "tests/sweep/strait_sweep.hpp"

using namespace offramp;
using namespace offramp::testing;
namespace fs = std::filesystem;

namespace {

struct WriteCase {
    std::string name;
    std::string arguments;
    std::string start = {};  // what is there before; empty: nothing
    enum { kFiles, kRun, kStream } what = kFiles;
};

std::uint64_t points_in(const Workplace& place) {
    const std::string store = place.out("s.sqlite");
    if (!find_store(store, Database::Access::kRead)) return 0;
    return StoreReader(store).finished().size();
}

/// What stands before "of 3 points are safe".
std::uint64_t points_reported(const std::string& message) {
    const std::size_t at = message.find(" of 3 points are safe");
    return at == std::string::npos ? 0 : std::strtoull(&message[message.rfind(' ', at - 1) + 1], nullptr, 10);
}

class WriteTest {
  public:
    WriteTest(const Workplace& place, WriteCase what) : place_(place), case_(std::move(what)) {
        begin();
        before_ = place_.outputs();
        points_before_ = points_in(place_);
        place_.run(case_.arguments);
        whole_ = place_.outputs();
    }

    void run() {
        fail_with(ENOSPC, true);  // a full disk stays full
        fail_with(EIO, false);    // a broken one hiccups
        if (!tries_all()) return;
        fail_with(ENOSPC, false);
        fail_with(EIO, true);
        fail_with(EDQUOT, true);
        fail_with(kShort, true);
    }

  private:
    static constexpr int kShort = 0;

    void fail_with(int error, bool lasts) const {
        const Fault fault{.error = error, .under = place_.out(), .lasts = lasts};
        begin();
        const std::uint64_t calls = run_with(fault, place_.command(case_.arguments), place_.cache()).calls;
        REQUIRE(calls > 0);
        for_each_fault(case_.name, fault, calls, [&](const Fault& now) { return attempt(now); });
    }

    void begin() const { case_.start.empty() ? place_.clear() : place_.bring_back(case_.start); }

    std::uint64_t attempt(const Fault& fault) const {
        begin();
        const auto [result, calls, failed] = run_with(fault, place_.command(case_.arguments), place_.cache());
        INFO(case_.name << ", call " << fault.at << (fault.lasts ? " and all later" : "") << ", error "
                        << fault.error << ": exit " << result.code << ", " << result.err);
        CHECK((result.code == 0 || result.code == 1));
        if (result.code == 0) {
            CHECK(place_.outputs() == whole_);
            return failed;
        }
        CHECK(failed > 0);
        const bool names_output = result.err.find(place_.out()) != std::string::npos ||
                                  result.err.find("standard output") != std::string::npos;
        CHECK(names_output);
        check_what_is_left(result.err);
        if (case_.what == WriteCase::kFiles && place_.outputs() == whole_) return failed;
        place_.run(case_.arguments);
        CHECK(place_.outputs() == whole_);
        return failed;
    }

    void check_what_is_left(const std::string& message) const {
        if (case_.what == WriteCase::kStream) return;  // the shell's file, cut off
        if (case_.what == WriteCase::kRun) {
            const bool is_complete =
                is_there(place_.out("run/run.json")) && read_run_record(place_.out("run")).complete;
            if (is_complete) CHECK((place_.outputs() == before_ || place_.outputs() == whole_));
            return;
        }
        const auto left = place_.outputs();
        for (const auto& [file, content] : left) {
            INFO(file);
            if (file.ends_with(".sqlite")) continue;
            CHECK(whole_.contains(file));
            const auto old = before_.find(file);
            CHECK((content == whole_.at(file) || (old != before_.end() && content == old->second)));
        }
        for (const auto& [file, content] : before_) CHECK(left.contains(file));
        const std::uint64_t points = points_in(place_);
        CHECK(points >= points_before_);
        CHECK(points >= points_reported(message));
        if (points > 0) place_.run("verify OUT/s.sqlite --points 0");
    }

    const Workplace& place_;
    WriteCase case_;
    std::map<std::string, std::string> before_;
    std::uint64_t points_before_ = 0;
    std::map<std::string, std::string> whole_;
};

void try_writing(const Workplace& place, const WriteCase& what) {
    WriteTest(place, what).run();
}

}  // namespace

#ifdef OFFRAMP_SANITIZED
#define OFFRAMP_NEEDS_INJECTION() OFFRAMP_SKIP("a sanitizer's calls to the system cannot be made to fail")
#else
#define OFFRAMP_NEEDS_INJECTION() static_cast<void>(0)
#endif

TEST_CASE("a run directory is whole, or known as not complete") {
    OFFRAMP_NEEDS_INJECTION();
    const Workplace place;
    const std::string run = "run IN/strait.yaml -n 5 -j 1 --force -o OUT/run --seed ";
    place.run(run + "2 --format jsonl");
    place.keep("earlier");
    try_writing(place, {.name = "run, new", .arguments = run + "1", .what = WriteCase::kRun});
    try_writing(place,
                {.name = "run, again", .arguments = run + "1", .start = "earlier", .what = WriteCase::kRun});
}

TEST_CASE("a new store holds every point that was reported, and the sweep goes on") {
    OFFRAMP_NEEDS_INJECTION();
    const Workplace place;
    try_writing(place, {.name = "sweep, new", .arguments = "sweep IN/sweep.yaml -j 1 -o OUT/s.sqlite"});
}

TEST_CASE("a store that a sweep goes on with loses nothing") {
    OFFRAMP_NEEDS_INJECTION();
    const Workplace place;
    std::stop_source stop;
    run_sweep(load_sweep(place.in("sweep.yaml")), place.out("s.sqlite"),
              {.threads = 1, .cancel = stop.get_token(), .progress = [&](const SweepProgress& now) {
                   if (now.points == 1) stop.request_stop();
               }});
    REQUIRE(points_in(place) == 1);
    place.keep("begun");
    try_writing(place, {.name = "sweep, resumed",
                        .arguments = "sweep IN/sweep.yaml -j 1 -o OUT/s.sqlite",
                        .start = "begun"});
}

TEST_CASE("each file of a new scenario is whole or not there") {
    OFFRAMP_NEEDS_INJECTION();
    const Workplace place;
    try_writing(place, {.name = "new", .arguments = "new strait -o OUT/new"});
}

TEST_CASE("a merged store is whole or not there") {
    OFFRAMP_NEEDS_INJECTION();
    const Workplace place;
    for (const char* part : {"1", "2"})
        place.run(std::string("sweep IN/sweep.yaml -j 1 -o IN/") + part + ".sqlite --shard " + part + "/2");
    try_writing(place, {.name = "merge", .arguments = "merge IN/1.sqlite IN/2.sqlite -o OUT/s.sqlite"});
}

TEST_CASE("a page or an overlay is the earlier one or the new one") {
    OFFRAMP_NEEDS_INJECTION();
    const Workplace place;
    place.run("calibrate IN/calibration.yaml -j 1 -o OUT/fitted.yaml");
    write_text(place.out("fitted.yaml"), file_text(place.out("fitted.yaml")) + "# earlier\n");
    place.keep("fitted");
    try_writing(place, {.name = "calibrate",
                        .arguments = "calibrate IN/calibration.yaml -j 1 -o OUT/fitted.yaml",
                        .start = "fitted"});
    try_writing(place, {.name = "calibrate, draws",
                        .arguments = "calibrate IN/calibration.yaml -j 1 --draws OUT/draws.yaml"});
    if (!has_report_page()) return;
    const std::string compare =
        "compare IN/strait.yaml -p steady,noisy -n 5 -j 1 --report OUT/deep/c.html --seed ";
    place.clear();
    place.run(compare + "2");
    place.keep("page");
    try_writing(place, {.name = "compare, new page", .arguments = compare + "1"});
    try_writing(place, {.name = "compare, page again", .arguments = compare + "1", .start = "page"});
    place.run("sweep IN/sweep.yaml -j 1 -o IN/s.sqlite");
    try_writing(place, {.name = "report of a store",
                        .arguments = "report IN/s.sqlite -n 10 -j 1 -o OUT/deep/c.html",
                        .start = "page"});
}

TEST_CASE("a campaign in play is saved, or it is said when it is left, and what was saved is a campaign") {
    OFFRAMP_NEEDS_INJECTION();
    const Workplace place;
    write_text(place.in("keys"), "1\n1\nq\n");
    const std::string saved = place.out("game.json");
    const std::string play = "play IN/strait.yaml --save OUT/game.json --as us --seed 1 <IN/keys";
    place.run(play);
    const std::string whole = file_text(saved);
    for (const bool lasts : {false, true}) {
        Fault fault{.error = ENOSPC, .under = place.out(), .lasts = lasts};
        place.clear();
        const std::uint64_t calls = run_with(fault, place.command(play), place.cache()).calls;
        for_each_fault("play, saved", fault, calls, [&](const Fault& now) {
            place.clear();
            const FaultedRun faulted = run_with(now, place.command(play), place.cache());
            const ProgramResult& result = faulted.result;
            INFO("call " << now.at << ": exit " << result.code << ", " << result.err);
            CHECK((result.code == 0 || (result.code == 1 && faulted.failed > 0)));
            if (result.code == 0) CHECK(file_text(saved) == whole);
            if (result.code == 1) CHECK(result.err.find(saved) != std::string::npos);
            if (is_there(saved)) place.run("play IN/strait.yaml --stdio --resume OUT/game.json </dev/null");
            return faulted.failed;
        });
    }
}

TEST_CASE("what is printed into a file is whole where the program says so") {
    OFFRAMP_NEEDS_INJECTION();
    const Workplace place;
    place.run("sweep IN/sweep.yaml -j 1 -o IN/s.sqlite");
    write_text(place.in("requests"), "{\"do\": \"state\"}\n{\"do\": \"save\"}\n");
    for (const char* arguments : {"export IN/s.sqlite", "export IN/s.sqlite --trajectories --format jsonl",
                                  "compare IN/strait.yaml -p steady,noisy -n 5 -j 1 --seed 1 --json",
                                  "schema", "play IN/strait.yaml --stdio --seed 1 <IN/requests"}) {
        const std::string command = arguments;
        try_writing(place, {.name = command.substr(0, command.find(' ')) + ", printed",
                            .arguments = command + " >OUT/printed",
                            .what = WriteCase::kStream});
    }
}

TEST_CASE("solved crises that cannot be kept are done without") {
    OFFRAMP_NEEDS_INJECTION();
    const Workplace place;
    const std::string run = place.command("run IN/strait.yaml -p solved -n 5 -j 1 --seed 1");
    for (const bool lasts : {false, true}) {
        Fault fault{.error = ENOSPC, .under = place.out(), .lasts = lasts};
        place.clear();
        const FaultedRun whole = run_with(fault, run, place.out("cache"));
        REQUIRE(whole.calls > 0);
        for_each_fault("run, solved crises kept", fault, whole.calls, [&](const Fault& now) {
            place.clear();
            const FaultedRun faulted = run_with(now, run, place.out("cache"));
            INFO("call " << now.at << ": " << faulted.result.err);
            CHECK(faulted.result.code == 0);
            CHECK(faulted.result.err.empty());
            CHECK(faulted.result.out == whole.result.out);
            CHECK(run_with({}, run, place.out("cache")).result.out == whole.result.out);
            return faulted.failed;
        });
    }
}
