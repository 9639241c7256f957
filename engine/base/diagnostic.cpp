// SPDX-License-Identifier: Apache-2.0
#include "engine/base/diagnostic.hpp"

#include <fmt/format.h>

namespace offramp {

std::string to_string(const Location& where) {
    if (where.line == 0) return where.file;
    if (where.column == 0) return fmt::format("{}:{}", where.file, where.line);
    return fmt::format("{}:{}:{}", where.file, where.line, where.column);
}

std::string to_string(const Diagnostic& diagnostic) {
    std::string text = diagnostic.where.file.empty()
                           ? diagnostic.message
                           : to_string(diagnostic.where) + ": " + diagnostic.message;
    if (!diagnostic.hint.empty()) text += " (" + diagnostic.hint + ")";
    return text;
}

std::string to_string(const std::vector<Diagnostic>& diagnostics) {
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics) {
        if (!text.empty()) text += '\n';
        text += to_string(diagnostic);
    }
    return text;
}

}  // namespace offramp
