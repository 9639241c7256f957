// SPDX-License-Identifier: Apache-2.0
#include "analysis/table_cache.hpp"

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>

#include "analysis/atomic_file.hpp"
#include "engine/base/file.hpp"
#include "engine/crisis/table_file.hpp"

namespace offramp {

namespace {

constexpr std::size_t kMostTableBytes = std::size_t{4} << 30;

// Texts by key; the one that was asked for longest ago goes first.
class RecentTexts {
  public:
    explicit RecentTexts(std::size_t most_bytes) : room_(most_bytes) {}

    // Shared, so that it may be read while others let it go.
    std::shared_ptr<const std::string> find(const std::string& key) {
        const std::lock_guard lock(mutex_);
        const auto found = by_key_.find(key);
        if (found == by_key_.end()) return nullptr;
        recent_.splice(recent_.begin(), recent_, found->second);
        return found->second->text;
    }

    void keep(const std::string& key, std::string text) {
        if (text.size() > room_) return;
        const std::lock_guard lock(mutex_);
        if (by_key_.contains(key)) return;
        bytes_ += text.size();
        recent_.push_front({key, std::make_shared<const std::string>(std::move(text))});
        by_key_[key] = recent_.begin();
        while (bytes_ > room_) {
            bytes_ -= recent_.back().text->size();
            by_key_.erase(recent_.back().key);
            recent_.pop_back();
        }
    }

  private:
    struct Entry {
        std::string key;
        std::shared_ptr<const std::string> text;
    };

    std::mutex mutex_;
    std::size_t room_;
    std::size_t bytes_ = 0;
    std::list<Entry> recent_;
    std::map<std::string, std::list<Entry>::iterator> by_key_;
};

}  // namespace

TableStore memory_cache(std::size_t most_bytes) {
    const auto texts = std::make_shared<RecentTexts>(most_bytes);
    TableStore store;
    store.load = [texts](const std::string& key, CrisisTable& table) {
        const auto text = texts->find(key);
        return text && read_table(*text, table);
    };
    store.save = [texts](const std::string& key, const CrisisTable& table) {
        texts->keep(key, table_bytes(table));
    };
    return store;
}

TableStore disk_cache(const std::filesystem::path& directory) {
    if (directory.empty()) return {};
    const auto file_of = [directory](const std::string& key) { return directory / (key + ".crisis"); };
    TableStore store;
    store.load = [file_of](const std::string& key, CrisisTable& table) {
        try {
            return read_table(read_file(file_of(key), kMostTableBytes), table);
        } catch (const std::runtime_error&) {  // bad or not readable
            return false;                      // it is solved again
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
