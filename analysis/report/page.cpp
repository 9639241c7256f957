// SPDX-License-Identifier: Apache-2.0
#include "analysis/report/page.hpp"

#include <nlohmann/json.hpp>
#include <string_view>

#include "analysis/report/page_text.hpp"
#include "engine/base/error.hpp"
#include "engine/base/file.hpp"

namespace offramp {
namespace {

constexpr std::string_view kDataMark = "{{data}}";
constexpr std::string_view kFirstLines = "<!DOCTYPE html>\n<!-- written by offramp report -->\n";

std::string_view page_or_failure() {
    const std::string_view page = report_page_text();
    if (page.empty()) {
        throw RuntimeFailure(
            "this build has no report page, because Node.js and npm or the packages that they fetch were "
            "missing; with those (scripts/setup), build again (scripts/build)");
    }
    return page;
}

/// `text` with every `from` as `to`.
void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

}  // namespace

bool has_report_page() {
    return !report_page_text().empty();
}

AtomicFile open_report(const std::filesystem::path& file) {
    page_or_failure();
    if (kind_of(file, PathUse::kOutput) != PathKind::kNothing &&
        first_bytes(file, kFirstLines.size(), PathUse::kOutput) != kFirstLines) {
        throw InputError({file.string()}, "exists and is not a report, so it is not overwritten",
                         "a new name, for example report.html");
    }
    return AtomicFile(file);
}

std::string script_safe_json(const nlohmann::ordered_json& data) {
    std::string text = data.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    // Outside of strings JSON has none of these, and inside each may be written as its number.
    replace_all(text, "<", "\\u003c");
    replace_all(text, ">", "\\u003e");
    replace_all(text, "&", "\\u0026");
    replace_all(text, "\xE2\x80\xA8", "\\u2028");
    replace_all(text, "\xE2\x80\xA9", "\\u2029");
    return text;
}

std::string report_page(const nlohmann::ordered_json& data) {
    const std::string_view page = page_or_failure();
    const std::size_t mark = page.find(kDataMark);
    if (mark == std::string_view::npos) throw InternalError("the report page has no place for its data");
    std::string text(page.substr(0, mark));
    text += script_safe_json(data);
    text += page.substr(mark + kDataMark.size());
    return text;
}

void write_report(AtomicFile& file, const nlohmann::ordered_json& data) {
    file.write(report_page(data));
    file.commit();
}

}  // namespace offramp
