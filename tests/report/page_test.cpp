// SPDX-License-Identifier: Apache-2.0
#include "analysis/report/page.hpp"

#include <nlohmann/json.hpp>
#include <string>

#include "engine/base/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace offramp;
using offramp::testing::file_text;
using offramp::testing::TemporaryDirectory;
using offramp::testing::write_text;

TEST_CASE("text in a report cannot end the script that holds it, and reads back as it was") {
    const std::string evil =
        "</script><!-- <img src=x onerror=alert(1)> & \xE2\x80\xA8 \xE2\x80\xA9 \" \\ {{data}}";
    const nlohmann::ordered_json data = {{"title", evil}, {evil, 1}};
    const std::string text = script_safe_json(data);
    CHECK(text.find_first_of("<>&") == std::string::npos);
    CHECK(text.find("\xE2\x80\xA8") == std::string::npos);
    CHECK(text.find("\xE2\x80\xA9") == std::string::npos);
    CHECK(nlohmann::ordered_json::parse(text) == data);
}

TEST_CASE("bytes that are no UTF-8 do not keep a report from being written") {
    const std::string text = script_safe_json({{"title", "broken \xFF here"}});
    CHECK(nlohmann::json::parse(text)["title"] == "broken \xEF\xBF\xBD here");
}

TEST_CASE("the build holds the page, or says what is missing") {
    if (!has_report_page()) {
        CHECK_THROWS_WITH(report_page({}), contains("npm"));
        CHECK_THROWS_WITH(open_report("report.html"), contains("npm"));
        OFFRAMP_SKIP("this build has no report page: npm was missing or could not fetch its packages");
    }
    const std::string page = report_page({{"offramp", "0"}});
    CHECK(page.find(R"({"offramp":"0"})") != std::string::npos);
    CHECK_THAT(page, contains("default-src 'none'"));
    CHECK(page.find("{{data}}") == std::string::npos);
    CHECK(page.size() < 1'000'000);
}

TEST_CASE("a report may be written again, but nothing else is overwritten") {
    const TemporaryDirectory directory;
    if (!has_report_page()) OFFRAMP_SKIP("this build has no report page");
    const std::filesystem::path file = directory.path() / "report.html";
    for (const char* version : {"1", "2"}) {
        AtomicFile report = open_report(file);
        write_report(report, {{"offramp", version}});
        CHECK_THAT(file_text(file), contains("{\"offramp\":\"" + std::string(version) + "\"}"));
    }
    write_text(directory.path() / "notes.html", "<!DOCTYPE html>\n<p>mine</p>\n");
    CHECK_THROWS_AS(open_report(directory.path() / "notes.html"), InputError);
    CHECK_THROWS_AS(open_report(directory.path()), InputError);
}
