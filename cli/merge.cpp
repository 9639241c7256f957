// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "analysis/file_kind.hpp"
#include "analysis/store/merge_stores.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/terminal.hpp"

namespace offramp::cli {
namespace {

struct MergeArguments {
    std::vector<std::string> inputs;
    std::string output;
};

int merge(const MergeArguments& arguments) {
    for (const std::string& input : arguments.inputs) expect_kind(input, {FileKind::kStore}, "offramp merge");
    const std::vector<std::filesystem::path> inputs(arguments.inputs.begin(), arguments.inputs.end());
    const MergedStore merged = merge_stores(inputs, arguments.output);
    complain(fmt::format("offramp: {} holds {} of {} points\n", arguments.output, merged.points,
                         merged.points_wanted));
    return kDone;
}

}  // namespace

void add_merge(CLI::App& program, Action& action) {
    CLI::App* command = program.add_subcommand("merge", "Put the shards of a sweep together");
    auto a = std::make_shared<MergeArguments>();
    command->add_option("STORE", a->inputs, "stores of one sweep")->required();
    add_output_option(*command, "-o,--output", a->output, "the merged store, a new file")->required();
    command->footer("Example:\n  offramp merge out/part-1.sqlite out/part-2.sqlite -o out/whole.sqlite");
    command->callback([a, &action] { action = [a] { return merge(*a); }; });
}

}  // namespace offramp::cli
