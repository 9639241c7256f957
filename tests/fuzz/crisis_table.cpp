// SPDX-License-Identifier: Apache-2.0
// A solved crisis as it is kept in the cache, with bytes changed and its checksum put right.
#include "engine/base/hash.hpp"
#include "engine/crisis/table_file.hpp"
#include "engine/crisis/table_library.hpp"
#include "tests/fixtures/campaigns.hpp"
#include "tests/fuzz/changes.hpp"
#include "tests/fuzz/target.hpp"

namespace offramp::fuzz {
namespace {

/// A small crisis, and what is kept of it, without the checksum.
struct Solved {
    Model model = solving_model();
    Situation start = initial_situation(model);
    TableLibrary library{model};
    const CrisisTable& table = library.find(library.key(0, 0, setting_of(start), start.channels_open));
    std::string bytes = table_bytes(table);
    std::string body = bytes.substr(0, bytes.size() - fingerprint("").size());
};

const Solved kSolved;  // before any input: it takes longer than one may

}  // namespace

void examine(std::string_view input) {
    const std::string body = changed(kSolved.body, input);
    const SolverOptions options = solver_options(kSolved.model);
    CrisisTable table(kSolved.table.context, kSolved.start.channels_open, options.subdivisions, options.harms,
                      options.configurations);
    if (!read_table(body + fingerprint(body), table)) return;
    ensure(table_bytes(table) == body + fingerprint(body), "a table is written as it was read");
    const CrisisState opening =
        opening_state(table.context, false, {kSolved.model.actors[0].prior, kSolved.model.actors[1].prior},
                      kSolved.start.channels_open);
    if (!table.opens_in(opening)) return;
    Pair<MoveList> moves;
    Pair<Strategy> strategies;
    table.strategies(table.context, opening, moves, strategies);
}

}  // namespace offramp::fuzz
