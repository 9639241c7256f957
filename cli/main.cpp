// The offramp program: parses arguments, runs the chosen command, turns errors into messages and exit codes.
#include <exception>
#include <sstream>
#include <string>

#include "analysis/run_record.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/terminal.hpp"
#include "engine/base/error.hpp"

namespace offramp::cli {
namespace {

int run_program(int argc, char** argv) {
    CLI::App program("Game-theory crisis simulation engine: escalation with and without guardrails",
                     "offramp");
    program.set_version_flag("--version", "offramp " + std::string(version()));
    program.require_subcommand(1);
    program.footer(
        "offramp COMMAND --help says more. Exit codes: 0 done, 1 failed, 2 bad input, 130 interrupted.");
    Action action;
    add_validate(program, action);
    add_run(program, action);
    add_show(program, action);
    add_schema(program, action);
    add_solve(program, action);
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        std::ostringstream out;
        std::ostringstream err;
        const int code = program.exit(error, out, err);
        print(out.str());
        complain(err.str());
        return code == 0 ? kDone : kBadInput;
    }
    return action();
}

}  // namespace
}  // namespace offramp::cli

int main(int argc, char** argv) {
    using namespace offramp;
    using namespace offramp::cli;
    try {
        return run_program(argc, argv);
    } catch (const ClosedPipe&) {
        return kDone;  // as with `| head`: whoever reads has what they wanted
    } catch (const InputError& error) {
        for (const Diagnostic& diagnostic : error.diagnostics()) {
            const bool in_file = !diagnostic.where.file.empty();
            complain((in_file ? "" : "offramp: ") + to_string(diagnostic) + '\n');
        }
        return kBadInput;
    } catch (const std::exception& error) {
        complain("offramp: " + std::string(error.what()) + '\n');
        return kFailed;
    }
}
