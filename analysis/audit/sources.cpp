// SPDX-License-Identifier: Apache-2.0
#include "analysis/audit/sources.hpp"

#include <algorithm>
#include <charconv>

#include "engine/scenario/layers.hpp"

namespace offramp {
namespace {

bool is_only_comment(std::string_view line) {
    const std::size_t first = line.find_first_not_of(' ');
    return first != std::string_view::npos && line[first] == '#';
}

// A mark is a word or a few in square brackets; `[0, 1]` is none.
void add_marks(std::string_view comment, std::vector<std::string>& marks) {
    for (std::size_t open = comment.find('['); open != std::string_view::npos;
         open = comment.find('[', open + 1)) {
        const std::size_t close = comment.find(']', open);
        if (close == std::string_view::npos) return;
        const std::string mark(comment.substr(open + 1, close - open - 1));
        const bool is_word = !mark.empty() && std::ranges::all_of(mark, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ' ' || c == '-';
        });
        if (is_word && std::ranges::find(marks, mark) == marks.end()) marks.push_back(mark);
    }
}

const ConfigNode* step_into(const ConfigNode& node, std::string_view step) {
    if (const ConfigEntry* entry = node.find(step)) return &entry->value;
    for (const ConfigNode& item : node.items) {
        const ConfigEntry* name = item.find("name");
        if (name != nullptr && name->value.scalar == step) return &item;
    }
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), number);
    const bool is_number = error == std::errc() && end == step.data() + step.size();
    return is_number && number < node.items.size() ? &node.items[number] : nullptr;
}

}  // namespace

std::string_view comment_of(std::string_view line) {
    bool quoted = false;
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (line[at] == '"') quoted = !quoted;
        const bool begins = at == 0 || line[at - 1] == ' ';
        if (line[at] == '#' && begins && !quoted) return line.substr(at);
    }
    return {};
}

Sources::Sources(const std::filesystem::path& file) : tree_(load_config(file)) {}

const std::vector<std::string>& Sources::lines_of(const std::string& file) {
    const auto [found, is_new] = lines_.try_emplace(file);
    if (is_new) {
        const std::string text = read_text_file(file);
        for (std::size_t begin = 0; begin < text.size();) {
            const std::size_t end = std::min(text.find('\n', begin), text.size());
            found->second.push_back(text.substr(begin, end - begin));
            begin = end + 1;
        }
    }
    return found->second;
}

const ConfigNode* Sources::node_at(std::string_view path) const {
    const ConfigNode* node = &tree_;
    for (std::size_t begin = 0; begin <= path.size();) {
        const std::size_t end = std::min(path.find('.', begin), path.size());
        // Names of features have dots of their own: the rest of the path may be one.
        const ConfigNode* next = step_into(*node, path.substr(begin));
        if (next != nullptr) return next;
        next = step_into(*node, path.substr(begin, end - begin));
        // A single value stands for both actors, and for the base of a random value.
        if (next == nullptr) return node->is_scalar() || node->is_null() ? node : nullptr;
        node = next;
        begin = end + 1;
    }
    return node;
}

std::optional<Location> Sources::where(std::string_view path) const {
    const ConfigNode* node = node_at(path);
    if (node == nullptr || node->where.line <= 0) return std::nullopt;
    return node->where;
}

std::vector<std::string> Sources::of(std::string_view path) {
    const std::optional<Location> written = where(path);
    std::vector<std::string> marks;
    if (!written) return marks;
    const std::vector<std::string>& lines = lines_of(written->file);
    std::size_t at = std::min(static_cast<std::size_t>(written->line), lines.size());
    while (at > 0 && comment_of(lines[at - 1]).empty()) --at;
    // The comment may go on over several lines, of which this is the last.
    bool is_whole = false;
    for (; at > 0 && !is_whole; --at) {
        const std::string& line = lines[at - 1];
        add_marks(comment_of(line), marks);
        is_whole = !is_only_comment(line) || at == 1 || !is_only_comment(lines[at - 2]);
    }
    return marks;
}

bool is_sourced(const std::vector<std::string>& marks) {
    return std::ranges::any_of(marks,
                               [](const std::string& mark) { return mark != kJudged && mark != kForm; });
}

}  // namespace offramp
