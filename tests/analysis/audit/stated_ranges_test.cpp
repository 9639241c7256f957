// SPDX-License-Identifier: Apache-2.0
#include "analysis/audit/stated_ranges.hpp"

#include <string>
#include <vector>

#include "analysis/audit/audit.hpp"
#include "analysis/sweep/map_reader.hpp"
#include "engine/base/file.hpp"
#include "engine/scenario/read_scenario.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace offramp;
using namespace offramp::testing;

namespace {

const std::string kUncommented = std::string(OFFRAMP_SOURCE_DIR) + "/tests/cli/strait.yaml";

/// The small scenario with a comment behind each line that holds a text.
struct CommentedStrait {
    TemporaryDirectory folder;
    std::filesystem::path file = folder.path() / "s.yaml";

    using Comment = std::pair<std::string, std::string>;  // text of a line, and what is said behind it

    explicit CommentedStrait(const std::vector<Comment>& comments) {
        std::string text = read_text_file(kUncommented);
        for (const auto& [line, comment] : comments) {
            const std::size_t at = text.find(line);
            REQUIRE(at != std::string::npos);
            text.insert(text.find('\n', at), "  # " + comment);
        }
        write_text(file, text);
    }

    std::string problems() const {
        return to_string(problems_in([&] { stated_ranges(file); }));
    }
};

}  // namespace

TEST_CASE("a comment states the range of the number of its line") {
    const CommentedStrait strait({{"stakes: 1", "[judgement] range: 0.5 to 3. The range of ships is another"},
                                  {"rate: {", "range: 0.02/day to 36.525/y"},
                                  {"hazard: {", "range base: 0.01/day to 0.05/day, range rung.us: 0 to 1"},
                                  {"round: 12h", "[press] range: 6h to 1d"}});
    const std::vector<StatedRange> ranges = stated_ranges(strait.file);
    REQUIRE(ranges.size() == 5);
    CHECK(ranges[0].path == "incidents.intercept.rate.base");
    CHECK(ranges[0].low == Approx(0.02 / 24));
    CHECK(ranges[0].high == Approx(0.1 / 24));
    CHECK(ranges[1].path == "incidents.intercept.stakes");
    CHECK(ranges[1].low == 0.5);
    CHECK(ranges[1].high == 3.0);
    CHECK(ranges[2].path == "incidents.intercept.round");
    CHECK(ranges[2].high == 24.0);
    CHECK(ranges[3].path == "incidents.intercept.hazard.base");
    CHECK(ranges[4].path == "incidents.intercept.hazard.effects.rung.us");
    CHECK(stated_ranges(kUncommented).empty());
}

TEST_CASE("an audit tries the ends of a stated range") {
    const CommentedStrait strait({CommentedStrait::Comment{"stakes: 1", "range: 0.5 to 3"}});
    const std::vector<ValidatedScenario> policies = {load_scenario(strait.file)};
    const Audit audited = audit(policies, {}, strait.file,
                                {.seed = 5,
                                 .campaigns = 4,
                                 .only = {"incidents.intercept.stakes", "incidents.intercept.rounds"},
                                 .ranges = stated_ranges(strait.file)});
    REQUIRE(audited.numbers.size() == 2);
    CHECK(audited.numbers[0].range == kOwnRange);
    REQUIRE(audited.numbers[0].trials.size() == 2);
    CHECK(audited.numbers[0].trials[0].value == "0.5");
    CHECK(audited.numbers[0].trials[1].value == "3");
    CHECK(audited.numbers[1].range.empty());
}

TEST_CASE("what is wrong with stated ranges is said where they stand, all of it") {
    const CommentedStrait strait({{"stakes: 1", "range: 2 to 3"},
                                  {"round: 12h", "range: 6h"},
                                  {"rounds: 8", "range: 9 to 7"},
                                  {"title: Hotline", "range: 1 to 2"},
                                  {"tension: {", "range: 0 to 1"},
                                  {"pickup: {", "range bas: 0 to 1"},
                                  {"latency: {", "range base: 1 to 3"}});
    const std::string said = strait.problems();
    CHECK_THAT(said, contains("range of incidents.intercept.stakes: 1 is not between 2 and 3"));
    CHECK_THAT(said, contains("a range has two ends (range: LOW to HIGH)"));
    CHECK_THAT(said, contains("range of incidents.intercept.rounds: 9 is not below 7"));
    CHECK_THAT(said, contains("a range stands on the line of its number, and none is on this"));
    CHECK_THAT(said, contains("this line has 4 numbers that the range may be of (range initial: 0 to 1)"));
    CHECK_THAT(said, contains("no number of this line is called 'bas'"));
    CHECK_THAT(said, contains("range of channels.hotline.latency.base: "));
    CHECK_THAT(said, contains("s.yaml:5:71: this line"));
}
