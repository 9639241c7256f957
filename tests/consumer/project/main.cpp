// SPDX-License-Identifier: Apache-2.0
// What a program that links the installed engine may write: headers by their path, symbols from the library.
#include <cstdio>

#include "engine/base/diagnostic.hpp"

int main() {
    const offramp::Diagnostic diagnostic{{"game.yaml", 3, 5}, "unknown action", ""};
    const std::string text = to_string(diagnostic);
    std::puts(text.c_str());
    return text == "game.yaml:3:5: unknown action" ? 0 : 1;
}
