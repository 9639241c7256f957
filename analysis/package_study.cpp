// SPDX-License-Identifier: Apache-2.0
#include "analysis/package_study.hpp"

#include <algorithm>
#include <bit>

namespace offramp {
namespace {

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

}  // namespace

PackageStudy::PackageStudy(const Scenario& scenario, std::uint32_t proposed, const StudyOptions& options)
    : proposed_(proposed),
      packages_(package_options(proposed)),
      study_(scenario, packages_, all_pairs(packages_.size()), nested_comparisons(packages_), options) {
    for (const GuardrailOption& package : packages_) game_.packages.push_back(package.guardrails);
    game_.gain = [this](int actor, std::size_t to, std::size_t from) {
        return value_of(study_.difference(actor, to, from));
    };
}

bool PackageStudy::run(bool every_acceptance) {
    return study_.run([&] {
        std::set<std::size_t> live = answer_hangs_on();
        if (every_acceptance) live.merge(acceptance_hangs_on());
        return std::vector<std::size_t>(live.begin(), live.end());
    });
}

bool PackageStudy::is_reported(std::size_t package) const {
    const std::uint32_t guardrails = packages_[package].guardrails;
    return guardrails == proposed_ || std::popcount(guardrails) == 1;
}

std::vector<std::size_t> PackageStudy::stable() const {
    std::vector<std::size_t> found;
    for (std::size_t k = 0; k < packages_.size(); ++k) {
        if (deviations(game_, k).empty()) found.push_back(k);
    }
    return found;
}

Strength PackageStudy::stability(std::size_t package) const {
    const std::vector<Deviation> better = deviations(game_, package);
    Strength strength = better.empty() ? Strength::kIdentical : Strength::kOpen;
    if (better.empty()) {
        each_within(package, [&](std::size_t, Strength s) { strength = std::max(strength, s); });
    }
    for (const Deviation& d : better) {
        strength = std::min(strength, study_.difference(d.actor, d.to, package).strength);
    }
    return strength;
}

std::set<std::size_t> PackageStudy::answer_hangs_on() const {
    std::set<std::size_t> live;
    const std::size_t answer = select_package(game_, stable()).package;
    for (std::size_t k = 0; k < packages_.size(); ++k) {
        if (is_clearly_unstable(k) || is_clearly_beaten(k, answer)) continue;
        each_within(k, [&](std::size_t within, Strength strength) {
            if (!is_settled(strength)) live.insert({k, within});
        });
        for (int actor = 0; actor < kActors && k != answer; ++actor) {
            if (!is_settled(study_.difference(actor, answer, k).strength)) live.insert({k, answer});
        }
    }
    return live;
}

std::set<std::size_t> PackageStudy::acceptance_hangs_on() const {
    std::set<std::size_t> live;
    for (std::size_t k = 1; k < packages_.size(); ++k) {
        for (int actor = 0; actor < kActors && is_reported(k); ++actor) {
            if (!is_settled(study_.difference(actor, k, 0).strength)) live.insert({0, k});
        }
    }
    return live;
}

void PackageStudy::each_within(std::size_t package,
                               const std::function<void(std::size_t, Strength)>& visit) const {
    for (std::size_t within = 0; within < packages_.size(); ++within) {
        if (within == package || !is_subset(packages_[within].guardrails, packages_[package].guardrails))
            continue;
        for (int actor = 0; actor < kActors; ++actor) {
            visit(within, study_.difference(actor, within, package).strength);
        }
    }
}

bool PackageStudy::is_clearly_unstable(std::size_t package) const {
    const std::vector<Deviation> better = deviations(game_, package);
    return std::any_of(better.begin(), better.end(), [&](const Deviation& d) {
        return study_.difference(d.actor, d.to, package).strength == Strength::kClear;
    });
}

/// Whether both sides clearly like the present answer better, so that this package does not matter.
bool PackageStudy::is_clearly_beaten(std::size_t package, std::size_t answer) const {
    if (package == answer) return false;
    for (int actor = 0; actor < kActors; ++actor) {
        const PayoffDifference d = study_.difference(actor, answer, package);
        if (d.strength != Strength::kClear || value_of(d) < 0.0) return false;
    }
    return true;
}

}  // namespace offramp
