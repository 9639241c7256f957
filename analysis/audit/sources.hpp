// SPDX-License-Identifier: Apache-2.0
// Where the numbers of a scenario come from, as its comments say.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.hpp"
#include "engine/scenario/config_node.hpp"

namespace offramp {

/// Marks that no source stands behind a number: it was judged, or is a matter of form.
inline constexpr std::string_view kJudged = "judgement";
inline constexpr std::string_view kForm = "form";

/// Reads the marks that a scenario's comments set in square brackets, such as `[judgement]` or `[MID]`. A
/// comment speaks of the line that it stands on and, where it stands alone, of those below it up to the next
/// comment.
class Sources {
  public:
    /// The file with all that it includes. Throws InputError.
    explicit Sources(const std::filesystem::path& file);

    /// The marks of the comment that speaks of the value at a path; empty where there is none.
    std::vector<std::string> of(std::string_view path);

    /// Whether the value at a path is written there; else it is a default of the format.
    bool has(std::string_view path) const { return node_at(path) != nullptr; }

    /// Where the value at a path is written; empty for a default of the format.
    std::optional<Location> where(std::string_view path) const;

    /// The lines of one of the files.
    const std::vector<std::string>& lines_of(const std::string& file);

  private:
    const ConfigNode* node_at(std::string_view path) const;

    ConfigNode tree_;
    std::map<std::string, std::vector<std::string>> lines_;  // by file
};

/// A line's comment, from its sign on; empty where the line has none.
std::string_view comment_of(std::string_view line);

/// Whether something else than judgement or form stands behind it.
bool is_sourced(const std::vector<std::string>& marks);

}  // namespace offramp
