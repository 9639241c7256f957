// SPDX-License-Identifier: Apache-2.0
// What the program printed as JSON: the record of a run, and those that a report shows.
#include <nlohmann/json.hpp>

#include "analysis/report/page.hpp"
#include "analysis/report/report.hpp"
#include "analysis/run_record.hpp"
#include "tests/fuzz/input_folder.hpp"
#include "tests/fuzz/target.hpp"

namespace offramp::fuzz {

void examine(std::string_view input) {
    static const InputFolder kFolder("input.json");
    takes([&] {
        const std::string text = to_json(parse_run_record(input, "run.json")).dump();
        const RunRecord again = surely([&] { return parse_run_record(text, "again.json"); });
        ensure(to_json(again).dump() == text, "a record reads as it was written");
    });
    nlohmann::ordered_json report = empty_report();
    add_record_file(report, kFolder.write(input));
    const std::string in_page = script_safe_json(report);
    ensure(in_page.find('<') == std::string::npos, "no text of a report ends its script");
}

}  // namespace offramp::fuzz
