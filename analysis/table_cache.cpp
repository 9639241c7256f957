#include "analysis/table_cache.hpp"

#include <fstream>
#include <iterator>

#include "analysis/atomic_file.hpp"
#include "engine/base/error.hpp"
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
        } catch (const std::filesystem::filesystem_error&) {  // a cache may be lost, a run may not
        } catch (const RuntimeFailure&) {
        }
    };
    return store;
}

}  // namespace offramp
