// SPDX-License-Identifier: Apache-2.0
#include "analysis/table_cache.hpp"

#include <fstream>

#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

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
