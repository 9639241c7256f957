#include "analysis/table_cache.hpp"

#include <fstream>
#include <iterator>

#include "analysis/atomic_file.hpp"
#include "engine/crisis/table_file.hpp"

namespace offramp {

TableStore disk_cache(const std::filesystem::path& directory) {
    if (directory.empty()) return {};
    const auto file_of = [directory](const std::string& key) { return directory / (key + ".crisis"); };
    TableStore store;
    store.load = [file_of](const std::string& key, CrisisTable& table) {
        std::ifstream in(file_of(key), std::ios::binary);
        if (!in) return false;
        const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
        return read_table(bytes, table);
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
