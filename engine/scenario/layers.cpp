// SPDX-License-Identifier: Apache-2.0
#include "engine/scenario/layers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <unordered_map>

#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"

namespace offramp {

namespace {

constexpr std::size_t kDeepestInclude = 16;

class Loader {
  public:
    ConfigNode merged;

    void load(const std::filesystem::path& file, const Location& from) {
        std::error_code unknown;  // of a file that cannot be looked at: reading it says why
        const std::filesystem::path identity = std::filesystem::weakly_canonical(file, unknown);
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
        if (const ConfigEntry* include = node.find("include")) {
            if (open_.empty()) {
                throw InputError(include->where, "names other files, and what is read here stands by itself");
            }
            load_included(include->value, file_name);
        }
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

std::vector<Diagnostic> strangers(const ConfigNode& base, const ConfigNode& overlay) {
    struct Section {
        std::string_view key;
        std::string_view thing;
    };
    static constexpr std::array<Section, 9> kSections = {{{"actors", "actor"},
                                                          {"issues", "issue"},
                                                          {"channels", "channel"},
                                                          {"actions", "action"},
                                                          {"incidents", "incident"},
                                                          {"guardrails", "guardrail"},
                                                          {"concessions", "concession"},
                                                          {"contacts", "contact"},
                                                          {"tracks", "track"}}};
    std::vector<Diagnostic> found;
    for (const Section& section : kSections) {
        const ConfigEntry* here = base.find(section.key);
        const ConfigEntry* over = overlay.find(section.key);
        if (!here || !over || !here->value.is_map() || !over->value.is_map()) continue;
        std::vector<std::string> known;
        for (const ConfigEntry& entry : here->value.entries) known.push_back(entry.key);
        for (const ConfigEntry& entry : over->value.entries) {
            const bool added = entry.value.is_map() && entry.value.find("title");
            if (added || entry.value.is_null() || here->value.find(entry.key)) continue;
            found.push_back(
                {entry.where, fmt::format("unknown {} '{}' in a policy", section.thing, entry.key),
                 fmt::format("{}; one that the policy adds has a title", name_hint(entry.key, known))});
        }
    }
    return found;
}

ConfigNode load_config(const std::filesystem::path& file) {
    Loader loader;
    loader.load(file, {});
    return std::move(loader.merged);
}

ConfigNode load_config_text(std::string_view text, const std::string& file_name) {
    Loader loader;
    loader.load_text(text, file_name);
    return std::move(loader.merged);
}

}  // namespace offramp
