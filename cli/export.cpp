#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "analysis/store/export_store.hpp"
#include "analysis/store/store_reader.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/terminal.hpp"

namespace offramp::cli {
namespace {

struct ExportArguments {
    std::string store;
    std::string format = "csv";
    std::string table = "outcomes";
};

int export_from_store(const ExportArguments& arguments) {
    const StoreReader store(arguments.store);
    const std::uint64_t finished = store.points_finished();
    if (finished < store.info().points_wanted) {
        complain(fmt::format("offramp: {} holds {} of {} points\n", arguments.store, finished,
                             store.info().points_wanted));
    }
    export_store(store, arguments.table,
                 arguments.format == "csv" ? TextFormat::kCsv : TextFormat::kJsonLines, print);
    return kDone;
}

}  // namespace

void add_export(CLI::App& program, Action& action) {
    CLI::App* command = program.add_subcommand("export", "Print what a store holds, for other programs");
    auto a = std::make_shared<ExportArguments>();
    command->add_option("STORE", a->store, "store that offramp sweep has written")->required();
    command->add_option("--format", a->format, "csv or jsonl")
        ->check(CLI::IsMember({"csv", "jsonl"}))
        ->capture_default_str();
    command
        ->add_option(
            "--table", a->table,
            "outcomes (a row for each point, policy and outcome), points (a row for each point and policy), "
            "differences (between policies), trajectories (a row for each event) or failures")
        ->check(CLI::IsMember(std::vector<std::string>(std::begin(kExports), std::end(kExports))))
        ->capture_default_str();
    command->add_flag_callback(
        "--trajectories", [a] { a->table = "trajectories"; }, "the same as --table trajectories");
    command->footer(
        "Example:\n"
        "  offramp export out/pickup.sqlite --format csv > out/pickup.csv\n"
        "  offramp export out/pickup.sqlite --table trajectories --format jsonl | head");
    command->callback([a, &action] { action = [a] { return export_from_store(*a); }; });
}

}  // namespace offramp::cli
