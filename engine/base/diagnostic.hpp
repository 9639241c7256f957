// SPDX-License-Identifier: Apache-2.0
// A located problem in an input file, and a list of them: input is checked whole, not up to its first
// mistake.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace offramp {

/// A place in an input file. Lines and columns count from 1; 0 means "the file as a whole".
struct Location {
    std::string file;
    int line = 0;
    int column = 0;

    friend bool operator==(const Location&, const Location&) = default;
};

/// What is wrong, where, and what was expected instead.
struct Diagnostic {
    Location where;
    std::string message;
    std::string hint = {};  ///< what to do next, for example the nearest known name; may be empty

    friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

/// "file:line:column: message (hint)", the form that editors and terminals make clickable.
std::string to_string(const Location& where);
std::string to_string(const Diagnostic& diagnostic);
std::string to_string(const std::vector<Diagnostic>& diagnostics);  ///< a line each

}  // namespace offramp
