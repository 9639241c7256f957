// SPDX-License-Identifier: Apache-2.0
#include "tests/faults/workplace.hpp"

#include "analysis/store/open_store.hpp"
#include "tests/catch.hpp"
#include "tests/cli/program.hpp"
#include "tests/sweep/strait_sweep.hpp"

namespace offramp::testing {
namespace fs = std::filesystem;
namespace {

// Three points and few outcomes, so that a store takes few pages.
const char* const kSweep =
    "name: tiny\n"
    "scenario: strait.yaml\n"
    "policies: [steady, noisy]\n"
    "seed: 7\n"
    "campaigns: 4\n"
    "design: factorial\n"
    "factors:\n"
    "  tension: {path: tension.mean, range: {from: 0.2, to: 0.6, steps: 3}}\n"
    "trajectories: {first: 1}\n"
    "outcomes: [p_war, crises_per_year]\n";

const char* const kScreening =
    "name: screening\n"
    "scenario: strait.yaml\n"
    "policies: [steady]\n"
    "seed: 7\n"
    "campaigns: 4\n"
    "design: {kind: morris, trajectories: 2, seed: 1}\n"
    "factors:\n"
    "  tension: {path: tension.mean, uniform: [0.2, 0.6]}\n"
    "  stakes: {path: incidents.intercept.stakes, uniform: [0.5, 2]}\n"
    "outcomes: [p_war, crises_per_year]\n";

const char* const kCalibration =
    "scenario: strait.yaml\n"
    "seed: 7\n"
    "campaigns: 20\n"
    "search: {screen: 2, evaluations: 6, tolerance: 0.1}\n"
    "parameters:\n"
    "  rate: {path: incidents.intercept.rate, scale: true, loguniform: [0.2, 5]}\n"
    "moments:\n"
    "  often: {outcome: incidents_per_year, target: 20, error: 1, source: made up}\n"
    "  crises: {outcome: crises_per_year, target: 10, error: 1, source: made up}\n";

const char* const kSolved =
    "policy: {name: solved}\n"
    "for: ../strait.yaml\n"
    "actors: {us: {agent: {rule: equilibrium}}, cn: {agent: {rule: equilibrium}}}\n";

const char* const kGame =
    "NFG 1 R \"Battle\" { \"Ann\" \"Bob\" } { { \"opera\" \"match\" } { \"opera\" \"match\" } }\n"
    "2 1 0 0 0 0 1 2\n";

}  // namespace

Workplace::Workplace() {
    fs::create_directories(in());
    fs::copy(test_file("strait.yaml"), in());
    fs::copy(test_file("policies"), in("policies"), fs::copy_options::recursive);
    fs::copy(OFFRAMP_SOURCE_DIR "/scenarios/theory/tempo.yaml", in("guarded.yaml"));
    write_text(in("policies/solved.yaml"), kSolved);
    write_text(in("sweep.yaml"), kSweep);
    write_text(in("screening.yaml"), kScreening);
    write_text(in("calibration.yaml"), kCalibration);
    write_text(in("battle.nfg"), kGame);
    clear();
}

std::string Workplace::command(std::string arguments) const {
    const auto put = [&](const std::string& word, const std::string& folder) {
        for (std::size_t at = arguments.find(word); at != std::string::npos; at = arguments.find(word, at))
            arguments.replace(at, word.size(), folder + "/");
    };
    put("IN/", in());
    put("OUT/", out());
    return arguments;
}

void Workplace::clear() const {
    fs::remove_all(out());
    fs::create_directories(out());
}

void Workplace::run(const std::string& arguments) const {
    const ProgramResult result = run_offramp(command(arguments), "env OFFRAMP_CACHE=" + cache());
    INFO(arguments << ": " << result.err);
    REQUIRE(result.code == 0);
}

void Workplace::keep(const std::string& name) const {
    fs::copy(out(), directory_.path() / name, fs::copy_options::recursive);
}

void Workplace::bring_back(const std::string& name) const {
    fs::remove_all(out());
    fs::copy(directory_.path() / name, out(), fs::copy_options::recursive);
}

std::map<std::string, std::string> Workplace::outputs() const {
    std::map<std::string, std::string> found;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(out())) {
        const std::string file = entry.path();
        const bool is_unfinished =
            file.ends_with(".lock") || file.ends_with(".partial") || file.ends_with("-journal");
        if (!entry.is_regular_file() || is_unfinished) continue;
        const bool is_store = file.ends_with(".sqlite");
        if (is_store && !find_store(file, Database::Access::kRead)) continue;
        found[file] = is_store ? exported(file) + exported(file, "trajectories") : file_text(file);
    }
    return found;
}

}  // namespace offramp::testing
