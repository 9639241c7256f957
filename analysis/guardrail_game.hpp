// SPDX-License-Identifier: Apache-2.0
// The guardrail game of a scenario: who accepts and who rebuffs which guardrails, why, and what concession
// would change it. docs/guardrail-game.md says what it means and what it leaves out.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/acceptance_game.hpp"
#include "analysis/option_study.hpp"
#include "analysis/run_record.hpp"
#include "engine/scenario/validated_scenario.hpp"

namespace offramp {

/// What one side would have to pay the other so that both accept a package: more than the one loses, less
/// than the other gains. Payoffs of the sides are on scales of their own, so that this is what the payment is
/// worth to each.
struct SidePayment {
    int by = 0;
    double at_least = 0.0;
    double at_most = 0.0;  ///< below at_least: no payment makes both accept
};

/// Whether a listed concession makes both accept a package.
enum class ConcessionStatus { kNoneNeeded, kFound, kNoneSuffices, kNotTried };

struct PackageResult {
    std::uint32_t guardrails = 0;
    std::vector<std::string> names;
    std::uint64_t campaigns = 0;
    Pair<Estimate> value;
    Pair<Estimate> presence;  ///< mean over time
    Estimate p_war;
    Pair<SideAnswer> side;
    std::vector<Deviation> deviations;     ///< empty: stable
    Strength stability = Strength::kOpen;  ///< of what is said about deviations
    bool pareto = false;                   ///< in both values
    bool pareto_with_war = false;          ///< in both values and P(war)
    ConcessionStatus concession_status = ConcessionStatus::kNotTried;
    std::optional<std::size_t> concession_needed;  ///< position in GuardrailGame::concessions
    std::optional<SidePayment> payment;            ///< where exactly one side rebuffs it
};

struct ConcessionResult {
    std::size_t package = 0;  ///< position in GuardrailGame::packages
    std::string name;
    std::string title;
    int by = 0;
    std::uint64_t campaigns = 0;
    PayoffDifference cost;  ///< what it costs the conceding side, against the package without it
    Pair<SideAnswer> side;
    bool both_accept = false;
};

/// A guardrail that is not in the answer, put beside it.
struct Addition {
    std::size_t package = 0;  ///< the answer with it
    std::string guardrail;
    Pair<PayoffDifference> difference;  ///< against the answer
};

struct GuardrailEquilibrium {
    std::size_t package = 0;
    Pair<bool> weakly_dominated{};  ///< the strategy of accepting exactly this
    Strength strength = Strength::kOpen;
};

struct GuardrailGame {
    std::string version{offramp::version()};
    std::string scenario;
    std::string title;
    std::string policy;
    std::string hash;
    std::uint64_t seed = 0;
    std::uint64_t campaigns = 0;   ///< at most, under each package
    std::uint64_t first_pass = 0;  ///< under every package
    std::uint64_t simulated = 0;   ///< of all packages together
    std::uint64_t failed = 0;
    std::vector<FailedCampaign> first_failures;
    bool complete = false;     ///< false: interrupted
    bool all_packages = true;  ///< false: too many guardrails, only some packages are on offer
    double critical_value = 0.0;
    Pair<std::string> actors;
    Pair<std::string> actor_titles;
    std::vector<std::string> guardrails;  ///< of the scenario
    std::uint32_t proposed = 0;
    std::vector<PackageResult> packages;
    std::vector<ConcessionResult> concessions;
    std::vector<GuardrailEquilibrium> equilibria;  ///< every stable package
    SelectedPackage selected;
    bool selection_decided = false;        ///< whether its choice rests on clear differences alone
    std::vector<Addition> additions;       ///< to the answer, where they are on offer
    std::optional<LogitAcceptance> logit;  ///< where all packages are on offer
    std::vector<std::string> verdicts;

    const PackageResult& answer() const { return packages.at(selected.package); }
};

/// Whether a package is one whose acceptance is spoken of: a single guardrail, or all together.
bool is_reported(const GuardrailGame& game, const PackageResult& package);

struct GuardrailGameOptions {
    StudyOptions study;
    bool concessions = true;       ///< whether those that the scenario lists are tried
    bool every_acceptance = true;  ///< refine until it is clear who accepts each guardrail by itself, too
};

/// Throws InputError where the scenario has no guardrail.
GuardrailGame solve_guardrail_game(const ValidatedScenario& scenario, const GuardrailGameOptions& options);

/// Counts the campaigns that failed in a part of the game, and keeps the first.
void add_failures(GuardrailGame& game, const OptionTotals& totals);

std::string_view to_string(Selection selection);
std::string_view to_string(ConcessionStatus status);  ///< "none_needed", ...

/// "no guardrail", "all guardrails" or the names with commas.
std::string package_text(const GuardrailGame& game, const PackageResult& package);

/// Sentences without their full stop: who rebuffs what and why, the answer, what concession would change it,
/// and what is undecided.
std::vector<std::string> guardrail_verdicts(const GuardrailGame& game);

nlohmann::ordered_json to_json(const GuardrailGame& game);

}  // namespace offramp
