// SPDX-License-Identifier: Apache-2.0
#include "engine/scenario/config_node.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <sstream>
#include <unordered_map>
#include <utility>

#include "engine/base/enumerator_names.hpp"
#include "engine/base/error.hpp"
#include "engine/base/file.hpp"

namespace offramp {

namespace {

[[noreturn]] void refuse(Location where, std::string message, std::string hint = "") {
    throw InputError(Diagnostic{std::move(where), std::move(message), std::move(hint)});
}

// Length in bytes of the UTF-8 sequence at `at`, 0 if there is none (RFC 3629, table 3-7 of Unicode).
std::size_t utf8_length(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : static_cast<unsigned char>(0);
    };
    const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
        return byte(i) >= low && byte(i) <= high;
    };
    const unsigned first = byte(at);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return follows(at + 1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const unsigned low = first == 0xE0 ? 0xA0 : 0x80, high = first == 0xED ? 0x9F : 0xBF;
        return follows(at + 1, low, high) && follows(at + 2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const unsigned low = first == 0xF0 ? 0x90 : 0x80, high = first == 0xF4 ? 0x8F : 0xBF;
        return follows(at + 1, low, high) && follows(at + 2) && follows(at + 3) ? 4 : 0;
    }
    return 0;
}

// What would steer a terminal, of ASCII and of Latin-1 (which begins with 0xC2 in UTF-8), if it stands here.
std::string control_character(std::string_view text, std::size_t at) {
    const auto c = static_cast<unsigned char>(text[at]);
    if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F) return fmt::format("0x{:02x}", c);
    if (c != 0xC2 || at + 1 >= text.size()) return "";
    const auto next = static_cast<unsigned char>(text[at + 1]);
    return next >= 0x80 && next < 0xA0 ? fmt::format("0x{:02x}", next) : "";
}

// Where yaml-cpp may end a value, begin one or look whether it is a key. It reads on to the end of the
// outermost bracket before it gives out what is inside, at a few hundred bytes for each of these.
constexpr std::string_view kMarks = "[]{},:?&*!'\"";
constexpr std::size_t kMaxMarks = 4 * kMaxConfigNodes;  // a quoted key and its quoted value have six

// What yaml-cpp does not refuse, or refuses without saying why.
void check_text(std::string_view text, const std::string& file) {
    int line = 1, column = 1;
    std::size_t marks = 0;
    bool indentation = true;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = utf8_length(text, at);
        if (length == 0) {
            refuse({file, line, column}, fmt::format("not UTF-8 text (byte {} of the file)", at),
                   "save the file as UTF-8");
        }
        const auto c = static_cast<unsigned char>(text[at]);
        if (c == '\t' && indentation) {
            refuse({file, line, column}, "a tab is used as indentation", "YAML is indented with spaces");
        }
        if (const std::string control = control_character(text, at); !control.empty()) {
            refuse({file, line, column}, fmt::format("control character {} in the text", control));
        }
        marks += kMarks.find(text[at]) != std::string_view::npos;
        if (marks > kMaxMarks) {
            refuse({file, line, column},
                   fmt::format("more than {} brackets, commas, colons and quotes", kMaxMarks),
                   fmt::format("a scenario may hold at most {} values", kMaxConfigNodes));
        }
        indentation = c == '\n' || (indentation && c == ' ');
        column = c == '\n' ? 1 : column + 1;
        line += c == '\n';
        at += length;
    }
}

// Byte columns of yaml-cpp turned into character columns.
class Places {
  public:
    Places(std::string_view text, const std::string& file) : text_(text), file_(file), starts_{0} {
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] == '\n') starts_.push_back(i + 1);
        }
    }

    Location at(const YAML::Mark& mark) {
        if (mark.line < 0) return {file_, 0, 0};
        const auto line = std::min(static_cast<std::size_t>(mark.line), starts_.size() - 1);
        const std::size_t byte = starts_[line] + static_cast<std::size_t>(std::max(mark.column, 0));
        // Marks mostly advance: counting on from the last one keeps long lines linear.
        if (line != line_ || byte < byte_) {
            line_ = line;
            byte_ = starts_[line];
            column_ = 1;
        }
        for (; byte_ < std::min(byte, text_.size()); ++byte_) {
            column_ += (static_cast<unsigned char>(text_[byte_]) & 0xC0) != 0x80;
        }
        return {file_, static_cast<int>(line) + 1, column_};
    }

    // Whether the quoted scalar that begins here ends before the text does: yaml-cpp does not mind.
    bool closes_quote(const YAML::Mark& mark) const {
        const std::size_t begin =
            starts_[static_cast<std::size_t>(mark.line)] + static_cast<std::size_t>(mark.column);
        if (begin >= text_.size()) return false;
        const char quote = text_[begin];
        if (quote != '"' && quote != '\'') return true;  // a block scalar
        for (std::size_t i = begin + 1; i < text_.size(); ++i) {
            if (quote == '"' && text_[i] == '\\') {
                ++i;
            } else if (text_[i] == quote) {
                if (quote == '"' || i + 1 >= text_.size() || text_[i + 1] != quote) return true;
                ++i;
            }
        }
        return false;
    }

  private:
    std::string_view text_;
    const std::string& file_;
    std::vector<std::size_t> starts_;  // of the lines, in bytes
    std::size_t line_ = 0;             // the last place: its line, byte of the text and column
    std::size_t byte_ = 0;
    int column_ = 1;
};

// What is usually wrong where yaml-cpp says this.
std::string usual_cause(std::string_view message) {
    if (message == "illegal map value") return "a value that contains ': ' needs quotes";
    if (message == "end of map not found") return "is a line indented too little or too much?";
    if (message.ends_with("flow not found")) return "is a bracket left open, or a comma missing?";
    return "";
}

// Builds the tree from yaml-cpp's events; throws InputError out of the parser at the first thing that makes
// the rest unreadable, and gathers what does not.
class TreeBuilder final : public YAML::EventHandler {
  public:
    TreeBuilder(Places& places, ReadingBudget& budget) : places_(places), budget_(budget) {}

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (++documents_ > 1)
            refuse(places_.at(mark), "a second document starts here", "one file, one document");
    }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        add({ConfigNode::Kind::kNull, start(mark, "", anchor), "", {}, {}, {}});
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse_anchor(mark); }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        if (tag == "!" && !places_.closes_quote(mark)) {
            refuse(places_.at(mark), "the quote that opens here is never closed");
        }
        for (std::size_t at = 0, length = 0; at < value.size(); at += length) {  // "\e" and the like
            length = utf8_length(value, at);
            if (length == 0) refuse(places_.at(mark), "an escape that is not UTF-8 text");  // yaml-cpp's \N
            if (const std::string control = control_character(value, at); !control.empty()) {
                refuse(places_.at(mark), fmt::format("control character {} in the text", control));
            }
        }
        add({ConfigNode::Kind::kScalar, start(mark, tag, anchor), value, {}, {}, {}});
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open({ConfigNode::Kind::kSequence, start(mark, tag, anchor), "", {}, {}, {}});
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open({ConfigNode::Kind::kMap, start(mark, tag, anchor), "", {}, {}, {}});
    }
    void OnMapEnd() override { close(); }

    int documents() const { return documents_; }
    ConfigNode root;
    std::vector<Diagnostic> diagnostics;

  private:
    struct Level {
        ConfigNode node;
        std::unordered_map<std::string, Location> keys;
        bool expects_value = false;  // of a map: the last entry has its key and waits for its value
        bool duplicate = false;      // of a map: that value is dropped, its key was given before
        ConfigEntry dropped;
    };

    [[noreturn]] void refuse_anchor(const YAML::Mark& mark) {
        refuse(places_.at(mark), "anchors and aliases are not part of this format",
               "write the value out, or move the common part to a file and include it");
    }

    Location start(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
        if (anchor != YAML::NullAnchor) refuse_anchor(mark);
        // yaml-cpp reports "?" for plain and "!" for quoted values without a tag
        if (!tag.empty() && tag != "?" && tag != "!") {
            refuse(places_.at(mark), fmt::format("the tag '{}' is not part of this format", tag));
        }
        if (budget_.nodes == 0) {
            refuse(places_.at(mark), fmt::format("a scenario may hold at most {} values", kMaxConfigNodes));
        }
        --budget_.nodes;
        return places_.at(mark);
    }

    void open(ConfigNode node) {
        if (is_key())
            refuse(node.where, "a key must be a name, not a list or a map", "is a bracket left open?");
        if (levels_.size() >= kMaxConfigDepth) {
            refuse(node.where, fmt::format("nested more than {} levels deep", kMaxConfigDepth));
        }
        levels_.push_back({});
        levels_.back().node = std::move(node);
    }

    void close() {
        ConfigNode node = std::move(levels_.back().node);
        levels_.pop_back();
        add(std::move(node));
    }

    bool is_key() const {
        return !levels_.empty() && levels_.back().node.is_map() && !levels_.back().expects_value;
    }

    void add(ConfigNode node) {
        if (levels_.empty()) {
            root = std::move(node);
        } else if (levels_.back().node.is_sequence()) {
            levels_.back().node.items.push_back(std::move(node));
        } else if (is_key()) {
            add_key(std::move(node));
        } else {
            Level& level = levels_.back();
            ConfigEntry& entry = level.duplicate ? level.dropped : level.node.entries.back();
            entry.value = std::move(node);
            level.expects_value = false;
        }
    }

    void add_key(ConfigNode key) {
        if (key.is_null()) refuse(key.where, "a key is missing, or is null");
        if (key.scalar == "<<") {
            refuse(key.where, "merge keys are not part of this format",
                   "move the common part to a file and include it");
        }
        Level& level = levels_.back();
        level.expects_value = true;
        const auto [first, is_new] = level.keys.emplace(key.scalar, key.where);
        level.duplicate = !is_new;
        if (is_new) {
            level.node.entries.push_back({std::move(key.scalar), std::move(key.where), {}});
        } else {
            diagnostics.push_back({key.where, fmt::format("the key '{}' is given twice", key.scalar),
                                   "first on line " + std::to_string(first->second.line)});
        }
    }

    Places& places_;
    ReadingBudget& budget_;
    std::vector<Level> levels_;
    int documents_ = 0;
};

}  // namespace

const ConfigEntry* ConfigNode::find(std::string_view key) const {
    for (const ConfigEntry& entry : entries) {
        if (entry.key == key) return &entry;
    }
    return nullptr;
}

std::string_view kind_name(ConfigNode::Kind kind) {
    constexpr std::string_view kNames[] = {"nothing", "a single value", "a list", "a map"};
    return name_in(kNames, kind);
}

std::string read_text_file(const std::filesystem::path& file, const Location& from) {
    return read_file(file, kMaxConfigBytes, from);
}

ConfigNode parse_config(std::string_view text, const std::string& file_name, ReadingBudget& budget) {
    if (text.size() > budget.bytes) {
        refuse({file_name, 0, 0}, fmt::format("the files of a scenario may hold at most {} MiB together",
                                              kMaxConfigBytes >> 20));
    }
    budget.bytes -= text.size();
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // byte order mark
    check_text(text, file_name);
    Places places(text, file_name);
    TreeBuilder builder(places, budget);
    try {
        std::istringstream stream{std::string(text)};
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const YAML::Exception& error) {
        builder.diagnostics.push_back(
            {places.at(error.mark), "broken YAML: " + error.msg, usual_cause(error.msg)});
    }
    if (!builder.diagnostics.empty()) throw InputError(std::move(builder.diagnostics));
    if (builder.documents() == 0 || builder.root.is_null()) {
        refuse({file_name, 0, 0}, "the file is empty", "a scenario file holds a map of keys and values");
    }
    if (!builder.root.is_map()) {
        refuse(builder.root.where,
               fmt::format("a map of keys and values is expected, not {}", kind_name(builder.root.kind)));
    }
    return std::move(builder.root);
}

ConfigNode read_config(const std::filesystem::path& file) {
    ReadingBudget budget;
    return parse_config(read_text_file(file), file.string(), budget);
}

}  // namespace offramp
