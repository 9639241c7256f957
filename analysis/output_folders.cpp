// SPDX-License-Identifier: Apache-2.0
#include "analysis/output_folders.hpp"

#include <ranges>

#include "engine/base/file.hpp"

namespace offramp {
namespace fs = std::filesystem;

OutputFolders::OutputFolders(const fs::path& folder, const fs::path& output) {
    std::vector<fs::path> missing;
    for (fs::path at = folder; !at.empty() && !is_there(at) && at != at.parent_path(); at = at.parent_path())
        missing.push_back(at);
    for (const fs::path& at : std::ranges::reverse_view(missing)) {
        std::error_code reason;
        const bool is_new = fs::create_directory(at, reason);
        if (reason) fail_at(output, PathUse::kOutput, "created", reason);
        if (is_new) made_.push_back(at);
    }
}

OutputFolders::~OutputFolders() {
    std::error_code in_use;
    for (const fs::path& at : std::ranges::reverse_view(made_)) fs::remove(at, in_use);
}

}  // namespace offramp
