// SPDX-License-Identifier: Apache-2.0
#include "analysis/table_cache.hpp"

#include "analysis/atomic_file.hpp"
#include "engine/base/error.hpp"
#include "engine/base/file.hpp"
#include "engine/crisis/table_file.hpp"

namespace offramp {

TableStore disk_cache(const std::filesystem::path& directory) {
    if (directory.empty()) return {};
    const auto file_of = [directory](const std::string& key) { return directory / (key + ".crisis"); };
    TableStore store;
    store.load = [file_of](const std::string& key, CrisisTable& table) {
        try {
            return read_table(read_file(file_of(key)), table);
        } catch (const InputError&) {
            return false;  // it is solved again
        }
    };
    store.save = [file_of, directory](const std::string& key, const CrisisTable& table) {
        try {
            std::filesystem::create_directories(directory);
            AtomicFile file(file_of(key));
            file.write(table_bytes(table));
            file.commit();
        } catch (const std::exception&) {
            return;  // a cache may be done without, a run may not be lost for it
        }
    };
    return store;
}

}  // namespace offramp
