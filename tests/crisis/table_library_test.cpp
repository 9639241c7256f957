// SPDX-License-Identifier: Apache-2.0
#include "engine/crisis/table_library.hpp"

#include <atomic>
#include <cstring>
#include <set>
#include <thread>

#include "engine/base/hash.hpp"
#include "engine/crisis/table_file.hpp"
#include "tests/catch.hpp"
#include "tests/fixtures/campaigns.hpp"

using namespace offramp;

namespace {

// Solves in an instant.
const std::string kQuick =
    "solver: {beliefs: 2, configurations: 1, harms: 0}\n"
    "contexts:\n"
    "  - {feature: tension, values: [0.2, 0.6]}\n"
    "  - {feature: trust.us, values: [0.3]}\n";

Model quick_model(const std::string& rule = "equilibrium",
                  std::vector<std::pair<std::string, std::string>> edits = {}) {
    const std::string from = "agent: {rule: lookahead, depth: 1}";
    const std::string to = "agent: {rule: " + rule + "}";
    edits.insert(edits.end(), {{from, to}, {from, to}, {"issues:\n", kQuick + "issues:\n"}});
    return model_of_text(edited(source_text("tests/fixtures/compact.yaml"), edits));
}

}  // namespace

TEST_CASE("A crisis is played from the table of the nearest context") {
    const Model m = quick_model();
    const TableLibrary library(m);
    Situation s = initial_situation(m);
    const auto key = [&](double tension, double trust) {
        s.features[FeatureIndex::tension] = tension;
        s.features[FeatureIndex::trust] = trust;
        return library.key(0, 1, setting_of(s), s.channels_open);
    };
    CHECK(key(0.1, 0.3) == key(0.39, 0.9));
    CHECK(key(0.41, 0.3) == key(0.9, 0.1));
    CHECK(key(0.1, 0.3) != key(0.9, 0.3));
}

TEST_CASE("Each table is solved once, however many ask for it and by whatever way") {
    const Model m = quick_model(
        "equilibrium",
        {{"  centre: {opens: [spare]}", "  centre: {opens: [spare]}\n  silent: {upkeep: 0.001/day}"}});
    std::atomic<int> saved{0};
    std::map<std::string, std::string> kept;
    std::mutex mutex;
    TableStore store;
    store.save = [&](const std::string& name, const CrisisTable& table) {
        ++saved;
        const std::lock_guard lock(mutex);
        kept[name] = table_bytes(table);
    };
    store.load = [&](const std::string& name, CrisisTable& table) {
        const std::lock_guard lock(mutex);
        const auto found = kept.find(name);
        return found != kept.end() && read_table(found->second, table);
    };
    TableLibrary library(m, store);
    const Situation s = initial_situation(m);
    // With a channel frozen; crises that begin with all of them open are solved whole.
    const ContextKey key = library.key(0, 1, setting_of(s), s.channels_open & ~1U);
    REQUIRE(key.channels_open != s.channels_open);
    std::array<const CrisisTable*, 4> found{};
    {
        std::vector<std::jthread> threads;
        for (const CrisisTable*& place : found) threads.emplace_back([&] { place = &library.find(key); });
    }
    for (const CrisisTable* table : found) CHECK(table == found[0]);
    CHECK(saved == 2);  // it, and the whole crisis that it takes the rest from
    CHECK(library.report().tables == 2);

    // A guardrail that says nothing about crises makes another key, and no other table.
    ContextKey same = key;
    same.guardrails ^= 1U << 2;
    CHECK(&library.find(same) == found[0]);
    ContextKey different = key;
    different.guardrails ^= 1U;
    CHECK(&library.find(different) != found[0]);
    CHECK(saved == 4);
    ContextKey whole = key;
    whole.channels_open = s.channels_open;
    CHECK(&library.find(whole) == found[0]->whole);
    CHECK(saved == 4);

    // The whole crisis by another key does not wait for itself.
    TableLibrary fresh(m);
    CHECK(&fresh.find(same) == &fresh.find(key));

    TableLibrary later(m, store);
    CHECK(table_bytes(later.find(key)) == table_bytes(*found[0]));
    CHECK(later.report().loaded == 2);
    CHECK(saved == 4);
}

TEST_CASE("A kept table is not read where a strategy lies beyond its end, or nowhere") {
    const Model m = quick_model();
    TableLibrary library(m);
    const Situation s = initial_situation(m);
    const CrisisTable& table = library.find(library.key(0, 1, setting_of(s), s.channels_open));
    const std::string bytes = table_bytes(table);
    const std::string body = bytes.substr(0, bytes.size() - fingerprint("").size());
    constexpr std::size_t kLength = 8;  // stands before each list
    const std::size_t first = body.find('\n') + 1 + kLength + sizeof(SolverReport) + kLength +
                              table.opening.values().size_bytes() + kLength;
    const SolverOptions options = solver_options(m);
    CrisisTable again(table.context, s.channels_open, options.subdivisions, options.harms,
                      options.configurations);
    CHECK(read_table(body + fingerprint(body), again));
    for (const std::uint64_t place : {std::uint64_t{table.probabilities.size()}, CrisisTable::kUnsolved}) {
        std::string changed = body;
        std::memcpy(&changed[first], &place, sizeof place);
        CHECK_FALSE(read_table(changed + fingerprint(changed), again));
    }
}

TEST_CASE("A crisis that is solved where play comes to is worth what it is when solved whole") {
    const Model m = quick_model();
    TableLibrary library(m);
    const Situation s = initial_situation(m);
    for (const int provoker : {0, 1}) {
        const CrisisTable& part =
            library.find(library.key(0, provoker, setting_of(s), s.channels_open & ~1U));
        REQUIRE(part.whole != nullptr);
        const auto whole = solve_crisis(part.context, s.channels_open & ~1U, solver_options(m));
        CHECK(part.report.states < whole->report.states);
        const CrisisState opening =
            opening_state(part.context, false, {m.actors[0].prior, m.actors[1].prior}, s.channels_open & ~1U);
        Pair<TypeValues> worth;
        part.opening_values(opening, worth[0]);
        whole->opening_values(opening, worth[1]);
        for (int i = 0; i < kActors; ++i) {
            for (int type = 0; type < m.actors[at(i)].types; ++type) {
                CAPTURE(provoker, i, type, part.report.states, whole->report.states);
                CHECK(worth[0][at(i)][at(type)] == Approx(worth[1][at(i)][at(type)]).margin(0.005));
            }
        }
    }
}

TEST_CASE("What solving looks at is in a table's name") {
    const auto name = [](const Model& m, const SolverOptions& options = {}) {
        const Situation s = initial_situation(m);
        return table_name(open_context(m, 0, 1, setting_of(s)), s.channels_open, options);
    };
    const Model m = quick_model();
    CHECK(name(m) == name(quick_model()));
    CHECK(name(m) == name(quick_model("lookahead, depth: 1")));  // who plays from it does not matter
    SolverOptions finer;
    finer.subdivisions = 11;
    CHECK(name(m) != name(m, finer));
    const std::string text = source_text("tests/fixtures/compact.yaml");
    const Model plain = model_of_text(text);
    for (const auto& edit : std::vector<std::pair<std::string, std::string>>{
             {"war_cost: 6", "war_cost: 7"},
             {"climb: {move: 1, cost: 0.02}", "climb: {move: 1, cost: 0.03}"},
             {"tension: {initial: 0.4", "tension: {initial: 0.5"},
             {"stakes: {us: 1, cn: 1}", "stakes: {us: 1, cn: 2}"},
             {"rounds: 10", "rounds: 11"}}) {
        INFO(edit.second);
        CHECK(name(model_of_text(edited(text, {edit}))) != name(plain));
    }
    for (const auto& edit :
         std::vector<std::pair<std::string, std::string>>{{"label: Balloon", "label: Ballon"},
                                                          {"cadence: 40d", "cadence: 50d"},
                                                          {"season: 30d", "season: 60d"}}) {
        INFO(edit.second);
        CHECK(name(model_of_text(edited(text, {edit}))) == name(plain));
    }
}

TEST_CASE(
    "Guardrails that say different things of a crisis have different tables, and those that say the same "
    "one") {
    const Model m = quick_model("equilibrium", {{"  centre: {opens: [spare]}", R"(  centre: {opens: [spare]}
  dearer: {rules: [{actions: [climb, climb_two], until_round: 3, breach_cost: 0.3}]}
  longer: {rules: [{actions: [climb, climb_two], until_round: 4, breach_cost: 0.2}]}
  fewer: {rules: [{actions: [climb], until_round: 3, breach_cost: 0.2}]}
  same: {rules: [{actions: [climb, climb_two], until_round: 3, breach_cost: 0.2}]})"}});
    TableLibrary library(m);
    const auto table = [&](std::initializer_list<int> in_force) {
        Situation s = initial_situation(m);
        for (const int guardrail : in_force) s.guardrails |= 1U << guardrail;
        return &library.find(library.key(0, 1, setting_of(s), s.channels_open));
    };
    enum { rules, centre, dearer, longer, fewer, same };
    std::set<const CrisisTable*> tables = {table({})};
    for (const int one : {rules, dearer, longer, fewer}) tables.insert(table({one}));
    CHECK(tables.size() == 5);
    CHECK(table({same}) == table({rules}));
    CHECK(table({fewer, rules}) == table({rules}));
    CHECK(table({dearer, rules}) == table({dearer}));  // the dearest breach counts
    CHECK(library.report().tables == 5);
}

TEST_CASE("Campaigns of equilibrium agents are the same from tables solved, shared or kept") {
    const Model m = quick_model();
    const auto tables = std::make_shared<TableLibrary>(m);
    Simulator shared(m, tables);
    Simulator also_shared(m, tables);
    Simulator own(m);
    for (std::uint64_t k = 0; k < 20; ++k) {
        const CampaignSummary summary = own.run({1, k});
        CHECK(shared.run({1, k}) == summary);
        CHECK(also_shared.run({1, k}) == summary);
        CHECK(summary.residual <= 1e-6);
    }
    CHECK(tables->report().tables > 1);
    CHECK(tables->report().solver.unconverged == 0);
}

TEST_CASE("One side can play from solved crises and the other by another rule") {
    const std::string text = source_text("tests/fixtures/compact.yaml");
    const Model m =
        model_of_text(edited(text, {{"agent: {rule: lookahead, depth: 1}", "agent: {rule: equilibrium}"},
                                    {"issues:\n", kQuick + "issues:\n"}}));
    Simulator simulator(m);
    int crises = 0;
    for (std::uint64_t k = 0; k < 20; ++k) crises += simulator.run({1, k}).crises_ended;
    CHECK(crises > 20);
}
