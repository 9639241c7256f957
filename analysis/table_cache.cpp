#include "analysis/table_cache.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "analysis/atomic_file.hpp"
#include "engine/base/error.hpp"
#include "engine/crisis/table_file.hpp"

namespace offramp {

namespace {

std::filesystem::path from_environment(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing here sets it
    return value == nullptr ? std::filesystem::path() : std::filesystem::path(value);
}

}  // namespace

std::filesystem::path default_table_cache() {
    if (const auto own = from_environment("OFFRAMP_CACHE"); !own.empty()) return own;
    if (const auto xdg = from_environment("XDG_CACHE_HOME"); !xdg.empty()) return xdg / "offramp";
    if (const auto home = from_environment("HOME"); !home.empty()) return home / ".cache" / "offramp";
    return {};
}

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
