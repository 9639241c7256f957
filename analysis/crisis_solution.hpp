// SPDX-License-Identifier: Apache-2.0
// The crises of a scenario solved, in the world in which it begins, and played to see that the answer holds.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "analysis/outcomes.hpp"
#include "analysis/run_record.hpp"
#include "engine/crisis/crisis_distribution.hpp"
#include "engine/crisis/crisis_solver.hpp"
#include "engine/crisis/table_library.hpp"
#include "engine/scenario/validated_scenario.hpp"

namespace offramp {

struct CrisisStudyOptions {
    std::string incident = {};        ///< empty: all
    std::optional<int> beliefs = {};  ///< instead of the scenario's solver.beliefs, and so on
    std::optional<int> configurations = {};
    std::optional<int> harms = {};
    std::uint64_t seed = 0;
    std::uint64_t play = 0;  ///< crises to be played of each kind; 0: none
    int threads = 1;
    std::stop_token cancel = {};
    std::function<void(std::uint64_t done, std::uint64_t total)> progress = {};  ///< rounds solved
    TableStore tables = {};
};

/// Probability that a type takes an action in the round in which the crisis opens.
struct OpeningMove {
    std::string action;
    std::vector<double> probability;  ///< by type
};

/// One kind of crisis: an incident and who provoked it.
struct SolvedCrisis {
    std::string incident;
    std::string title;
    int provoker = 0;
    double weight = 0.0;  ///< share of this kind among the crises that open in this world
    int rounds = 0;
    int configurations = 0;
    std::array<int, 2> belief_points{};
    std::vector<std::string>
        repeatable;  ///< actions that can be taken once, solved as if they could be repeated
    SolverReport report;
    double seconds = 0.0;
    std::array<double, 2> value{};                    ///< expected before types are known
    std::array<std::vector<double>, 2> type_value{};  ///< by type
    std::array<std::vector<OpeningMove>, 2> opening{};
    CrisisDistribution course;  ///< how it goes, exactly
    double days = 0.0;          ///< that it is expected to last
    double moved = 0.0;         ///< share of the stakes that it is expected to move to the first actor

    // Played by itself, without cooperation lost, and solved for that.
    std::uint64_t played = 0;
    std::uint64_t failed = 0;  ///< of them
    std::vector<FailedCampaign> first_failures;
    std::array<double, 2> value_alone{};
    std::array<Estimate, 2> played_value{};
    std::vector<Outcome> outcomes;  ///< of crises played
};

struct CrisisStudy {
    std::string version{offramp::version()};
    std::string scenario;
    std::string title;
    std::string policy;
    std::string hash;
    std::uint64_t seed = 0;
    std::array<std::string, 2> actors;
    std::array<std::string, 2> actor_titles;
    std::array<std::vector<std::string>, 2> types;
    std::vector<std::string> rungs;
    int threads = 1;
    bool complete = false;  ///< false: interrupted
    std::vector<SolvedCrisis> crises;

    std::uint64_t states() const;
    std::uint64_t unconverged() const;
    double residual() const;        ///< the largest
    double seconds() const;         ///< of solving
    double value(int actor) const;  ///< of a crisis of any of the kinds, by how often they open
};

/// Solves every kind of crisis that a scenario can open: for each incident, each actor that may provoke it.
/// Throws InputError for an unknown incident.
CrisisStudy solve_crises(const ValidatedScenario& scenario, const CrisisStudyOptions& options);

nlohmann::ordered_json to_json(const CrisisStudy& study);

/// The same beside another world: what a policy changes.
struct ComparedCrises {
    CrisisStudy study;
    std::optional<CrisisStudy> against;  ///< none: not asked for, or interrupted before
    bool complete = false;               ///< false: interrupted
};

/// As solve_crises(). `against`: solved as well, and not played; may be null.
ComparedCrises compare_crises(const ValidatedScenario& scenario, const ValidatedScenario* against,
                              const CrisisStudyOptions& options);

/// The study, with the other as `against` where that is complete.
nlohmann::ordered_json to_json(const ComparedCrises& crises);

}  // namespace offramp
