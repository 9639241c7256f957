// SPDX-License-Identifier: Apache-2.0
#include "analysis/table_cache.hpp"

#include <fstream>

#include "engine/crisis/table_file.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

TEST_CASE(
    "Solved crises are kept in memory for other models with the same ones, as many as there is room for") {
    const Model m = solving_model();
    const Situation s = initial_situation(m);
    const auto loaded = [&](const TableStore& store) {
        TableLibrary library(m, store);
        library.find(library.key(1, 0, setting_of(s), s.channels_open));
        library.find(library.key(0, 0, setting_of(s), s.channels_open));
        return std::pair(library.report().tables, library.report().loaded);
    };
    const TableStore roomy = memory_cache(1UL << 30U);
    const int tables = loaded(roomy).first;
    CHECK(tables == 2);
    CHECK(loaded(roomy) == std::pair(tables, tables));
    const TableStore none = memory_cache(0);
    CHECK(loaded(none).second == 0);
    CHECK(loaded(none).second == 0);

    // With room for all but a byte, what was asked for first goes.
    std::size_t bytes = 0;
    TableStore counted = roomy;
    counted.load = [](const std::string&, CrisisTable&) { return false; };
    counted.save = [&](const std::string&, const CrisisTable& table) { bytes += table_bytes(table).size(); };
    loaded(counted);
    const TableStore tight = memory_cache(bytes - 1);
    CHECK(loaded(tight).second == 0);
    CHECK(loaded(tight).second < tables);
}

TEST_CASE("Solved crises are kept on disk, and a damaged file is solved anew") {
    const Model m = model_of("tests/fixtures/compact.yaml");
    const auto directory = std::filesystem::temp_directory_path() / "offramp-table-cache-test";
    std::filesystem::remove_all(directory);
    const Situation s = initial_situation(m);
    const auto solve = [&] {
        TableLibrary library(m, disk_cache(directory));
        library.find(library.key(1, 0, setting_of(s), s.channels_open));
        return library.report();
    };
    // The crisis, and the one of its kind that is solved whole.
    CHECK(solve().loaded == 0);
    CHECK(solve().loaded == 2);
    std::filesystem::path file;
    for (const auto& entry : std::filesystem::directory_iterator(directory)) file = entry.path();
    REQUIRE(file.extension() == ".crisis");
    {
        std::fstream damage(file, std::ios::in | std::ios::out | std::ios::binary);
        damage.seekp(1000);
        damage.put('x');
    }
    const LibraryReport again = solve();
    CHECK(again.loaded == 1);
    CHECK(again.solver.unconverged == 0);
    CHECK(solve().loaded == 2);
    std::filesystem::remove_all(directory);

    // Where nothing can be kept, everything is solved all the same.
    std::ofstream(directory) << "a file where the directory should be";
    CHECK(solve().loaded == 0);
    CHECK(solve().tables == 2);
    std::filesystem::remove(directory);
}
