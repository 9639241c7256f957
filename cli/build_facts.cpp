// SPDX-License-Identifier: Apache-2.0
#include "cli/build_facts.hpp"

#include <fmt/format.h>

#include "analysis/run_record.hpp"

namespace offramp::cli {

std::string build_facts() {
    std::string text = fmt::format("offramp {}\n", version());
    if (!commit_built().empty()) text += fmt::format("commit {}\n", commit_built());
    text += "built with " OFFRAMP_COMPILER ", " OFFRAMP_BUILD_TYPE "\n";
    return text + OFFRAMP_BINDING_LICENCE;
}

}  // namespace offramp::cli
