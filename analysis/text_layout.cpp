// SPDX-License-Identifier: Apache-2.0
#include "analysis/text_layout.hpp"
#include "engine/base/enumerator_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace offramp {
namespace {

bool starts_code_point(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

std::string blanks(int count) {
    return std::string(static_cast<std::size_t>(std::max(count, 0)), ' ');
}

std::string_view escape_of(Ink ink) {
    constexpr std::string_view kEscapes[] = {"",         "\x1b[1m",  "\x1b[2m", "\x1b[31m",
                                             "\x1b[32m", "\x1b[33m", "\x1b[36m"};
    return name_in(kEscapes, ink);
}

}  // namespace

std::string inked(std::string_view text, Ink ink, bool colour) {
    if (!colour || ink == Ink::kPlain) return std::string(text);
    return std::string(escape_of(ink)) + std::string(text) + "\x1b[0m";
}

int display_width(std::string_view text) {
    return static_cast<int>(std::count_if(text.begin(), text.end(), starts_code_point));
}

std::string padded(std::string_view text, int width) {
    return std::string(text) + blanks(width - display_width(text));
}

std::string padded_left(std::string_view text, int width) {
    return blanks(width - display_width(text)) + std::string(text);
}

std::string shortened(std::string_view text, int width, bool unicode) {
    if (display_width(text) <= width) return std::string(text);
    std::string cut;
    int columns = 0;
    for (const char c : text) {
        if (starts_code_point(c) && ++columns >= width) break;
        cut += c;
    }
    return cut + (unicode ? "…" : "~");
}

std::string wrapped(std::string_view first, std::string_view text, int width) {
    const int indent = display_width(first);
    std::string out(first);
    int column = indent;
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(text.size(), word.size() + 1));
        if (word.empty()) continue;
        if (column > indent && column + 1 + display_width(word) > width) {
            out += '\n' + blanks(indent);
            column = indent;
        }
        if (column > indent) {
            out += ' ';
            ++column;
        }
        out += word;
        column += display_width(word);
    }
    return out + '\n';
}

std::string number_text(double value) {
    if (std::abs(value) >= 999.5 && std::abs(value) < 1e7) return fmt::format("{:.0f}", value);
    return fmt::format("{:.3g}", value);
}

}  // namespace offramp
