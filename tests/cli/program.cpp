// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/program.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

namespace offramp::testing {

ProgramResult run_offramp(const std::string& arguments, const std::string& before, const std::string& after) {
    const TemporaryDirectory directory;
    const std::string out = directory.path() / "out";
    const std::string err = directory.path() / "err";
    const std::string command = "{ " + before + " " OFFRAMP_PROGRAM " " + arguments + " " + after + " ; } >" +
                                out + " 2>" + err + " </dev/null";
    const int status = std::system(command.c_str());
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return {code, file_text(out), file_text(err)};
}

std::optional<std::string> bound_by_permissions() {
    if (::geteuid() != 0) return "";
    const std::string command = "setpriv --bounding-set=-dac_override,-dac_read_search";
    if (run_offramp("--version", command).code != 0) return std::nullopt;
    return command;
}

std::string test_file(const std::string& name) {
    return OFFRAMP_SOURCE_DIR "/tests/cli/" + name;
}

}  // namespace offramp::testing
