// SPDX-License-Identifier: Apache-2.0
#include "engine/base/error.hpp"
#include "tests/catch.hpp"

using namespace offramp;

TEST_CASE("a diagnostic reads file:line:column: message (hint)") {
    CHECK(to_string(Diagnostic{{"a.yaml", 3, 7}, "unknown key 'x'", "did you mean 'y'?"}) ==
          "a.yaml:3:7: unknown key 'x' (did you mean 'y'?)");
    CHECK(to_string(Diagnostic{{"a.yaml", 0, 0}, "cannot be read", ""}) == "a.yaml: cannot be read");
    CHECK(to_string(Diagnostic{{}, "no scenario given", ""}) == "no scenario given");
}

TEST_CASE("an input error carries every diagnostic and prints one a line") {
    const InputError error({{{"a", 1, 1}, "first", ""}, {{"a", 2, 1}, "second", ""}});
    CHECK(error.diagnostics().size() == 2);
    CHECK(std::string(error.what()) == "a:1:1: first\na:2:1: second");
}

TEST_CASE("a broken promise says where it was broken") {
    CHECK_NOTHROW(ensure(true, "holds"));
    CHECK_THROWS_WITH(ensure(false, "the promise"),
                      contains("diagnostic_test.cpp") && contains("the promise"));
}
