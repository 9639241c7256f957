// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/file_kind.hpp"
#include "analysis/store/verify_store.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"
#include "cli/terminal.hpp"
#include "cli/text_table.hpp"

namespace offramp::cli {
namespace {

struct VerifyArguments {
    std::string store;
    VerifyOptions options;
};

std::string table_of(const StoreVerdict& verdict) {
    std::vector<TableRow> rows;
    for (const StoreCheck& check : verdict.checks) {
        const std::string result = check.checked == 0 ? "-"
                                   : check.wrong == 0 ? "all hold"
                                                      : fmt::format("{} wrong", check.wrong);
        rows.push_back({check.what, fmt::format("{}", check.checked), check.against, result});
    }
    return text_table({{"what"}, {"checked", true}, {"against"}, {"result"}}, rows, stdout_has_colour());
}

StoreVerdict verified(const VerifyArguments& arguments) {
    const Interrupt interrupt;
    std::optional<Progress> progress(std::in_place, 0);
    bool is_checked = false;
    VerifyOptions options = arguments.options;
    options.cancel = interrupt.token();
    options.progress = [&](const SweepProgress& now) {
        if (!std::exchange(is_checked, true)) progress.emplace(now.campaigns_wanted);
        progress->update(now.campaigns, fmt::format("point {}/{} again", now.points, now.points_wanted));
    };
    return verify_store(arguments.store, options);
}

int verify(const VerifyArguments& arguments) {
    expect_kind(arguments.store, {FileKind::kStore}, "offramp verify");
    const StoreVerdict verdict = verified(arguments);
    print(fmt::format("{}: {} of {} points\n\n{}", arguments.store, verdict.points, verdict.points_wanted,
                      table_of(verdict)));
    if (!verdict.simulated.empty())
        print(fmt::format("simulated again: {} {}\n", verdict.simulated.size() == 1 ? "point" : "points",
                          fmt::join(verdict.simulated, ", ")));
    for (const std::string& problem : verdict.problems)
        complain("offramp: " + (problem.starts_with(arguments.store) ? "" : arguments.store + ": ") +
                 problem + '\n');
    if (!verdict.holds()) return kFailed;
    if (!verdict.complete) {
        complain("offramp: interrupted: not all of the points were simulated again\n");
        return kInterrupted;
    }
    return kDone;
}

}  // namespace

void add_verify(CLI::App& program, Action& action) {
    CLI::App* command = program.add_subcommand(
        "verify", "Check all that a store holds against its checksums, and simulate some of it again");
    auto a = std::make_shared<VerifyArguments>();
    command->add_option("STORE", a->store, "store that offramp sweep has written")->required();
    add_count_option(*command, "--points", a->options.points,
                     "points to simulate again, which must come out the same byte for byte", {0, 1'000'000});
    add_count_option(*command, "-s,--seed", a->options.seed, "picks them",
                     {0, std::numeric_limits<std::uint64_t>::max()});
    a->options.threads = usual_threads();
    add_threads_option(*command, a->options.threads);
    command->footer(
        "Exit code 1 where something does not hold, with each point that is concerned.\n"
        "Example:\n"
        "  offramp verify out/pickup.sqlite --points 2");
    command->callback([a, &action] { action = [a] { return verify(*a); }; });
}

}  // namespace offramp::cli
