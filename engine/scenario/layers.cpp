#include "engine/scenario/layers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <unordered_map>

#include "engine/base/error.hpp"

namespace offramp {

namespace {

constexpr std::size_t kDeepestInclude = 16;

class Loader {
  public:
    ConfigNode merged;

    void load(const std::filesystem::path& file, const Location& from) {
        const std::filesystem::path identity = std::filesystem::weakly_canonical(file);
        if (std::find(open_.begin(), open_.end(), identity) != open_.end()) {
            std::string chain;
            for (const std::string& name : names_) chain += name + " > ";
            throw InputError(Diagnostic{from, "files include each other in a circle", chain + file.string()});
        }
        if (open_.size() >= kDeepestInclude) {
            throw InputError(
                Diagnostic{from, fmt::format("includes are nested more than {} deep", kDeepestInclude), ""});
        }
        open_.push_back(identity);
        names_.push_back(file.string());
        load_text(read_text_file(file, from), file.string());
        open_.pop_back();
        names_.pop_back();
    }

    void load_text(std::string_view text, const std::string& file_name) {
        ConfigNode node = parse_config(text, file_name, budget_);
        if (const ConfigEntry* include = node.find("include")) load_included(include->value, file_name);
        std::erase_if(node.entries,
                      [](const ConfigEntry& entry) { return entry.key == "include" || entry.key == "for"; });
        if (merged.is_null()) {
            merged = std::move(node);
        } else {
            merge_config(merged, std::move(node));
        }
    }

  private:
    void load_included(const ConfigNode& list, const std::string& file_name) {
        const auto load_one = [&](const ConfigNode& item) {
            if (!item.is_scalar() || item.scalar.empty()) {
                throw InputError(Diagnostic{item.where, "the name of a file is expected here",
                                            "include: [common/actors.yaml]"});
            }
            const std::filesystem::path folder = std::filesystem::path(file_name).parent_path();
            load((folder / item.scalar).lexically_normal(), item.where);
        };
        if (list.is_sequence()) {
            for (const ConfigNode& item : list.items) load_one(item);
        } else {
            load_one(list);
        }
    }

    std::vector<std::filesystem::path> open_;  // the files being read, from the outermost inwards
    std::vector<std::string> names_;           // the same as they were written
    ReadingBudget budget_;
};

}  // namespace

void merge_config(ConfigNode& base, ConfigNode over) {
    if (!base.is_map() || !over.is_map()) {
        if (base.is_scalar() && over.is_map()) over.beneath.push_back(std::move(base));
        base = std::move(over);
        return;
    }
    std::unordered_map<std::string_view, std::size_t> index;
    for (std::size_t i = 0; i < base.entries.size(); ++i) index.emplace(base.entries[i].key, i);
    std::vector<bool> removed(base.entries.size(), false);
    std::vector<ConfigEntry> added;
    for (ConfigEntry& entry : over.entries) {
        const auto inherited = index.find(entry.key);
        if (inherited == index.end()) {
            added.push_back(std::move(entry));
        } else if (entry.value.is_null()) {
            removed[inherited->second] = true;
        } else {
            ConfigEntry& target = base.entries[inherited->second];
            target.where = std::move(entry.where);
            merge_config(target.value, std::move(entry.value));
        }
    }
    std::vector<ConfigEntry> merged;
    for (std::size_t i = 0; i < base.entries.size(); ++i) {
        if (!removed[i]) merged.push_back(std::move(base.entries[i]));
    }
    std::move(added.begin(), added.end(), std::back_inserter(merged));
    base.entries = std::move(merged);
}

ConfigNode load_config(const std::filesystem::path& file, std::span<const std::filesystem::path> overlays) {
    Loader loader;
    loader.load(file, {});
    for (const std::filesystem::path& overlay : overlays) loader.load(overlay, {});
    return std::move(loader.merged);
}

ConfigNode load_config_text(std::string_view text, const std::string& file_name) {
    Loader loader;
    loader.load_text(text, file_name);
    return std::move(loader.merged);
}

}  // namespace offramp
