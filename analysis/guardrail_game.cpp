#include "analysis/guardrail_game.hpp"

#include <algorithm>
#include <bit>
#include <numeric>
#include <set>

#include "analysis/guardrail_verdict.hpp"
#include "engine/base/error.hpp"

namespace offramp {
namespace {

bool is_settled(Strength strength) {
    return strength == Strength::kClear || strength == Strength::kIdentical;
}

double value_of(const PayoffDifference& difference) {
    return difference.estimate.value.value_or(0.0);
}

SideAnswer side_answer(const OptionStudy& study, int actor, std::size_t option) {
    SideAnswer answer;
    if (option == 0) {
        answer.difference.strength = Strength::kIdentical;
        answer.accepts = true;
        return answer;
    }
    answer.difference = study.difference(actor, option, 0);
    for (std::size_t part = 0; part < kPayoffParts; ++part) {
        answer.parts[part] = study.part_difference(static_cast<PayoffPart>(part), actor, option, 0);
    }
    answer.accepts = value_of(answer.difference) >= -kIndifferent;
    return answer;
}

// --- Packages ---------------------------------------------------------------------------------------------

std::vector<GuardrailOption> package_options(std::uint32_t proposed) {
    std::vector<GuardrailOption> options;
    for (const std::uint32_t package : offered_packages(proposed)) options.push_back({package, -1});
    return options;
}

std::vector<OptionPair> all_pairs(std::size_t options) {
    std::vector<OptionPair> pairs;
    for (std::size_t first = 0; first < options; ++first) {
        for (std::size_t second = 0; second < first; ++second) pairs.push_back({first, second});
    }
    return pairs;
}

/// Differences that stability rests on: of both sides, between packages of which one holds the other.
std::size_t nested_comparisons(const std::vector<GuardrailOption>& options) {
    std::size_t count = 0;
    for (const GuardrailOption& whole : options) {
        for (const GuardrailOption& part : options) {
            if (part != whole && is_subset(part.guardrails, whole.guardrails)) count += kActors;
        }
    }
    return count;
}

class PackageStudy {
  public:
    PackageStudy(const Scenario& scenario, std::uint32_t proposed, const StudyOptions& options)
        : proposed_(proposed),
          packages_(package_options(proposed)),
          study_(scenario, packages_, all_pairs(packages_.size()), nested_comparisons(packages_), options) {
        for (const GuardrailOption& package : packages_) game_.packages.push_back(package.guardrails);
        game_.gain = [this](int actor, std::size_t to, std::size_t from) {
            return value_of(study_.difference(actor, to, from));
        };
    }
    PackageStudy(const PackageStudy&) = delete;
    PackageStudy& operator=(const PackageStudy&) = delete;
    PackageStudy(PackageStudy&&) = delete;
    PackageStudy& operator=(PackageStudy&&) = delete;
    ~PackageStudy() = default;

    /// `every_acceptance`: also until it is clear who accepts which single guardrail, and all together.
    bool run(bool every_acceptance) {
        return study_.run([&] {
            std::set<std::size_t> live = answer_hangs_on();
            if (every_acceptance) live.merge(acceptance_hangs_on());
            return std::vector<std::size_t>(live.begin(), live.end());
        });
    }

    const AcceptanceGame& game() const { return game_; }
    const OptionStudy& study() const { return study_; }

    std::vector<std::size_t> stable() const {
        std::vector<std::size_t> found;
        for (std::size_t k = 0; k < packages_.size(); ++k) {
            if (deviations(game_, k).empty()) found.push_back(k);
        }
        return found;
    }

    /// Of what deviations() says: a package is as unstable as its clearest deviation, and as stable as the
    /// least clear of those that it resists.
    Strength stability(std::size_t package) const {
        const std::vector<Deviation> better = deviations(game_, package);
        Strength strength = better.empty() ? Strength::kIdentical : Strength::kOpen;
        if (better.empty()) {
            each_within(package, [&](int, std::size_t, Strength s) { strength = std::max(strength, s); });
        }
        for (const Deviation& d : better) {
            strength = std::min(strength, study_.difference(d.actor, d.to, package).strength);
        }
        return strength;
    }

    /// Options on which the choice of the answer still hangs, with what they are compared with.
    std::set<std::size_t> answer_hangs_on() const {
        std::set<std::size_t> live;
        const std::size_t answer = select_package(game_, stable()).package;
        for (std::size_t k = 1; k < packages_.size(); ++k) {
            if (is_clearly_unstable(k) || is_clearly_beaten(k, answer)) continue;
            each_within(k, [&](int, std::size_t within, Strength strength) {
                if (!is_settled(strength)) live.insert({k, within});
            });
        }
        return live;
    }

    /// And those whose acceptance is spoken of.
    std::set<std::size_t> acceptance_hangs_on() const {
        std::set<std::size_t> live;
        for (std::size_t k = 1; k < packages_.size(); ++k) {
            for (int actor = 0; actor < kActors && is_reported(k); ++actor) {
                if (!is_settled(study_.difference(actor, k, 0).strength)) live.insert({0, k});
            }
        }
        return live;
    }

  private:
    /// Whose acceptance is spoken of: single guardrails, and all together.
    bool is_reported(std::size_t k) const {
        return packages_[k].guardrails == proposed_ || std::popcount(packages_[k].guardrails) == 1;
    }

    void each_within(std::size_t package,
                     const std::function<void(int, std::size_t, Strength)>& visit) const {
        for (std::size_t within = 0; within < packages_.size(); ++within) {
            if (within == package || !is_subset(packages_[within].guardrails, packages_[package].guardrails))
                continue;
            for (int actor = 0; actor < kActors; ++actor) {
                visit(actor, within, study_.difference(actor, within, package).strength);
            }
        }
    }

    bool is_clearly_unstable(std::size_t package) const {
        const std::vector<Deviation> better = deviations(game_, package);
        return std::any_of(better.begin(), better.end(), [&](const Deviation& d) {
            return study_.difference(d.actor, d.to, package).strength == Strength::kClear;
        });
    }

    /// Whether both sides clearly like the present answer better, so that this one does not matter.
    bool is_clearly_beaten(std::size_t package, std::size_t answer) const {
        if (package == answer) return false;
        for (int actor = 0; actor < kActors; ++actor) {
            const PayoffDifference d = study_.difference(actor, answer, package);
            if (d.strength != Strength::kClear || value_of(d) < 0.0) return false;
        }
        return true;
    }

    std::uint32_t proposed_;
    std::vector<GuardrailOption> packages_;
    OptionStudy study_;
    AcceptanceGame game_;
};

PackageResult package_result(const PackageStudy& packages, std::size_t k, const Names& names) {
    const OptionStudy& study = packages.study();
    const LevelTotals& level = study.totals().level(k);
    PackageResult result;
    result.guardrails = study.options()[k].guardrails;
    result.names = package_names(result.guardrails, names.guardrails);
    result.campaigns = level.campaigns;
    result.p_war = wilson(level.wars, level.campaigns);
    for (std::size_t i = 0; i < kActors; ++i) {
        result.value[i] = level.value[i].mean(level.campaigns);
        result.presence[i] = level.presence[i].mean(level.campaigns);
        result.side[i] = side_answer(study, static_cast<int>(i), k);
    }
    result.deviations = deviations(packages.game(), k);
    result.stability = packages.stability(k);
    const bool accepted = result.side[0].accepts && result.side[1].accepts;
    result.concession_status = accepted ? "none_needed" : "not_tried";
    if (result.side[0].accepts != result.side[1].accepts) {
        const int by = result.side[0].accepts ? 0 : 1;
        result.payment = SidePayment{.by = by,
                                     .at_least = -value_of(result.side[at(other(by))].difference),
                                     .at_most = value_of(result.side[at(by)].difference)};
    }
    return result;
}

void mark_pareto(std::vector<PackageResult>& packages) {
    std::vector<std::vector<double>> values;
    std::vector<std::vector<double>> with_war;
    for (const PackageResult& package : packages) {
        values.push_back({value_of(package.side[0].difference), value_of(package.side[1].difference)});
        with_war.push_back(values.back());
        with_war.back().push_back(-package.p_war.value.value_or(0.0));
    }
    for (const std::size_t k : pareto_set(values)) packages[k].pareto = true;
    for (const std::size_t k : pareto_set(with_war)) packages[k].pareto_with_war = true;
}

void add_failures(GuardrailGame& game, const OptionTotals& totals) {
    game.failed += totals.failed();
    for (const FailedCampaign& failure : totals.first_failures()) {
        if (game.first_failures.size() < OutcomeTotals::kFailuresKept) game.first_failures.push_back(failure);
    }
}

// --- Concessions ------------------------------------------------------------------------------------------

/// Packages that somebody rebuffs and for which concessions are tried: all together, and each alone.
std::vector<std::size_t> contested_packages(const GuardrailGame& game) {
    std::vector<std::size_t> contested;
    for (std::size_t k = 1; k < game.packages.size(); ++k) {
        const PackageResult& package = game.packages[k];
        const bool accepted = package.side[0].accepts && package.side[1].accepts;
        const bool reported = package.guardrails == game.proposed || std::popcount(package.guardrails) == 1;
        if (reported && !accepted) contested.push_back(k);
    }
    return contested;
}

/// Simulates every named concession beside every contested package. False when cancelled.
bool try_concessions(GuardrailGame& game, const Scenario& scenario, const StudyOptions& options) {
    const std::vector<std::size_t> contested = contested_packages(game);
    std::vector<GuardrailOption> tried = {{0, -1}};
    std::vector<OptionPair> pairs;
    struct Trial {
        std::size_t option;
        std::size_t alone;    // the option of the package by itself
        std::size_t package;  // in the game
        int concession;
    };
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
        const Concession& concession = scenario.concessions[at(trial.concession)];
        ConcessionResult result;
        result.package = trial.package;
        result.name = concession.name;
        result.title = concession.title.empty() ? concession.name : concession.title;
        result.by = concession.by.name == game.actors[0] ? 0 : 1;
        result.campaigns = study.totals().level(trial.option).campaigns;
        result.cost = study.difference(result.by, trial.alone, trial.option);
        for (int actor = 0; actor < kActors; ++actor) {
            result.side[at(actor)] = side_answer(study, actor, trial.option);
        }
        result.both_accept = result.side[0].accepts && result.side[1].accepts;
        game.concessions.push_back(std::move(result));
    }
    for (const std::size_t package : contested) {
        PackageResult& result = game.packages[package];
        result.concession_status = "none_suffices";
        for (std::size_t k = 0; k < game.concessions.size(); ++k) {
            const ConcessionResult& c = game.concessions[k];
            if (c.package != package || !c.both_accept) continue;
            const bool smaller =
                !result.concession_needed ||
                value_of(c.cost) < value_of(game.concessions[*result.concession_needed].cost);
            if (smaller) result.concession_needed = k;
            result.concession_status = "found";
        }
    }
    return true;
}

GuardrailGame new_game(const ValidatedScenario& validated, const StudyOptions& study) {
    const Scenario& scenario = validated.scenario();
    if (scenario.guardrails.empty()) {
        throw InputError(Diagnostic{scenario.where, "the scenario has no guardrail to accept or rebuff",
                                    "list some under guardrails:"});
    }
    GuardrailGame game;
    game.scenario = scenario.name;
    game.title = scenario.title;
    game.policy = scenario.policy.name;
    game.hash = validated.hash();
    game.seed = study.seed;
    game.campaigns = study.campaigns;
    game.first_pass = std::min(study.first_pass, study.campaigns);
    game.proposed = proposed_guardrails(scenario);
    game.all_packages = std::popcount(game.proposed) <= kMostInAllPackages;
    for (int i = 0; i < kActors; ++i) {
        const Actor& actor = scenario.actors[at(i)];
        game.actors[at(i)] = actor.name;
        game.actor_titles[at(i)] = actor.title.empty() ? actor.name : actor.title;
    }
    for (const Guardrail& guardrail : scenario.guardrails) game.guardrails.push_back(guardrail.name);
    return game;
}

void find_equilibria(GuardrailGame& game, const PackageStudy& packages, const Scenario& scenario) {
    const std::vector<std::size_t> stable = packages.stable();
    for (const std::size_t k : stable) {
        GuardrailEquilibrium equilibrium{.package = k, .strength = game.packages[k].stability};
        for (int actor = 0; actor < kActors && game.all_packages; ++actor) {
            equilibrium.weakly_dominated[at(actor)] = is_weakly_dominated(packages.game(), actor, k);
        }
        game.equilibria.push_back(equilibrium);
    }
    game.selected = select_package(packages.game(), stable);
    const std::uint32_t answer = game.answer().guardrails;
    for (std::size_t k = 0; k < game.packages.size(); ++k) {
        const std::uint32_t added = game.packages[k].guardrails & ~answer;
        if (!is_subset(answer, game.packages[k].guardrails) || std::popcount(added) != 1) continue;
        game.additions.push_back({k,
                                  game.guardrails[at(std::countr_zero(added))],
                                  {packages.study().difference(0, k, game.selected.package),
                                   packages.study().difference(1, k, game.selected.package)}});
    }
    game.selection_decided = packages.answer_hangs_on().empty();
    const Pair<double> rationality = {scenario.actors[0].rationality, scenario.actors[1].rationality};
    if (game.all_packages)
        game.logit = logit_acceptance(packages.game(), rationality, scenario.guardrails.size());
}

}  // namespace

GuardrailGame solve_guardrail_game(const ValidatedScenario& validated, const GuardrailGameOptions& options) {
    const Scenario& scenario = validated.scenario();
    GuardrailGame game = new_game(validated, options.study);
    PackageStudy packages(scenario, game.proposed, options.study);
    game.complete = packages.run(options.every_acceptance);
    game.simulated = packages.study().simulated();
    game.critical_value = packages.study().critical_value();
    add_failures(game, packages.study().totals());
    if (!game.complete) return game;
    const Names& names = packages.study().model(0).names;
    for (std::size_t k = 0; k < packages.study().options().size(); ++k) {
        game.packages.push_back(package_result(packages, k, names));
    }
    mark_pareto(game.packages);
    find_equilibria(game, packages, scenario);
    if (options.concessions) {
        StudyOptions study = options.study;
        if (study.progress) {
            study.progress = [&, before = game.simulated](std::uint64_t done, std::uint64_t expected) {
                options.study.progress(before + done, before + expected);
            };
        }
        game.complete = try_concessions(game, scenario, study);
    }
    game.verdicts = guardrail_verdicts(game);
    return game;
}

std::string_view to_string(Selection selection) {
    switch (selection) {
        case Selection::kOnlyStable:
            return "only_stable";
        case Selection::kPayoffDominant:
            return "payoff_dominant";
        case Selection::kBargained:
            break;
    }
    return "bargained";
}

}  // namespace offramp
