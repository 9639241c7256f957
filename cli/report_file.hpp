// SPDX-License-Identifier: Apache-2.0
// `--report FILE` of commands whose result a report can show.
#pragma once

#include <CLI/CLI.hpp>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "analysis/atomic_file.hpp"
#include "analysis/experiment.hpp"
#include "analysis/report/report.hpp"

namespace offramp::cli {

/// Adds the option; `file` stays empty without it.
CLI::Option* add_report_option(CLI::App& command, std::string& file);

/// Its file, opened as open_report() does; empty without the option.
std::optional<AtomicFile> open_asked_report(const std::string& file);

/// A command line put together again, for a page to say how to run it once more.
class CommandText {
  public:
    explicit CommandText(std::string start) : text_(std::move(start)) {}

    CommandText& word(const std::string& word);
    CommandText& option(const std::string& name, const std::string& value);  ///< none where `value` is empty
    CommandText& option(const std::string& name,
                        const std::vector<std::string>& values);  ///< joined by commas
    CommandText& flag(const std::string& name, bool on);
    const std::string& text() const { return text_; }

  private:
    std::string text_;
};

/// What a report of a command adds to the command's record: the campaigns of an experiment, simulated again.
struct ReportedCampaigns {
    const Experiment& experiment;
    std::string baseline;
    std::uint64_t seed = 0;
    ReportOptions options;
};

/// Writes the report of a record to `file`. False where it was interrupted, and nothing written.
bool write_record_report(AtomicFile& file, nlohmann::ordered_json record, const CommandText& command,
                         const std::optional<ReportedCampaigns>& campaigns = {});

/// Writes the report of a store to `file`, with progress. False where it was interrupted, and nothing
/// written.
bool write_store_report(AtomicFile& file, nlohmann::ordered_json report, const std::string& store,
                        const std::string& command, std::uint64_t campaigns, std::uint64_t sampled,
                        int threads);

}  // namespace offramp::cli
