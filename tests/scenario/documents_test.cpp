// SPDX-License-Identifier: Apache-2.0
// The schema and the manual are what the program generates; the examples of the manual work.
// OFFRAMP_REGENERATE=1 in the environment writes both instead.
#include <array>
#include <fstream>
#include <sstream>

#include "engine/base/error.hpp"
#include "engine/scenario/format_markdown.hpp"
#include "engine/scenario/read_scenario.hpp"
#include "engine/scenario/schema.hpp"
#include "tests/catch.hpp"
#include "tests/scenario/small_scenario.hpp"
#include "tests/support/document.hpp"

using namespace offramp;

namespace {

const std::string kSchemaFile = OFFRAMP_SOURCE_DIR "/scenarios/schema.json";
const std::string kManualFile = OFFRAMP_SOURCE_DIR "/docs/scenario-format.md";

}  // namespace

TEST_CASE("scenarios/schema.json is the schema of the program") {
    if (testing::regenerate()) std::ofstream(kSchemaFile) << scenario_schema();
    CHECK(testing::file_text(kSchemaFile) == scenario_schema());
}

TEST_CASE("docs/scenario-format.md holds the reference of the program") {
    testing::check_document_part(kManualFile, "reference", scenario_format_markdown());
}

TEST_CASE("the schema knows every key that the canonical text writes") {
    const std::string schema = scenario_schema();
    std::istringstream text(parse_scenario(small_scenario(), "s.yaml").canonical_text());
    const std::string names =
        " us cn only firm soft strait hotline hold climb down call intercept rules visit students ";
    for (std::string line; std::getline(text, line);) {
        const std::size_t first = line.find_first_not_of(" -"), colon = line.find(':');
        if (first == std::string::npos || colon == std::string::npos) continue;
        const std::string key = line.substr(first, colon - first);
        if (names.find(" " + key + " ") != std::string::npos) continue;
        CAPTURE(key);
        CHECK(schema.find("\"" + key + "\":") != std::string::npos);
    }
}

TEST_CASE("the examples of the manual can be read") {
    const TemporaryFolder folder;
    std::istringstream manual(testing::file_text(kManualFile));
    std::string line, name, text;
    int files = 0;
    while (std::getline(manual, line)) {
        if (line != "```yaml") continue;
        std::getline(manual, line);
        REQUIRE(line.starts_with("# "));
        name = line.substr(2);
        text = line + "\n";
        while (std::getline(manual, line) && line != "```") text += line + "\n";
        folder.write(name, text);
        ++files;
    }
    REQUIRE(files == 3);
    CHECK_NOTHROW(load_scenario_or_policy(folder / "straits.yaml"));
    CHECK_NOTHROW(load_scenario_or_policy(folder / "policies/distance.yaml"));
    const ValidatedScenario base = load_scenario(folder / "straits.yaml");
    const ValidatedScenario policy =
        load_scenario(folder / "straits.yaml", std::array{folder / "policies/distance.yaml"});
    CHECK(base.scenario().ladder.size() == 4);
    CHECK_FALSE(base.scenario().guardrails[0].in_force);
    CHECK(policy.scenario().guardrails[0].in_force);
    CHECK(policy.scenario().timeline.empty());
    CHECK(policy.scenario().actors[1].rationality == 3);
    CHECK(policy.hash() != base.hash());
}

TEST_CASE("every scenario and policy that is shipped is sound") {
    int files = 0;
    for (const char* folder : {OFFRAMP_SOURCE_DIR "/scenarios", OFFRAMP_SOURCE_DIR "/scenarios/policies"}) {
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            if (entry.path().extension() != ".yaml") continue;
            CHECK_NOTHROW(load_scenario_or_policy(entry.path()));
            ++files;
        }
    }
    CHECK(files >= 10);
}
