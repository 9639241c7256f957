// SPDX-License-Identifier: Apache-2.0
// A scenario small enough to read, and helpers that say what is wrong with a text.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace offramp {

/// A valid scenario; every line of it stands at the same place in every test.
const std::string& small_scenario();

/// The small scenario with the first occurrence of `from` replaced by `to`; `from` must occur.
std::string small_with(std::string_view from, std::string_view to);

/// What parse_scenario says about a text called "s.yaml", a line for each problem.
std::vector<std::string> problems(std::string_view text);

/// The problems of the small scenario after one replacement, in one text.
std::string problems_with(std::string_view from, std::string_view to);

/// A new empty folder below the system's temporary one, removed at the end.
class TemporaryFolder {
  public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    /// Writes a file, with the folders above it, and returns its path.
    std::filesystem::path write(const std::string& name, std::string_view text) const;
    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

  private:
    std::filesystem::path path_;
};

}  // namespace offramp
