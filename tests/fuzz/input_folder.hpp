// SPDX-License-Identifier: Apache-2.0
// For readers that are given the name of a file: a folder in which the input lies, beside what it may name.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace offramp::fuzz {

class InputFolder {
  public:
    /// A file or folder of the project, and what it is called there.
    struct Link {
        std::string source;
        std::string name;
    };

    /// `file`: what the input is called.
    explicit InputFolder(const std::string& file, const std::vector<Link>& links = {});
    ~InputFolder();
    InputFolder(const InputFolder&) = delete;
    InputFolder& operator=(const InputFolder&) = delete;
    InputFolder(InputFolder&&) = delete;
    InputFolder& operator=(InputFolder&&) = delete;

    /// Writes the input, over the one before. Its path.
    const std::filesystem::path& write(std::string_view input) const;

    std::filesystem::path operator/(const std::string& name) const { return folder_ / name; }

  private:
    std::filesystem::path folder_;
    std::filesystem::path file_;
};

}  // namespace offramp::fuzz
