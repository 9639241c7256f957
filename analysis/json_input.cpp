// SPDX-License-Identifier: Apache-2.0
#include "analysis/json_input.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/error.hpp"

namespace offramp {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kDeepest = 100;

/// Of a byte, lines and columns counted from 1.
Location place_of(std::string_view text, std::size_t byte, const std::string& file) {
    const std::string_view before = text.substr(0, std::min(byte, text.size()));
    const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
    const auto is_first_byte = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
    return {file, 1 + static_cast<int>(std::ranges::count(before, '\n')),
            1 + static_cast<int>(std::ranges::count_if(before.substr(line_start), is_first_byte))};
}

/// Goes over the brackets, colons and commas of a JSON text that stand outside of its strings.
void each_mark(std::string_view text, const auto& take) {
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (in_string && text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            in_string = !in_string;
        } else if (!in_string && std::string_view("[]{}:,").find(text[i]) != std::string_view::npos) {
            if (!take(i)) return;
        }
    }
}

void check_depth(std::string_view text, const std::string& file) {
    int depth = 0;
    each_mark(text, [&](std::size_t at) {
        if (text[at] == '[' || text[at] == '{') ++depth;
        if (text[at] == ']' || text[at] == '}') --depth;
        if (depth > kDeepest)
            throw InputError(place_of(text, at, file), fmt::format("is nested more than {} deep", kDeepest));
        return true;
    });
}

/// Keys and numbers of items, from the outside in, with how many values come before in their list or object.
struct Step {
    std::string text;
    std::size_t before = 0;
};

/// Where the value at the end of a path begins, in a text that is sound JSON.
std::size_t byte_of(std::string_view text, const std::vector<Step>& path) {
    std::size_t found = std::min(text.find_first_not_of(" \t\r\n"), text.size());
    std::size_t reached = 0;  // steps of the path that have been gone
    int depth = 0;            // of brackets
    std::size_t item = 0;     // in the list or object that the path goes into
    bool is_object = false;
    const auto value_after = [&](std::size_t at) { return text.find_first_not_of(" \t\r\n", at + 1); };
    each_mark(text, [&](std::size_t at) {
        if (reached == path.size()) return false;
        const bool inside = depth == static_cast<int>(reached) + 1;
        const bool opens = text[at] == '[' || text[at] == '{';
        if (opens && depth == static_cast<int>(reached)) {
            is_object = text[at] == '{';
            item = 0;
        }
        if (inside && text[at] == ',') ++item;
        const bool begins_value =
            is_object ? inside && text[at] == ':'
                      : (inside && text[at] == ',') || (opens && depth == static_cast<int>(reached));
        if (opens) ++depth;
        if (text[at] == ']' || text[at] == '}') --depth;
        if (begins_value && item == path[reached].before) {
            found = value_after(at);
            ++reached;
        }
        return true;
    });
    return found;
}

std::string kind_of_json(const Json& json) {
    if (json.is_string()) return "a text";
    if (json.is_number()) return "a number";
    if (json.is_boolean()) return "true or false";
    if (json.is_array()) return "a list";
    if (json.is_object()) return "an object";
    return "null";
}

bool is_same_kind(const Json& json, const Json& shape) {
    return kind_of_json(json) == kind_of_json(shape) || (json.is_null() && shape == 0);
}

class ShapeCheck {
  public:
    ShapeCheck(std::string_view text, const std::string& file) : text_(text), file_(file) {}

    void check(const Json& json, const Json& shape) {
        if (!is_same_kind(json, shape)) {
            refuse(fmt::format("{} is expected here, not {}", kind_of_json(shape), kind_of_json(json)));
        }
        if (shape.is_array() && !shape.empty()) {
            for (std::size_t k = 0; k < json.size(); ++k) enter({std::to_string(k), k}, json[k], shape[0]);
        }
        if (!shape.is_object()) return;
        for (const auto& [key, wanted] : shape.items()) {
            const auto found = json.find(key);
            if (found == json.end()) refuse(fmt::format("the key '{}' is missing here", key));
            enter({key, static_cast<std::size_t>(std::distance(json.begin(), found))}, *found, wanted);
        }
    }

  private:
    void enter(Step step, const Json& json, const Json& shape) {
        path_.push_back(std::move(step));
        check(json, shape);
        path_.pop_back();
    }

    [[noreturn]] void refuse(const std::string& problem) const {
        std::string pointer;
        for (const Step& step : path_) pointer += '/' + step.text;
        throw InputError(place_of(text_, byte_of(text_, path_), file_), problem,
                         pointer.empty() ? "" : "at " + pointer);
    }

    std::string_view text_;
    const std::string& file_;
    std::vector<Step> path_;
};

}  // namespace

Json parse_json(std::string_view text, const std::string& file) {
    check_depth(text, file);
    try {
        return Json::parse(text);
    } catch (const Json::parse_error& error) {
        // "[json.exception...] parse error at line 1, column 2: what is wrong"
        const std::string said = error.what();
        const std::size_t colon = said.find(": ");
        throw InputError(place_of(text, error.byte == 0 ? 0 : error.byte - 1, file),
                         "broken JSON: " + (colon == std::string::npos ? said : said.substr(colon + 2)));
    } catch (const Json::exception& error) {
        throw InputError({file}, std::string("broken JSON: ") + error.what());
    }
}

void require_shape(const Json& json, const Json& shape, std::string_view text, const std::string& file) {
    ShapeCheck(text, file).check(json, shape);
}

}  // namespace offramp
