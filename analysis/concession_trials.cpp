// SPDX-License-Identifier: Apache-2.0
#include "analysis/concession_trials.hpp"

#include <set>

namespace offramp {
namespace {

/// Packages that somebody rebuffs and for which concessions are tried: all together, and each alone.
std::vector<std::size_t> contested_packages(const GuardrailGame& game) {
    std::vector<std::size_t> contested;
    for (std::size_t k = 1; k < game.packages.size(); ++k) {
        const PackageResult& package = game.packages[k];
        const bool accepted = package.side[0].accepts && package.side[1].accepts;
        if (is_reported(game, package) && !accepted) contested.push_back(k);
    }
    return contested;
}

/// A concession beside a package.
struct Trial {
    std::size_t option = 0;   // with it
    std::size_t alone = 0;    // the option of the package by itself
    std::size_t package = 0;  // in the game
    int concession = 0;
};

ConcessionResult trial_result(const GuardrailGame& game, const OptionStudy& study, const Trial& trial,
                              const Concession& concession) {
    ConcessionResult result;
    result.package = trial.package;
    result.name = concession.name;
    result.title = concession.title.empty() ? concession.name : concession.title;
    result.by = concession.by.name == game.actors[0] ? 0 : 1;
    result.campaigns = study.totals().level(trial.option).campaigns;
    result.cost = study.difference(result.by, trial.alone, trial.option);
    for (int actor = 0; actor < kActors; ++actor) {
        result.side[at(actor)] = study.answer(actor, trial.option);
    }
    result.both_accept = result.side[0].accepts && result.side[1].accepts;
    return result;
}

/// The cheapest of the trials that makes both accept each package.
void name_cheapest(GuardrailGame& game, const std::vector<std::size_t>& contested) {
    for (const std::size_t package : contested) {
        PackageResult& result = game.packages[package];
        result.concession_status = ConcessionStatus::kNoneSuffices;
        for (std::size_t k = 0; k < game.concessions.size(); ++k) {
            const ConcessionResult& c = game.concessions[k];
            if (c.package != package || !c.both_accept) continue;
            const bool smaller =
                !result.concession_needed ||
                value_of(c.cost) < value_of(game.concessions[*result.concession_needed].cost);
            if (smaller) result.concession_needed = k;
            result.concession_status = ConcessionStatus::kFound;
        }
    }
}

}  // namespace

bool try_concessions(GuardrailGame& game, const Scenario& scenario, const StudyOptions& options) {
    const std::vector<std::size_t> contested = contested_packages(game);
    std::vector<GuardrailOption> tried = {{0, -1}};
    std::vector<OptionPair> pairs;
    std::vector<Trial> trials;
    for (const std::size_t package : contested) {
        const std::size_t alone = tried.size();
        tried.push_back({game.packages[package].guardrails, -1});
        for (std::size_t c = 0; c < scenario.concessions.size(); ++c) {
            if (scenario.concessions[c].in_force) continue;
            trials.push_back({tried.size(), alone, package, static_cast<int>(c)});
            pairs.push_back({tried.size(), 0});
            pairs.push_back({tried.size(), alone});
            tried.push_back({game.packages[package].guardrails, static_cast<int>(c)});
        }
    }
    if (trials.empty()) return true;
    OptionStudy study(scenario, tried, pairs, kActors * trials.size(), options);
    const bool complete = study.run([&] {
        std::set<std::size_t> live;
        for (const Trial& trial : trials) {
            for (int actor = 0; actor < kActors; ++actor) {
                if (!is_settled(study.difference(actor, trial.option, 0).strength))
                    live.insert({0, trial.alone, trial.option});
            }
        }
        return std::vector<std::size_t>(live.begin(), live.end());
    });
    game.simulated += study.simulated();
    add_failures(game, study.totals());
    if (!complete) return false;
    for (const Trial& trial : trials) {
        game.concessions.push_back(
            trial_result(game, study, trial, scenario.concessions[at(trial.concession)]));
    }
    name_cheapest(game, contested);
    return true;
}

}  // namespace offramp
