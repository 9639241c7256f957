// SPDX-License-Identifier: Apache-2.0
// Parts of the documentation that the program knows better: held equal to it, or written anew where
// OFFRAMP_REGENERATE=1 is in the environment.
#pragma once

#include <cstdlib>
#include <string>

#include "tests/catch.hpp"
#include "tests/support/temporary_directory.hpp"

namespace offramp::testing {

inline bool regenerate() {
    return std::getenv("OFFRAMP_REGENERATE") != nullptr;
}

/// Checks what stands in `file` between a comment that begins with "<!-- part:" and "<!-- end of part -->".
inline void check_document_part(const std::string& file, const std::string& part, const std::string& text) {
    const std::string document = file_text(file);
    const std::size_t begin = document.find("-->\n", document.find("<!-- " + part + ":")) + 4;
    const std::size_t end = document.find("<!-- end of " + part + " -->");
    REQUIRE(end != std::string::npos);
    REQUIRE(begin < end + 1);
    const std::string expected = "\n" + text + "\n";
    if (regenerate()) {
        write_text(file, document.substr(0, begin) + expected + document.substr(end));
    } else {
        CHECK(document.substr(begin, end - begin) == expected);
    }
}

}  // namespace offramp::testing
