// SPDX-License-Identifier: Apache-2.0
#include "analysis/audit/stated_ranges.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>

#include "analysis/audit/sources.hpp"
#include "engine/base/error.hpp"
#include "engine/scenario/number_paths.hpp"
#include "engine/scenario/override.hpp"
#include "engine/scenario/read_scenario.hpp"
#include "engine/scenario/validated_scenario.hpp"

namespace offramp {
namespace {

/// What a comment says, not yet of a number.
struct RangeText {
    std::string key;  ///< empty: of the only number of its line
    std::string low;  ///< empty: it is not written as a range is
    std::string high;
};

/// Of a word: letters, digits, and what paths and values are written with.
bool is_of_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_-+./").find(c) != std::string_view::npos;
}

/// Takes the word that `text` begins with, after spaces; empty where none is there.
std::string_view take_word(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    const auto end = std::ranges::find_if_not(text, is_of_word);
    std::string_view word = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(word.size());
    return word;
}

std::vector<RangeText> ranges_in(std::string_view comment) {
    constexpr std::string_view kWord = "range";
    std::vector<RangeText> ranges;
    for (std::size_t at = comment.find(kWord); at != std::string_view::npos;
         at = comment.find(kWord, at + kWord.size())) {
        if (at > 0 && is_of_word(comment[at - 1])) continue;
        std::string_view rest = comment.substr(at + kWord.size());
        RangeText range;
        if (rest.starts_with(' ')) range.key = take_word(rest);
        if (!rest.starts_with(':')) continue;  // it speaks of a range in other words
        rest.remove_prefix(1);
        const std::string_view low = take_word(rest);
        const bool goes_on = take_word(rest) == "to";
        std::string_view high = take_word(rest);
        while (high.ends_with('.')) high.remove_suffix(1);  // of a sentence
        if (goes_on && !low.empty() && !high.empty()) std::tie(range.low, range.high) = std::tuple(low, high);
        ranges.push_back(std::move(range));
    }
    return ranges;
}

/// Whether a key names the number at a path. A random value without effects is its base.
bool names(std::string_view key, std::string_view path) {
    constexpr std::string_view kBase = ".base";
    const auto ends_with_key = [&](std::string_view p) {
        return p.ends_with(key) && (p.size() == key.size() || p[p.size() - key.size() - 1] == '.');
    };
    return ends_with_key(path) ||
           (path.ends_with(kBase) && ends_with_key(path.substr(0, path.size() - kBase.size())));
}

class RangeReader {
  public:
    explicit RangeReader(const std::filesystem::path& file)
        : scenario_(load_scenario(file)), sources_(file) {}

    std::vector<StatedRange> read() {
        for (const std::string& path : number_paths(scenario_.scenario())) {
            if (const std::optional<Location> where = sources_.where(path))
                numbers_[where->file][where->line].push_back(path);
        }
        for (const auto& [file, numbers] : numbers_) {
            const std::vector<std::string>& lines = sources_.lines_of(file);
            for (std::size_t k = 0; k < lines.size(); ++k) {
                const std::string_view comment = comment_of(lines[k]);
                const Location where{file, static_cast<int>(k + 1),
                                     static_cast<int>(lines[k].size() - comment.size() + 1)};
                for (const RangeText& text : ranges_in(comment)) add(text, where);
            }
        }
        if (!problems_.empty()) throw InputError(std::move(problems_));
        return std::move(ranges_);
    }

  private:
    void add(const RangeText& text, const Location& where) {
        if (text.low.empty()) {
            problems_.push_back({where, "a range has two ends", "range: LOW to HIGH"});
            return;
        }
        std::vector<std::string> paths = numbers_.at(where.file)[where.line];
        if (!text.key.empty()) std::erase_if(paths, [&](const auto& path) { return !names(text.key, path); });
        if (paths.empty()) {
            problems_.push_back(
                {where, text.key.empty() ? "a range stands on the line of its number, and none is on this"
                                         : fmt::format("no number of this line is called '{}'", text.key)});
        } else if (paths.size() > 1) {
            problems_.push_back(
                {where, fmt::format("this line has {} numbers that the range may be of", paths.size()),
                 fmt::format("range {}: {} to {}", paths.front().substr(paths.front().rfind('.') + 1),
                             text.low, text.high)});
        } else {
            add(text, paths.front(), where);
        }
    }

    void add(const RangeText& text, const std::string& path, const Location& where) {
        const ValueAt value = value_at(scenario_.scenario(), path);
        const Parsed<double> low = parse_value(value.kind, text.low);
        const Parsed<double> high = parse_value(value.kind, text.high);
        for (const Parsed<double>* end : {&low, &high}) {
            if (!end->value)
                problems_.push_back({where, fmt::format("range of {}: {}", path, end->problem), end->hint});
        }
        if (!low.value || !high.value) return;
        if (!(*low.value < *high.value)) {
            problems_.push_back(
                {where, fmt::format("range of {}: {} is not below {}", path, text.low, text.high)});
        } else if (!value.number || *value.number < *low.value || *value.number > *high.value) {
            problems_.push_back({where, fmt::format("range of {}: {} is not between {} and {}", path,
                                                    value.text, text.low, text.high)});
        } else {
            ranges_.push_back({path, *low.value, *high.value});
        }
    }

    ValidatedScenario scenario_;
    Sources sources_;
    std::map<std::string, std::map<int, std::vector<std::string>>> numbers_;  // by file and line
    std::vector<Diagnostic> problems_;
    std::vector<StatedRange> ranges_;
};

}  // namespace

std::vector<StatedRange> stated_ranges(const std::filesystem::path& scenario_file) {
    return RangeReader(scenario_file).read();
}

}  // namespace offramp
