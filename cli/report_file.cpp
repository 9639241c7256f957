// SPDX-License-Identifier: Apache-2.0
#include "cli/report_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "analysis/report/page.hpp"
#include "cli/arguments.hpp"
#include "cli/interruptible.hpp"

namespace offramp::cli {
namespace {

constexpr const char* kForReport = "for the report";

}  // namespace

CLI::Option* add_report_option(CLI::App& command, std::string& file) {
    return add_output_option(command, "--report", file,
                             "also write one interactive page, an HTML file that needs nothing else");
}

std::optional<AtomicFile> open_asked_report(const std::string& file) {
    if (file.empty()) return std::nullopt;
    return open_report(file);
}

CommandText& CommandText::word(const std::string& word) {
    text_ += ' ' + shell_word(word);
    return *this;
}

CommandText& CommandText::option(const std::string& name, const std::string& value) {
    return value.empty() ? *this : word(name).word(value);
}

CommandText& CommandText::option(const std::string& name, const std::vector<std::string>& values) {
    return option(name, fmt::format("{}", fmt::join(values, ",")));
}

CommandText& CommandText::flag(const std::string& name, bool on) {
    return on ? word(name) : *this;
}

bool write_record_report(AtomicFile& file, nlohmann::ordered_json record, const CommandText& command,
                         const std::optional<ReportedCampaigns>& campaigns) {
    nlohmann::ordered_json report = empty_report();
    add_record(report, std::move(record), file.path().string());
    report["rerun"] = command.text();
    if (campaigns) {
        const ReportedCampaigns& again = *campaigns;
        const auto add = [&](const ReportOptions& options) {
            add_campaigns(report, again.experiment, again.baseline, again.seed, options);
            return !options.cancel.stop_requested();
        };
        if (!interruptible(again.options, again.options.sampled, add, kForReport)) return false;
    }
    write_report(file, report);
    return true;
}

bool write_store_report(AtomicFile& file, nlohmann::ordered_json report, const std::string& store,
                        const std::string& command, std::uint64_t campaigns, std::uint64_t sampled,
                        int threads) {
    const auto add = [&](const ReportOptions& options) {
        return add_store(report, StoreReader(store), options);
    };
    const ReportOptions options{.campaigns = campaigns, .sampled = sampled, .threads = threads};
    if (!interruptible(options, campaigns + std::min(campaigns, sampled), add, kForReport)) return false;
    report["rerun"] = command;
    write_report(file, report);
    return true;
}

}  // namespace offramp::cli
