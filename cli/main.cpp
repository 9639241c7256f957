// SPDX-License-Identifier: Apache-2.0
// The offramp program: parses arguments, runs the chosen command, turns errors into messages and exit codes.
#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <exception>
#include <new>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>

#include "cli/build_facts.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/terminal.hpp"
#include "cli/unknown_arguments.hpp"
#include "engine/base/error.hpp"

namespace offramp::cli {
namespace {

constexpr std::string_view kOutOfMemory =
    "offramp: there is not enough memory for this; fewer threads need less\n";

int run_program(int argc, char** argv) {
    CLI::App program("Game-theory crisis simulation engine: escalation with and without guardrails",
                     "offramp");
    program.set_version_flag("--version", build_facts, "Print the version, and how the program was built");
    program.require_subcommand(1);
    program.footer(
        "offramp COMMAND --help says more. Exit codes: 0 done, 1 failed, 2 bad input, 130 interrupted.");
    Action action;
    for (const auto add :
         {add_validate, add_run,    add_compare, add_show,       add_hindcast, add_schema,
          add_solve,    add_sweep,  add_merge,   add_verify,     add_export,   add_sensitivity,
          add_arrivals, add_report, add_robust,  add_calibrate,  add_fit,      add_audit,
          add_play,     add_new,    add_explain, add_completion, add_man})
        add(program, action);
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        refuse_unknown_arguments(program, error.get_exit_code() == 0);
        std::ostringstream out;
        std::ostringstream err;
        out.exceptions(std::ios::badbit);  // thrown where memory is out, instead of cut off
        const int code = program.exit(error, out, err);
        print(out.str());
        complain(err.str());
        return code == 0 ? kDone : kBadInput;
    }
    return action();
}

int main_guarded(int argc, char** argv) {
    try {
        const int code = run_program(argc, argv);
        close_stdout();
        return code == kDone && stdout_is_lost() ? kFailed : code;
    } catch (const ClosedPipe&) {
        return kDone;  // as with `| head`: whoever reads has what they wanted
    } catch (const InputError& error) {
        for (const Diagnostic& diagnostic : error.diagnostics()) {
            const bool in_file = !diagnostic.where.file.empty();
            complain((in_file ? "" : "offramp: ") + to_string(diagnostic) + '\n');
        }
        return kBadInput;
    } catch (const std::bad_alloc&) {
        complain(kOutOfMemory);
        return kFailed;
    } catch (const std::system_error& error) {
        complain("offramp: the system does not give what this needs (" + std::string(error.what()) +
                 "); fewer threads need less\n");
        return kFailed;
    } catch (const std::exception& error) {
        complain("offramp: " + std::string(error.what()) + '\n');
        return kFailed;
    }
}

std::terminate_handler usual_end = nullptr;

/// Memory may also be out where no exception can be caught: in a destructor of a library, in a message about
/// something else. That is told as anywhere. What is on disk is then as after a kill: whole.
[[noreturn]] void end_of_program() {
    try {
        if (const auto reason = std::current_exception()) std::rethrow_exception(reason);
    } catch (const std::bad_alloc&) {
        complain(kOutOfMemory);
        _exit(kFailed);
    } catch (...) {
        usual_end();
    }
    usual_end();
    std::abort();
}

/// Makes the stack of this thread as large as it will need to be. Under a limit on address space, one that
/// has to grow when nothing is left is a crash that nobody can catch.
[[gnu::noinline]] void reserve_stack() {
    constexpr std::size_t kPage = 4096;
    volatile char pages[256 * kPage];
    for (std::size_t at = 0; at < sizeof pages; at += kPage) pages[at] = 0;
}

}  // namespace
}  // namespace offramp::cli

int main(int argc, char** argv) {
    // Failures of writing are told where they are met: a reader that is gone ends the printing alone, a limit
    // on the size of files is like a full disk.
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
    offramp::cli::usual_end = std::set_terminate(offramp::cli::end_of_program);
    offramp::cli::reserve_stack();
    return offramp::cli::main_guarded(argc, argv);
}
