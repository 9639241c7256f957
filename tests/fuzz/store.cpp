// SPDX-License-Identifier: Apache-2.0
// The store of a sweep. An input that begins with a line break holds lines "TABLE COLUMN KEY VALUE" of what
// to put into its tables, whose checksums are then put right: what a hostile store says. Any other changes
// bytes.
#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

#include "analysis/report/sweep_data.hpp"
#include "analysis/store/export_store.hpp"
#include "analysis/store/merge_stores.hpp"
#include "analysis/store/store_info.hpp"
#include "analysis/store/sweep_summary.hpp"
#include "analysis/store/verify_store.hpp"
#include "analysis/sweep/run_sweep.hpp"
#include "tests/fuzz/changes.hpp"
#include "tests/fuzz/input_folder.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/temporary_directory.hpp"

namespace offramp::fuzz {
namespace {

constexpr std::string_view kSweep =
    "name: tiny\n"
    "scenario: strait.yaml\n"
    "policies: [policies/steady.yaml, policies/noisy.yaml]\n"
    "seed: 7\n"
    "campaigns: 3\n"
    "design: factorial\n"
    "trajectories: {first: 1}\n"
    "outcomes: [p_war, value_us]\n"
    "factors:\n"
    "  latency: {path: channels.hotline.latency, values: [1h, 4d]}\n";

/// Two months of it instead of a year: trajectories are what takes long to read.
void write_short_scenario(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::string text = testing::file_text(from);
    const std::string_view end = "2027-01-01";
    text.replace(text.find(end), end.size(), "2026-03-01");
    testing::write_text(to, text);
}

struct Original {
    InputFolder folder{"store", {{"tests/cli/strait.yaml", "year.yaml"}, {"tests/cli/policies", "policies"}}};
    std::string bytes;

    Original() {
        write_short_scenario(folder / "year.yaml", folder / "strait.yaml");
        const std::filesystem::path sweep = folder / "sweep.yaml";
        testing::write_text(sweep, std::string(kSweep));
        run_sweep(load_sweep(sweep), folder / "original", {});
        bytes = testing::file_text(folder / "original");
    }
};

bool is_name(const std::string& word) {
    return !word.empty() &&
           std::ranges::all_of(word, [](char c) { return c == '_' || (c >= 'a' && c <= 'z'); });
}

/// The column by whose value a line means rows.
std::string key_of(const std::string& table) {
    if (table == "sweep") return "id";
    constexpr std::string_view kNumbered[] = {"policy", "factor", "outcome"};
    return std::ranges::find(kNumbered, table) != std::end(kNumbered) ? table : "point";
}

void put(const Database& database, const std::string& line) {
    std::istringstream words(line);
    std::string table;
    std::string column;
    int key = 0;
    if (!(words >> table >> column >> key) || !is_name(table) || !is_name(column)) return;
    std::string value;
    std::getline(words >> std::ws, value);
    std::ranges::replace(value, '|', '\n');
    Statement update =
        database.prepare("UPDATE " + table + " SET " + column + " = ? WHERE " + key_of(table) + " = ?");
    if (column == "totals") {
        update.bind(1, Blob{value});
    } else {
        update.bind(1, std::string_view(value));
    }
    update.bind(2, key);
    update.run();
}

void put_checksums_right(Database& database) {
    store_definition_checksum(database);
    Statement kept = database.prepare("SELECT point, policy, campaign, events FROM trajectory");
    Statement mend = database.prepare(
        "UPDATE trajectory SET checksum = ? WHERE point = ? AND policy = ? AND campaign = ?");
    while (kept.step()) {
        const TrajectoryText trajectory{static_cast<std::uint64_t>(kept.integer(0)),
                                        static_cast<std::size_t>(kept.integer(1)),
                                        static_cast<std::uint64_t>(kept.integer(2)), kept.text(3)};
        mend.bind_all(trajectory_checksum(trajectory), kept.integer(0), kept.integer(1), kept.integer(2));
        mend.run();
    }
    const StoreInfo info = read_info(database);
    PointReader points(database, info);
    for (const std::uint64_t point : finished_points_in(database)) {
        database.prepare("UPDATE point SET checksum = ? WHERE point = ?")
            .bind_all(points.digest(point), point)
            .run();
    }
}

void change(const std::filesystem::path& file, std::string_view input) {
    Database database(file, Database::Access::kWrite);
    std::istringstream lines{std::string(input)};
    for (std::string line; std::getline(lines, line);) takes([&] { put(database, line); });
    put_checksums_right(database);
}

/// All that the program does with a store; what one part refuses does not keep the others from it. Opening
/// one, which looks at every page, takes the most time.
void use(const std::filesystem::path& file) {
    const StoreReader store(file);
    const auto nowhere = [](std::string_view) {};
    for (const std::string_view what : kExports) {
        for (const TextFormat format : {TextFormat::kCsv, TextFormat::kJsonLines})
            takes([&] { export_store(store, what, format, nowhere); });
    }
    takes([&] { to_json(summarise(store)); });
    takes([&] { sweep_data_json(store); });
    const std::filesystem::path merged = file.parent_path() / "merged";
    if (takes([&] { merge_stores({file}, merged); })) std::filesystem::remove(merged);
    verify_store(file, {.points = 0});
}

const Original kOriginal;  // before any input: it takes longer than one may

}  // namespace

void examine(std::string_view input) {
    const bool is_lines = input.starts_with('\n');
    const std::filesystem::path& file =
        kOriginal.folder.write(is_lines ? kOriginal.bytes : changed(kOriginal.bytes, input));
    if (is_lines) change(file, input);
    use(file);
}

}  // namespace offramp::fuzz
